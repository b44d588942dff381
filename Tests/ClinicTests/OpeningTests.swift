import Foundation
import Records
import ReplicatedLog
import Testing

@testable import Clinic

@Suite struct OpeningTests {
    /// All that a store shows, in an order that does not depend on how it was opened.
    private func shown(_ clinic: Clinic) async throws -> [String] {
        let lines = Lines()
        _ = try await clinic.export(space: nil, kind: nil, to: lines.append)
        return lines.all.sorted()
    }

    private func field() async throws -> (field: Field, record: RecordID) {
        let field = try await Field("K7Q", "M4T")
        let record = try await field.addClient("Amina", on: "K7Q", fields: ["languages": ["fr", "ar"], "phone": "111"])
        try await field.carry(from: "K7Q", to: "M4T")
        try await field.edit(record, on: "K7Q", ["phone": "222", "languages": ["ar"]])
        try await field.edit(record, on: "M4T", ["phone": "333"])
        _ = try await field["K7Q"].note(record, field: "notes", text: "Came twice.")
        try await field.carry(from: "M4T", to: "K7Q")
        return (field, record)
    }

    @Test(arguments: ["after everything", "halfway", "none"])
    func `image and tail show the same as the log alone`(image: String) async throws {
        let (field, record) = try await field()
        if image == "halfway" { try await field["K7Q"].writeImage() }
        try await field.addClient("Bilal", on: "K7Q")
        try await field.edit(record, on: "K7Q", ["address": "By the mill"])
        if image == "after everything" { try await field["K7Q"].writeImage() }
        let before = try await shown(field["K7Q"])
        let hash = try await field.status("K7Q").stateHash
        // Two clients, three persons, and the space itself.
        #expect(before.count == 6)
        try await field.reopen("K7Q")
        #expect(FileManager.default.fileExists(atPath: field.home("K7Q") + "/view.sealed") == (image != "none"))
        #expect(try await shown(field["K7Q"]) == before)
        #expect(try await field.status("K7Q").stateHash == hash)
        #expect(try await field["K7Q"].conflict(record, field: "phone").candidates.count == 2)
        #expect(try await field["K7Q"].check(readData: true).faults.isEmpty)
        // It goes on as before: what is written next stands on the same chain.
        #expect(try await field.addClient("Chen", on: "K7Q").chain == record.chain)
    }

    @Test(arguments: ["flipped", "truncated", "empty", "of another store", "older", "removed"])
    func `an image that cannot be used costs time and nothing else`(damage: String) async throws {
        let (field, _) = try await field()
        try await field["K7Q"].writeImage()
        let path = field.home("K7Q") + "/view.sealed"
        let older = try field.bytes(path)
        try await field.addClient("Bilal", on: "K7Q")
        try await field["K7Q"].writeImage()
        try await field["M4T"].writeImage()
        let before = try await shown(field["K7Q"])
        let origin = await field["K7Q"].origin
        try await field.close("K7Q")
        var bytes = try field.bytes(path)
        switch damage {
        case "flipped": bytes[bytes.count / 2] ^= 1
        case "truncated": bytes.removeLast(bytes.count / 3)
        case "empty": bytes = []
        case "of another store": bytes = try field.bytes(field.home("M4T") + "/view.sealed")
        case "older": bytes = older
        default: try FileManager.default.removeItem(atPath: path)
        }
        if damage != "removed" { try field.write(bytes, to: path) }
        try await field.open("K7Q")
        #expect(try await shown(field["K7Q"]) == before)
        #expect(await field["K7Q"].origin == origin)
        #expect(try await field["K7Q"].check(readData: true).faults.isEmpty)
    }

    @Test func `a log with a damaged byte opens intact, or opens and says so, or does not open; never silently wrong`() async throws {
        let (field, _) = try await field()
        for number in 0..<8 { try await field.addClient("Client \(number)", on: "K7Q") }
        let before = try await shown(field["K7Q"])
        try await field.close("K7Q")
        let path = field.home("K7Q") + "/log.sqlite"
        let intact = try field.bytes(path)
        let backup = try field.backUp("K7Q")
        var found = 0
        for step in 0..<48 {
            var bytes = intact
            bytes[(bytes.count - 1) * step / 47] ^= 0x10
            try field.restore("K7Q", from: backup)
            try field.write(bytes, to: path)
            do {
                let clinic = try await field.open("K7Q")
                let same = try await shown(clinic) == before
                let faults = try await clinic.check(readData: true).faults
                #expect(same || !faults.isEmpty, "offset \((bytes.count - 1) * step / 47)")
                if !faults.isEmpty { found += 1 }
            } catch {
                let kind = try #require((error as? any ExplainedFailure)?.kind, "offset \((bytes.count - 1) * step / 47): \(error)")
                #expect(kind == .damaged || kind == .storage, "offset \((bytes.count - 1) * step / 47): \(error)")
                found += 1
            }
            field.abandon("K7Q")
        }
        #expect(found > 0)
    }

    @Test(arguments: ["keyfile.a", "keyfile.b"])
    func `one damaged copy of the keyfile is mended from the other`(name: String) async throws {
        let field = try await Field("K7Q")
        try await field.addClient("Amina", on: "K7Q")
        try await field.close("K7Q")
        let path = field.home("K7Q") + "/" + name
        let intact = try field.bytes(path)
        var bytes = intact
        bytes[bytes.count / 2] ^= 1
        try field.write(bytes, to: path)
        try await field.open("K7Q")
        #expect(try await !field["K7Q"].status().warnings.isEmpty)
        #expect(try field.bytes(path) == intact)
        try await field.reopen("K7Q")
        #expect(try await field["K7Q"].status().warnings.isEmpty)
    }

    @Test func `two damaged copies of the keyfile are a clear error`() async throws {
        let field = try await Field("K7Q")
        try await field.close("K7Q")
        for name in ["keyfile.a", "keyfile.b"] {
            let path = field.home("K7Q") + "/" + name
            var bytes = try field.bytes(path)
            bytes[bytes.count / 2] ^= 1
            try field.write(bytes, to: path)
        }
        await #expect { try await field.open("K7Q") } throws: { ($0 as? any ExplainedFailure)?.kind == .damaged }
    }

    @Test func `a keyfile put back to before a person was removed does not open the store`() async throws {
        let field = try await Field("K7Q")
        let second = try await field["K7Q"].addPerson(name: "Second", passphrase: "another one for tests")
        try await field.close("K7Q")
        let backup = try field.backUp("K7Q", only: ["keyfile.a", "keyfile.b"])
        try await field.open("K7Q")
        try await field["K7Q"].removePerson(second.id)
        try await field.close("K7Q")
        await #expect { try await field.open("K7Q", passphrase: "another one for tests") } throws: {
            ($0 as? any ExplainedFailure)?.kind == .locked
        }
        try field.restore("K7Q", from: backup)
        await #expect { try await field.open("K7Q", passphrase: "another one for tests") } throws: {
            ($0 as? any ExplainedFailure)?.kind == .damaged
        }
    }

    @Test func `a store that another holder has open is not opened twice`() async throws {
        let field = try await Field("K7Q")
        await #expect { _ = try await Clinic.open(field.options("K7Q"), passphrase: Field.passphrase) } throws: {
            ($0 as? any ExplainedFailure)?.codeText == "held"
        }
        try await field.addClient("Amina", on: "K7Q")
    }
}
