import Foundation
import Glibc
import Records
import Testing

@testable import satchel

/// Each exit status, reached the way a person would reach it.
struct StatusTests {
    @Test func `what is not a command ends with 2 and names the help`() throws {
        let world = try World()
        let outcome = try world.run("hq", ["client", "fly"])
        #expect(outcome.status == 2 && outcome.output.isEmpty)
        #expect(outcome.talk.hasPrefix("error: ") && outcome.talk.contains("\nhint: `satchel client --help`"))
        #expect(try world.run("hq", ["client", "list"]).status == 2)
    }

    @Test func `version and help are results`() throws {
        let world = try World()
        for arguments in [["--version"], ["--help"], ["client", "add", "--help"], ["help", "stick", "read"]] {
            let outcome = try Executable.Running(
                arguments, home: world.folder.path, directory: world.folder.path, streams: .files(input: [])
            ).finish()
            #expect(outcome.status == 0 && !outcome.output.isEmpty && outcome.talk.isEmpty, "\(arguments)")
        }
    }

    @Test func `a wrong passphrase ends with 3, and no passphrase at all says how to give one`() throws {
        let world = try World()
        try world.found()
        let file = try world.folder.write("wrong", "not the passphrase\n")
        chmod(file, 0o600)
        let wrong = try world.run("hq", ["status", "--passphrase-file", file], passphrase: false)
        #expect(wrong.status == 3 && wrong.output.isEmpty && wrong.talk.contains("hint: "))
        let none = try world.run("hq", ["status"], passphrase: false)
        #expect(none.status == 2 && none.talk.contains("no terminal"))
    }

    @Test func `a passphrase file that others may read is used with a warning`() throws {
        let world = try World()
        try world.found()
        chmod(world.folder.path + "/passphrase", 0o644)
        let outcome = try world.run("hq", ["status"])
        #expect(outcome.status == 0 && outcome.talk.hasPrefix("warning: ") && outcome.talk.contains("chmod 600"))
    }

    @Test func `words that differ end with 4 and let nobody in, and there is no way around them`() throws {
        let world = try World()
        try world.found()
        let request = world.folder.path + "/request"
        _ = try world.json("first", ["device", "request", "--out", request, "--person", "Amina"])
        let approve = ["device", "approve", request, "--code", "K7Q", "--space", "North", "--out", world.folder.path + "/approval"]
        #expect(try world.run("hq", approve + ["--words", "one two three four five six"]).status == 4)
        #expect(try world.run("hq", approve).status == 2)
        #expect(try world.run("hq", approve + ["--yes"]).talk.contains("--words"))
        #expect(!FileManager.default.fileExists(atPath: world.folder.path + "/approval"))
        #expect(try world.json("hq", ["device", "list"])["devices"]?.arrayValue?.count == 1)
    }

    @Test func `a laptop that was not let in is refused with 4 when it wants to write`() throws {
        let world = try World()
        _ = try world.json("first", ["device", "request", "--out", world.folder.path + "/request", "--person", "Amina"])
        let outcome = try world.run("first", ["stick", "write", world.stick])
        #expect(outcome.status == 4 && outcome.talk.contains("hint: "))
    }

    @Test func `a damaged stick ends with 5, after what is intact was saved`() throws {
        let world = try World()
        try world.found()
        try world.join("first", code: "K7Q", person: "Amina")
        _ = try world.json("first", ["client", "add", "--set", "given_name=Ana"])
        _ = try world.json("first", ["stick", "write", world.stick])
        let parcel = try #require(try world.parcels().first)
        var bytes = Array(try Data(contentsOf: URL(filePath: parcel)))
        bytes.removeLast(40)
        try Data(bytes).write(to: URL(filePath: parcel))
        let inspected = try world.run("hq", ["stick", "inspect", world.stick])
        #expect(inspected.status == 5)
        let outcome = try world.run("hq", ["stick", "read", world.stick])
        #expect(outcome.status == 5 && outcome.output.contains("damaged") && outcome.output.contains("satchel stick write"))
        try Data([1, 2, 3]).write(to: URL(filePath: parcel))
        #expect(try world.run("hq", ["stick", "read", world.stick]).status == 5)
    }

    @Test func `an empty stick ends with 1 or 0, but says that nothing is there`() throws {
        let world = try World()
        try world.found()
        let outcome = try world.run("hq", ["stick", "read", world.stick])
        #expect(outcome.status <= 1 && (outcome.output + outcome.talk).contains("parcel"))
    }

    @Test func `a store that another process has locked ends with 7 and names that process`() throws {
        let world = try World()
        try world.found()
        let lock = open(world.home("hq") + "/lock", O_RDWR | O_CLOEXEC)
        try #require(lock >= 0 && flock(lock, LOCK_EX | LOCK_NB) == 0)
        // Whoever holds a store leaves its number in the lock.
        try #require(ftruncate(lock, 0) == 0 && Files.writeAll(Array("\(getpid())\n".utf8), to: lock))
        let outcome = try world.run("hq", ["status"])
        close(lock)
        #expect(outcome.status == 7 && outcome.talk.contains("\(getpid())") && outcome.talk.contains("hint: "))
        #expect(try world.run("hq", ["status"]).status == 0)
    }

    @Test func `a file that cannot be written, or is there already, is not lost`() throws {
        let world = try World()
        try world.folder.write("request", "mine")
        let outcome = try world.run("first", ["device", "request", "--out", world.folder.path + "/request", "--person", "Amina"])
        #expect(outcome.status == 2)
        #expect(try String(contentsOfFile: world.folder.path + "/request", encoding: .utf8) == "mine")
        #expect(try world.run("first", ["device", "request", "--out", world.folder.path + "/no/folder/request"]).status == 7)
    }

    @Test func `a store is not founded twice, and its keys are shown once`() throws {
        let world = try World()
        let first = try world.run("hq", ["init", "--code", "HQ1", "--person", "Olena", "--json"], passphrase: false)
        let json = try JSONValue(parsing: Array(first.output.utf8))
        let words = try #require(json["passphrase"]?.textValue)
        #expect(first.status == 0 && words.split { $0 == " " || $0 == "-" }.count == 6 && json["rootKey"]?.textValue?.isEmpty == false)
        let second = try world.run("hq", ["init", "--code", "HQ2", "--person", "Olena"], passphrase: false)
        #expect(second.status == 2 && second.output.isEmpty)
        let file = try world.folder.write("made", words + "\n")
        chmod(file, 0o600)
        #expect(try world.run("hq", ["status", "--passphrase-file", file], passphrase: false).status == 0)
    }

    @Test func `with --json a failure is an object on standard output, and still says itself in words`() throws {
        let world = try World()
        try world.found()
        let outcome = try world.run("hq", ["client", "add", "--json", "--set", "sex=femal", "--set", "shoe=1"])
        let error = try JSONValue(parsing: Array(outcome.output.utf8))["error"]
        #expect(outcome.status == 2 && error?["code"] == "invalidFields")
        #expect(error?["problems"]?.arrayValue?.map { $0["field"] } == ["given_name", "sex", "shoe"])
        #expect(outcome.talk.hasPrefix("error: 3 fields cannot be saved like this.\n") && outcome.talk.contains("Did you mean female?"))
    }
}
