import Foundation
import Records
import ReplicatedLog
import Testing

@testable import Clinic
@testable import Vault

/// An attachment that ends half way, and what a log that was put back makes of documents.
@Suite struct AttachingTests {
    private static let bytes = Array("%PDF-1.7\n".utf8) + (0..<60_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }

    private func field() async throws -> (field: Field, record: RecordID, file: String) {
        let field = try await Field("K7Q")
        let record = try await field["K7Q"].add(kind: "document", in: field.space, fields: ["type": "other"]).record
        let file = try field.stick("files") + "/scan.pdf"
        try field.write(Self.bytes, to: file)
        return (field, record, file)
    }

    @Test func `files that an interrupted attachment left are gone once the store is opened again`() async throws {
        let (field, record, file) = try await field()
        _ = try await field["K7Q"].attach(path: file, to: record, field: nil)
        field.abandon("K7Q")
        let blob = try #require(field.blobs("K7Q").first)
        // A file whose row was not written any more, and one that was not yet whole.
        var name = Array(blob)
        name[name.count - 5] = name[name.count - 5] == "a" ? "b" : "a"
        try FileManager.default.copyItem(atPath: blob, toPath: String(name))
        try field.write(Array(try field.bytes(blob).prefix(30_000)), to: blob + ".new")
        try await field.open("K7Q")
        #expect(field.blobs("K7Q") == [blob])
        #expect(try await field["K7Q"].status().warnings.isEmpty)
        _ = try await field["K7Q"].extract(record, field: nil, to: field.root + "/out.pdf", overwrite: false)
        #expect(try field.bytes(field.root + "/out.pdf") == Self.bytes)
    }

    @Test(arguments: [true, false])
    func `a document whose entry was not written is gone once the store is opened again, and one whose entry was stays`(
        isWritten: Bool
    ) async throws {
        let (field, record, file) = try await field()
        if isWritten { _ = try await field["K7Q"].attach(path: file, to: record, field: nil) }
        try await field["K7Q"].attachHalf(Self.bytes, in: field.space)
        #expect(field.blobs("K7Q").count == 1)
        field.abandon("K7Q")
        for _ in 0..<2 {
            try await field.open("K7Q")
            #expect(field.blobs("K7Q").count == (isWritten ? 1 : 0))
            #expect(try await field["K7Q"].status().documentCount == (isWritten ? 1 : 0))
            #expect(try await !field["K7Q"].isAttaching)
            try await field.close("K7Q")
        }
        try await field.open("K7Q")
        if isWritten {
            #expect(try await field["K7Q"].verifyDocuments(record).map(\.state) == [.intact])
        } else {
            _ = try await field["K7Q"].attach(path: file, to: record, field: nil)
        }
        #expect(try await field["K7Q"].check(readData: true).faults.isEmpty)
    }

    @Test(arguments: [LogTable.segment, .document, .setting])
    func `an attachment that is refused leaves nothing behind`(table: LogTable) async throws {
        let (field, record, file) = try await field()
        await field["K7Q"].refuse(table)
        await #expect(throws: (any Error).self) { _ = try await field["K7Q"].attach(path: file, to: record, field: nil) }
        await field["K7Q"].refuse(nil)
        #expect(field.blobs("K7Q").isEmpty)
        #expect(try await field["K7Q"].status().documentCount == 0)
        _ = try await field["K7Q"].attach(path: file, to: record, field: nil)
        #expect(try await !field["K7Q"].isAttaching)
        #expect(try await field["K7Q"].verifyDocuments(record).map(\.state) == [.intact])
    }

    @Test func `documents that are newer than a log that was put back are left alone`() async throws {
        let (field, record, file) = try await field()
        try await field.close("K7Q")
        let older = try field.backUp("K7Q", only: ["log.sqlite"])
        try await field.open("K7Q")
        _ = try await field["K7Q"].attach(path: file, to: record, field: nil)
        try await field.close("K7Q")
        let newer = try field.backUp("K7Q", only: ["log.sqlite", "heads.sealed"])
        try field.restore("K7Q", from: older)
        try await field.open("K7Q")
        #expect(try await field["K7Q"].status().warnings.count == 1)
        try await field.close("K7Q")
        // Somebody notices, and finds the right one.
        try field.restore("K7Q", from: newer)
        try await field.open("K7Q")
        #expect(try await field["K7Q"].verifyDocuments(record).map(\.state) == [.intact])
    }
}

extension Clinic {
    /// An attachment up to where its entry would be written.
    fileprivate func attachHalf(_ bytes: [UInt8], in space: SpaceID) throws {
        var pieces = [bytes]
        _ = try vault.documents.add(to: space, naming: { try beginAttaching($0, in: space) }) { pieces.popLast() }
    }

    fileprivate var isAttaching: Bool { get throws { try vault.log.setting(Self.attachingSetting) != nil } }

    /// Makes every write to a table fail that is not a deletion's.
    fileprivate func refuse(_ table: LogTable?) {
        vault.database.raw.fault = table.map { refused in { if $0 == refused { throw VaultError(.storageFull, "no room") } } }
    }
}
