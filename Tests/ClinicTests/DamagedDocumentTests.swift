import Foundation
import Records
import ReplicatedLog
import Testing

@testable import Clinic

/// One bad file among a store's documents.
@Suite struct DamagedDocumentTests {
    enum Damage: CaseIterable {
        case flipped, truncated, empty, removed
    }

    /// A laptop with two documents of several chunks, of which the first one's file is damaged.
    private func field(_ damage: Damage) async throws -> (field: Field, damaged: RecordID, whole: RecordID, file: String) {
        let field = try await Field("K7Q")
        let damaged = try await attach("first", to: field)
        let blob = try #require(field.blobs("K7Q").first)
        let whole = try await attach("second", to: field)
        var bytes = try field.bytes(blob)
        switch damage {
        case .flipped: bytes[bytes.count / 2] ^= 1
        case .truncated: bytes.removeLast(bytes.count / 2)
        case .empty: bytes = []
        case .removed: try FileManager.default.removeItem(atPath: blob)
        }
        if damage != .removed { try field.write(bytes, to: blob) }
        return (field, damaged, whole, field.root + "/files/first")
    }

    private func attach(_ name: String, to field: Field) async throws -> RecordID {
        let record = try await field["K7Q"].add(kind: "document", in: field.space, fields: ["type": "other"]).record
        var random = SystemRandomNumberGenerator()
        let file = try field.stick("files") + "/" + name
        try field.write((0..<200_000).map { _ in UInt8.random(in: 0...255, using: &random) }, to: file)
        _ = try await field["K7Q"].attach(path: file, to: record, field: nil)
        return record
    }

    @Test(arguments: Damage.allCases)
    func `a stick takes everything but the document that cannot be read, and says so`(damage: Damage) async throws {
        let (field, damaged, whole, file) = try await field(damage)
        let client = try await field.addClient("Amina", on: "K7Q")
        let stick = try field.stick()
        let written = try await field["K7Q"].writeStick(stick, to: nil, resend: false)
        #expect(written.documentCount == 1)
        #expect(written.unreadableDocumentCount == 1)
        let parcel = try #require(try await field.headquarters.readStick(stick).parcels.first)
        #expect(parcel.state == .read && parcel.isComplete && parcel.refused.isEmpty)
        #expect(parcel.documentCount == 1)
        _ = try await field.headquarters.detail(client)
        #expect(try await field.headquarters.verifyDocuments(whole).map(\.state) == [.intact])
        #expect(try await field.headquarters.verifyDocuments(damaged).map(\.state) == [.missing])
        // Whoever still has the file attaches it again; the rest then goes to headquarters.
        _ = try await field["K7Q"].attach(path: file, to: damaged, field: nil)
        try await field.carry(from: "HQ1", to: "K7Q")
        let again = try await field["K7Q"].writeStick(try field.stick("again"), to: nil, resend: false)
        #expect(again.documentCount == 1 && again.unreadableDocumentCount == 0)
        _ = try await field.headquarters.readStick(field.root + "/again")
        #expect(try await field.headquarters.verifyDocuments(damaged).map(\.state) == [.intact])
    }

    @Test func `what is delivered is not called whole while headquarters lacks a document of it`() async throws {
        let (field, damaged, _, file) = try await field(.flipped)
        try await field.join("M4T")
        #expect(try await field.status("K7Q").documentsMissingAtHeadquarters == 0)
        // Until headquarters has said so, nothing counts as delivered at all.
        try await field.carry(from: "K7Q", to: "HQ1")
        #expect(try await field.status("K7Q").documentsMissingAtHeadquarters == 0)
        try await field.carry(from: "HQ1", to: "K7Q", "M4T")
        for _ in 0..<2 {
            let status = try await field.status("K7Q")
            #expect(status.onlyHere == 0 && status.atHeadquarters > 0)
            #expect(status.documentsMissingAtHeadquarters == 1)
            try await field.reopen("K7Q")
        }
        // It is no work of this one.
        #expect(try await field.status("M4T").documentsMissingAtHeadquarters == 0)
        _ = try await field["K7Q"].attach(path: file, to: damaged, field: nil)
        try await field.carry(from: "K7Q", to: "HQ1")
        try await field.carry(from: "HQ1", to: "K7Q")
        #expect(try await field.status("K7Q").documentsMissingAtHeadquarters == 0)
    }
}
