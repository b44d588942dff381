import Foundation
import Glibc
import Records
import Testing

@testable import Clinic
@testable import satchel

/// A store that `satchel open` keeps open.
enum Holder {
    /// Waits until the control socket of a device answers.
    static func wait(for world: World, _ device: String = "hq") throws {
        let path = Clinic.controlSocketPath(home: world.home(device))
        for _ in 0..<600 {
            if let client = try? ControlClient(socketPath: path) {
                client.connection.close()
                return
            }
            usleep(50_000)
        }
        Issue.record("The store was not opened within half a minute.")
    }
}

struct HolderTests {
    /// Runs `body` while another process holds the store of headquarters, and returns how that process ended.
    private func holding(_ world: World, _ body: (Executable.Running) throws -> Void) throws -> Executable.Outcome {
        let holder = try world.start("hq", ["open"])
        do {
            try Holder.wait(for: world)
            try body(holder)
        } catch {
            kill(holder.process, SIGKILL)
            _ = holder.finish()
            throw error
        }
        return holder.finish()
    }

    @Test func `commands go through the process that holds the store, without a passphrase, and it locks when told`() throws {
        let world = try World()
        try world.found()
        let end = try holding(world) { holder in
            let added = try world.run("hq", ["client", "add", "--set", "given_name=Ana", "--json"], passphrase: false)
            #expect(added.status == 0, "\(added.talk)")
            try world.folder.write("work/fields.json", "{\"given_name\": \"Bo\"}")
            #expect(try world.run("hq", ["client", "add", "--fields", "fields.json"], passphrase: false).status == 0)
            #expect(
                try world.run("hq", ["client", "add", "--fields", "-"], input: "{\"given_name\": \"Cy\"}", passphrase: false).status == 0)
            let list = try world.run("hq", ["client", "list", "--json"], passphrase: false)
            #expect(try JSONValue(parsing: Array(list.output.utf8))["total"] == 3)
            // Failures come back with their status and both their forms.
            let bad = try world.run("hq", ["client", "add", "--set", "sex=x", "--json"], passphrase: false)
            #expect(bad.status == 2 && bad.output.contains("\"invalidFields\"") && bad.talk.hasPrefix("error: "))
            let many = try world.run("hq", ["export", "--purpose", "internal", "--reason", "copy"], passphrase: false)
            #expect(many.status == 0 && many.output.split(separator: "\n").count >= 5 && many.talk.contains("Exported"))
            let second = try world.run("hq", ["open"])
            #expect(second.status == 7 && second.talk.contains("\(holder.process)"))
            #expect(try world.run("hq", ["lock"], passphrase: false).output == "Locked.\n")
        }
        #expect(end.status == 0)
        #expect(!FileManager.default.fileExists(atPath: Clinic.controlSocketPath(home: world.home("hq"))))
        #expect(try world.run("hq", ["lock"], passphrase: false).output == "It was locked.\n")
        #expect(try world.run("hq", ["client", "list"], passphrase: false).status == 2)
        #expect(try world.json("hq", ["client", "list"])["total"] == 3)
    }

    @Test func `a command with a passphrase of its own is served only to the person who holds the store`() throws {
        let world = try World()
        try world.found()
        let file = try world.folder.write("second", "another one for tests\n")
        let nobody = try world.folder.write("nobody", "nobody has this one\n")
        chmod(file, 0o600)
        chmod(nobody, 0o600)
        _ = try world.json("hq", ["person", "add", "Amal Second", "--new-passphrase-file", file])
        let add = ["client", "add", "--set", "given_name=Ana"]
        _ = try holding(world) { holder in
            let refused = try world.run("hq", add + ["--passphrase-file", file], passphrase: false)
            #expect(refused.status == 3 && refused.output.isEmpty)
            #expect(refused.talk.hasPrefix("error: Another person has this store open") && refused.talk.contains("hint: "))
            #expect(!refused.talk.contains("Olena") && !refused.talk.contains("Amal"))
            let wrong = try world.run("hq", add + ["--passphrase-file", nobody, "--json"], passphrase: false)
            #expect(wrong.status == 3 && wrong.output.contains("wrongPassphrase") && !wrong.output.contains("Olena"))
            #expect(try world.json("hq", ["client", "list"])["total"] == 0)
            // The same person may say so, and without a passphrase it is the holder who acts, as before.
            #expect(try world.run("hq", add).status == 0)
            #expect(try world.run("hq", add, passphrase: false).status == 0)
            kill(holder.process, SIGTERM)
        }
        let mine = try world.run("hq", add + ["--passphrase-file", file, "--json"], passphrase: false)
        let record = try #require(try JSONValue(parsing: Array(mine.output.utf8))["record"]?.textValue)
        #expect(try world.json("hq", ["client", "show", record])["created"]?["name"] == "Amal Second")
    }

    @Test(arguments: [SIGTERM, SIGINT, SIGHUP])
    func `a signal locks it cleanly`(signal: Int32) throws {
        let world = try World()
        try world.found()
        let end = try holding(world) { holder in kill(holder.process, signal) }
        #expect(end.status == 0 && end.talk.hasSuffix("Locked.\n"))
    }

    @Test func `the socket is for its user only, and a dead one is no obstacle`() throws {
        let world = try World()
        try world.found()
        let path = Clinic.controlSocketPath(home: world.home("hq"))
        _ = try holding(world) { holder in
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            #expect((attributes[.posixPermissions] as? Int) == 0o600)
            kill(holder.process, SIGKILL)
        }
        #expect(FileManager.default.fileExists(atPath: path))
        #expect(try world.run("hq", ["status"]).status == 0)
        let end = try holding(world) { kill($0.process, SIGTERM) }
        #expect(end.status == 0)
    }

    @Test func `a holder that does not answer is named, and locking ends it all the same`() throws {
        let world = try World()
        try world.found()
        let end = try holding(world) { holder in
            kill(holder.process, SIGSTOP)
            let outcome = try world.run("hq", ["status"])
            #expect(outcome.status == 7 && outcome.talk.contains("Process \(holder.process) holds the store"))
            #expect(try world.run("hq", ["lock"]).status == 0)
        }
        #expect(end.status == -SIGKILL)
    }

    @Test(arguments: [SIGSEGV, SIGABRT, SIGILL])
    func `a crash prints no memory and leaves no dump`(signal: Int32) throws {
        let world = try World()
        try world.found()
        let end = try holding(world) { kill($0.process, signal) }
        #expect(end.status == -signal && end.output.isEmpty)
        #expect(end.talk.split(separator: "\n").count == 1 && end.talk.hasPrefix("Open."))
    }

    @Test func `bytes that are no request end the connection and nothing else`() throws {
        let world = try World()
        try world.found()
        _ = try holding(world) { holder in
            let path = Clinic.controlSocketPath(home: world.home("hq"))
            for bytes in [[255, 255, 255, 255], [0, 0, 0, 2, 2, 123], [0, 0, 0, 1, 17], [UInt8](repeating: 0, count: 64), []] as [[UInt8]] {
                let descriptor = try #require(ControlSocket.connect(to: path))
                let connection = ControlConnection(descriptor)
                #expect(try connection.receive()?.kind == .welcome)
                _ = Files.writeAll(bytes, to: descriptor)
                Glibc.shutdown(descriptor, Int32(SHUT_WR))
                #expect(try connection.receive() == nil)
                connection.close()
            }
            #expect(try world.run("hq", ["status"], passphrase: false).status == 0)
            kill(holder.process, SIGTERM)
        }
    }

    @Test func `without a command for the idle time it ends by itself`() async throws {
        let world = try World()
        let options = {
            var options = Clinic.Options(home: world.home("hq")); options.scryptLogN = 10; return options
        }()
        let (clinic, _) = try await Clinic.found(options, deviceCode: "HQ1", personName: "Olena", passphrase: World.passphrase)
        let server = try ControlServer(
            clinic: clinic, socketPath: Clinic.controlSocketPath(home: world.home("hq")), idleSeconds: 0, clock: { 0 })
        #expect(await server.serve() == .idle)
        try await clinic.close()
    }
}
