import Foundation
import Glibc
import Records
import Testing

@testable import satchel

struct WithdrawTests {
    private func world() throws -> World {
        let world = try World()
        try world.found()
        try world.join("first", code: "K7Q", person: "Amina")
        _ = try world.json("first", ["client", "add", "--set", "given_name=Ana"])
        try world.carry(from: "first", to: "hq")
        return world
    }

    @Test func `a device is revoked by a script that says yes, later work is kept aside and can be taken in`() throws {
        let world = try world()
        let done = try world.run("hq", ["device", "revoke", "k7q", "--yes"])
        #expect(done.status == 0 && done.output.hasPrefix("Done: Revoke K7Q.\n  2 entries of it are here and stay accepted."))
        #expect(done.output.contains("Copies that are on the laptop already stay there"))
        let again = try world.json("hq", ["device", "revoke", "K7Q", "--yes"])
        #expect(again["changed"] == false && again["revoked"] == true)
        _ = try world.json("first", ["client", "add", "--set", "given_name=Bo"])
        try world.carry(from: "first", to: "hq")
        #expect(try world.json("hq", ["client", "list"])["total"] == 1)
        let status = try world.run("hq", ["status"]).output
        #expect(status.contains("Kept aside: 1 segment, written after their device lost its authority.\n  `satchel device revoke`"))
        let taken = try world.json("hq", ["device", "revoke", "K7Q", "--yes"])
        #expect(taken["admitted"] == 1 && taken["entries"] == 3)
        #expect(try world.json("hq", ["client", "list"])["total"] == 2)
        #expect(try world.json("hq", ["device", "list"])["devices"]?.arrayValue?.filter { $0["revoked"] == true }.count == 1)
    }

    @Test func `a caseload is withdrawn, and only then granted for reading`() throws {
        let world = try world()
        let lowered = try world.run("hq", ["device", "grant", "K7Q", "North:read"])
        #expect(lowered.status == 4 && lowered.output.isEmpty && lowered.talk.contains("satchel device withdraw"))
        #expect(try world.run("hq", ["device", "withdraw", "K7Q", "North"]).talk.contains("--yes"))
        let withdrawn = try world.json("hq", ["device", "withdraw", "K7Q", "North", "--yes"])
        #expect(withdrawn["name"] == "North" && withdrawn["revoked"] == false && withdrawn["chains"] == 1)
        #expect(try world.run("hq", ["device", "grant", "K7Q", "North:read"]).status == 0)
        try world.carry(from: "hq", to: "first")
        #expect(try world.run("first", ["client", "add", "--set", "given_name=Bo"]).status == 4)
        #expect(try world.run("first", ["device", "revoke", "HQ1", "--yes"]).status == 4)
        #expect(try world.run("hq", ["device", "revoke", "HQ1", "--yes"]).status == 4)
    }

    @Test(arguments: [("yes\n", Int32(0), "Done: Revoke"), ("no\n", 1, "error: Not confirmed"), ("\u{3}", 1, "error: Stopped")])
    func `the consequences are shown before a person says yes`(answer: String, status: Int32, end: String) throws {
        let world = try world()
        let terminal = try PseudoTerminal()
        let running = try Executable.Running(
            [
                "device", "revoke", "K7Q", "--home", world.home("hq"), "--scrypt-log-n", "10", "--passphrase-file",
                world.folder.path + "/passphrase",
            ],
            home: world.folder.path, directory: world.folder.path, streams: .terminal(path: terminal.path))
        terminal.wait(for: "Type yes or no: ")
        #expect(terminal.screen.contains("Revoke K7Q?\n  2 entries of it are here and stay accepted."))
        #expect(terminal.screen.contains("It cannot be undone"))
        terminal.type(answer)
        terminal.wait(for: end)
        #expect(running.finish().status == status)
        let revoked = try world.json("hq", ["device", "list"])["devices"]?.arrayValue?.filter { $0["revoked"] == true }.count
        #expect(revoked == (status == 0 ? 1 : 0))
    }
}
