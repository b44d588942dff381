import Foundation
import Records
import Testing

@testable import satchel

/// What people, files and other devices may try.
struct HostileTests {
    private static let escape = "\u{1B}]0;pwned\u{7}\u{9B}2J\u{202E}"

    @Test func `values with escape sequences are refused, and never reach the terminal`() throws {
        let world = try World()
        try world.found()
        let fields: JSONValue = ["given_name": .text("Ana" + Self.escape)]
        let outcome = try world.run("hq", ["client", "add", "--fields", "-"], input: String(decoding: fields.serialized(), as: UTF8.self))
        #expect(outcome.status == 2)
        for arguments in [
            ["client", "show", Self.escape], ["client", Self.escape], ["client", "add", "--set", "\(Self.escape)=x"],
            ["search", Self.escape],
            ["stick", "read", "/nowhere/" + Self.escape], ["--" + Self.escape],
        ] {
            for arguments in [arguments, arguments + ["--json"]] {
                let outcome = try world.run("hq", arguments)
                let said = outcome.output + outcome.talk
                #expect(!said.unicodeScalars.contains { Visible.isControl($0) && $0 != "\n" }, "\(outcome.output.debugDescription)")
            }
        }
    }

    @Test func `names of files with escape sequences are kept harmless`() throws {
        let world = try World()
        try world.found()
        _ = try world.json("hq", ["document", "add", "--set", "type=lease"])
        let record = try #require(try world.json("hq", ["document", "list"])["records"]?.arrayValue?.first?["record"]?.textValue)
        try world.folder.write("work/\u{1B}[31mred.txt", "x")
        let outcome = try world.run("hq", ["document", "attach", record, "\u{1B}[31mred.txt"])
        let shown = try world.run("hq", ["document", "show", record])
        #expect(!(outcome.output + outcome.talk + shown.output + shown.talk).contains("\u{1B}"))
    }

    @Test(arguments: [
        "", "{", "[]", "\"text\"", "{\"given_name\": 1}", "{\"given_name\": \"a\", \"given_name\": \"b\"}",
        String(repeating: "[", count: 100_000), "{\"given_name\": \"\(String(repeating: "x", count: 300))\"}", "\u{0}", "nul",
    ])
    func `JSON that is none, or says something else than fields, saves nothing`(json: String) throws {
        let world = try World()
        try world.found()
        let outcome = try world.run("hq", ["client", "add", "--fields", "-"], input: json)
        #expect(outcome.status == 2 && outcome.output.isEmpty && outcome.talk.hasPrefix("error: "))
        #expect(try world.json("hq", ["client", "list"])["total"] == 0)
    }

    @Test func `input without end is not read to its end`() throws {
        let world = try World()
        try world.found()
        let outcome = try world.run("hq", ["client", "add", "--fields", "/dev/zero"])
        #expect(outcome.status == 2 && outcome.talk.contains("larger than"))
    }

    @Test func `values that look like options or quotes stay values`() throws {
        let world = try World()
        try world.found()
        let names = ["--json", "'; DROP TABLE records; --", "\"quoted\"", "a=b=c", "$(id)", "%s%n", "-", "مريم", "👩🏽‍⚖️"]
        for name in names { _ = try world.json("hq", ["client", "add", "--set", "given_name=" + name]) }
        let titles = try world.json("hq", ["client", "list", "--order", "created"])["records"]?.arrayValue?.compactMap {
            $0["title"]?.textValue
        }
        #expect(Set(titles ?? []) == Set(names))
    }

    @Test func `rubbish instead of a request, an approval or a stick is refused`() throws {
        let world = try World()
        try world.found()
        let rubbish = try world.folder.write("rubbish", String(repeating: "\u{FFFD}junk", count: 500))
        let approve = ["device", "approve", rubbish, "--code", "K7Q", "--out", world.folder.path + "/o", "--words", "a b c d e f"]
        for arguments in [approve, ["device", "accept", rubbish, "--words", "a b c d e f"]] {
            let outcome = try world.run("hq", arguments)
            #expect(outcome.status != 0 && outcome.talk.hasPrefix("error: "), "\(arguments)")
        }
        #expect(!FileManager.default.fileExists(atPath: world.folder.path + "/o"))
    }

    @Test func `the list of processes shows no argument of a running command`() throws {
        let world = try World()
        try world.found()
        let running = try world.start("hq", ["open", "--quiet"])
        defer {
            kill(running.process, SIGTERM)
            _ = running.finish()
        }
        try Holder.wait(for: world)
        let line = try Data(contentsOf: URL(filePath: "/proc/\(running.process)/cmdline"))
        #expect(!String(decoding: line, as: UTF8.self).contains("passphrase-file"))
    }
}
