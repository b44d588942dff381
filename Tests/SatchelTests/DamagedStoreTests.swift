import Foundation
import Records
import Testing

/// What a person is told about a store in which something cannot be read.
struct DamagedStoreTests {
    @Test func `a document that cannot be read is told when a stick is written, and when it has not arrived`() throws {
        let world = try World()
        try world.found()
        try world.join("first", code: "K7Q", person: "Amina")
        let record = try #require(try world.json("first", ["document", "add", "--set", "type=other"])["record"]?.textValue)
        try world.folder.write("work/lease.txt", String(repeating: "words ", count: 20_000))
        _ = try world.json("first", ["document", "attach", record, "lease.txt"])
        let blobs = world.home("first") + "/blobs"
        let blob = try #require(FileManager.default.subpaths(atPath: blobs)?.first { $0.contains("/") })
        var bytes = Array(try Data(contentsOf: URL(filePath: blobs + "/" + blob)))
        bytes[bytes.count / 2] ^= 1
        try Data(bytes).write(to: URL(filePath: blobs + "/" + blob))

        let written = try world.run("first", ["stick", "write", world.stick])
        #expect(written.status == 0)
        #expect(written.output.contains("1 document could not be read and was left out; run `satchel check --read-data`."))
        #expect(!written.output.contains("lease"))
        _ = try world.json("hq", ["stick", "read", world.stick])
        try world.carry(from: "hq", to: "first")
        let status = try world.run("first", ["status"])
        #expect(status.output.contains("1 document of them has not arrived at headquarters"))
        #expect(try world.json("first", ["stick", "write", world.stick])["unreadableDocuments"] == 1)

        #expect(try world.run("first", ["check", "--read-data"]).status == 5)
        let repaired = try world.run("first", ["check", "--repair"])
        #expect(repaired.status == 0 && repaired.talk.contains("0 entries and 1 document"))
        #expect(try world.json("first", ["status"])["missingDocuments"] == 1)
        #expect(try world.json("first", ["status"])["waitingEntries"] == 0)
    }
}
