import Foundation
import Records
import ReplicatedLog
import Testing

@testable import Clinic

/// A bad sector in the middle of a laptop's log: nothing that can still be read is lost by the repair.
@Suite struct RepairTests {
    private static let names = ["Amina", "Bilal", "Chen", "Dina", "Emil"]

    /// A laptop with six entries of its own, the first being its person; headquarters has the first `sent` of them.
    private func field(sent: Int) async throws -> (field: Field, records: [RecordID], hash: EntryHash) {
        let field = try await Field("K7Q")
        var records = [RecordID]()
        for (number, name) in Self.names.enumerated() {
            records.append(try await field.addClient(name, on: "K7Q"))
            // The person's entry comes before the first client's.
            if number + 2 == sent { try await field.carry(from: "K7Q", to: "HQ1") }
        }
        return (field, records, try await field.status("K7Q").stateHash)
    }

    private func damage(_ field: Field, _ part: Clinic.DamagedPart, _ records: [RecordID], _ sequences: UInt64...) async throws {
        for sequence in sequences {
            try await field["K7Q"].damageLog(part, of: records[0].chain, in: field.space, holding: sequence)
        }
        try await field.reopen("K7Q")
    }

    @Test(arguments: Clinic.DamagedPart.allCases, [true, false])
    func `what headquarters has comes back, and what it never had reaches it`(part: Clinic.DamagedPart, image: Bool) async throws {
        let (field, records, hash) = try await field(sent: 4)
        if image { try await field["K7Q"].writeImage() }
        try await damage(field, part, records, 2)
        let summary = try await field["K7Q"].repair()
        #expect(summary.lostEntryCount == 1 && summary.keptEntryCount == 3 && summary.chainCount == 1)
        for _ in 0..<2 {
            #expect(try await field["K7Q"].status().waitingEntryCount == 3)
            let check = try await field["K7Q"].check(readData: true)
            #expect(check.faults.isEmpty && check.waitingEntryCount == 3)
            try await field.reopen("K7Q")
        }
        // The laptop goes on meanwhile.
        let later = try await field.addClient("Farid", on: "K7Q")
        #expect(later.chain != records[0].chain)
        // Everything that headquarters has, and it comes together at home.
        try await field.carry(from: "HQ1", to: "K7Q", resend: true)
        for record in records + [later] { _ = try await field["K7Q"].detail(record) }
        #expect(try await field["K7Q"].status().waitingEntryCount == 0)
        try await field.carry(from: "K7Q", to: "HQ1")
        for record in records + [later] { _ = try await field.headquarters.detail(record) }
        #expect(try await field.hashes("HQ1", "K7Q").count == 1)
        #expect(try await field.status("K7Q").stateHash != hash)
        try await field.reopen("K7Q")
        #expect(try await field["K7Q"].check(readData: true).faults.isEmpty)
        #expect(try await field.hashes("HQ1", "K7Q").count == 1)
    }

    @Test func `after a repair the state is what it was before the damage once the lost entry is back`() async throws {
        let (field, records, hash) = try await field(sent: 4)
        try await damage(field, .content, records, 2)
        _ = try await field["K7Q"].repair()
        #expect(try await field.status("K7Q").stateHash != hash)
        try await field.carry(from: "HQ1", to: "K7Q", resend: true)
        #expect(try await field.status("K7Q").stateHash == hash)
    }

    @Test func `whoever has the entries before the hole takes those behind it from the laptop's next stick`() async throws {
        let (field, records, hash) = try await field(sent: 4)
        try await damage(field, .key, records, 1)
        _ = try await field["K7Q"].repair()
        try await field.carry(from: "K7Q", to: "HQ1")
        for record in records { _ = try await field.headquarters.detail(record) }
        #expect(try await field.status("HQ1").stateHash == hash)
        // Its answer brings the laptop level; nothing had to be asked for.
        try await field.carry(from: "HQ1", to: "K7Q")
        #expect(try await field["K7Q"].status().waitingEntryCount == 0)
        #expect(try await field.status("K7Q").stateHash == hash)
        // What is confirmed is not sent again.
        let report = try await field.headquarters.readStick(try await field.parcel(from: "K7Q"))
        #expect(report.parcels.map(\.duplicateSegmentCount) == [0] && report.entries.isEmpty)
    }

    @Test func `what waits for entries that nobody has stays, waits at headquarters too, and is never dropped`() async throws {
        let (field, records, _) = try await field(sent: 2)
        try await damage(field, .content, records, 2, 4)
        let summary = try await field["K7Q"].repair()
        #expect(summary.lostEntryCount == 2 && summary.keptEntryCount == 2)
        for _ in 0..<2 {
            try await field.carry(from: "K7Q", to: "HQ1")
            try await field.carry(from: "HQ1", to: "K7Q", resend: true)
            #expect(try await field["K7Q"].status().waitingEntryCount == 2)
            #expect(try await field.headquarters.status().held == [.gap: 2])
            #expect(try await field.hashes("HQ1", "K7Q").count == 1)
            try await field.reopen("K7Q")
        }
        // Another repair leaves it where it is.
        _ = try await field["K7Q"].repair()
        #expect(try await field["K7Q"].status().waitingEntryCount == 2)
        try await field.addClient("Farid", on: "K7Q")
        #expect(try await field["K7Q"].check(readData: true).faults.isEmpty)
    }

    @Test(arguments: Clinic.DamagedPart.allCases)
    func `a stick can be written before the repair, as long as what it carries is whole`(part: Clinic.DamagedPart) async throws {
        let (field, records, _) = try await field(sent: 4)
        try await field["K7Q"].writeImage()
        try await field.carry(from: "HQ1", to: "K7Q")
        try await damage(field, part, records, 1)
        #expect(try await !field["K7Q"].check(readData: true).faults.isEmpty)
        try await field.carry(from: "K7Q", to: "HQ1")
        for record in records { _ = try await field.headquarters.detail(record) }
    }

    @Test(arguments: [true, false])
    func `documents that a repair gave up are asked for, also when nobody knows any more which they were`(rowIsLost: Bool) async throws {
        let field = try await Field("K7Q")
        let record = try await field["K7Q"].add(kind: "document", in: field.space, fields: ["type": "other"]).record
        let file = try field.stick("files") + "/scan.pdf"
        try field.write(Array("%PDF-1.7\n".utf8) + [UInt8](repeating: 7, count: 5000), to: file)
        _ = try await field["K7Q"].attach(path: file, to: record, field: nil)
        try await field.carry(from: "K7Q", to: "HQ1")
        if rowIsLost {
            try await field["K7Q"].damageDocumentRows()
            try await field.reopen("K7Q")
        } else {
            try field.damageBlobs("K7Q")
        }
        _ = try await field["K7Q"].repair()
        #expect(try await field["K7Q"].status().missingDocumentCount == 1)
        try await field.reopen("K7Q")
        #expect(try await field["K7Q"].status().missingDocumentCount == 1)
        try await field.carry(from: "K7Q", to: "HQ1")
        #expect(try await field.carry(from: "HQ1", to: "K7Q").parcels.first?.documentCount == 1)
        #expect(try await field["K7Q"].verifyDocuments(nil).map(\.state) == [.intact])
    }
}
