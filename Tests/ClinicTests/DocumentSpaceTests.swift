import Foundation
import Records
import ReplicatedLog
import Roster
import Testing

@testable import Clinic

/// Whoever may write in one space learns nothing of the documents of another.
@Suite struct DocumentSpaceTests {
    private static let bytes = Array("%PDF-1.7\n".utf8) + (0..<90_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }

    /// K7Q has the document in a space that M4T is not granted. In another, which both may write in, M4T names it without having it.
    private func field() async throws -> (field: Field, coast: SpaceID, named: RecordID, file: String) {
        let field = try await Field("K7Q")
        let coast = try await field.headquarters.createSpace(name: "Coast").id
        try await field.headquarters.grant(deviceCode: "K7Q", space: coast, access: .write)
        try await field.join("M4T", spaces: [(coast, .write)])
        try await field.carry(from: "HQ1", to: "K7Q", "M4T")
        let own = try await field["K7Q"].add(kind: "document", in: field.space, fields: ["type": "other"]).record
        let file = try field.stick("files") + "/scan.pdf"
        try field.write(Self.bytes, to: file)
        let reference = try await field["K7Q"].attach(path: file, to: own, field: nil).file
        let named = try await field["M4T"].add(kind: "document", in: coast, fields: ["type": "other"]).record
        _ = try await field["M4T"].save(try await field["M4T"].form(named), fields: ["scan": Value.file(reference).json])
        await field["M4T"].ask(for: reference.digest, in: coast)
        return (field, coast, named, file)
    }

    @Test func `a document that another space has is asked for like any other, and is not handed out`() async throws {
        let (field, coast, named, file) = try await field()
        try await field.carry(from: "M4T", to: "K7Q")
        // As if it were nowhere here.
        #expect(try await field["K7Q"].verifyDocuments(named).map(\.state) == [.missing])
        await #expect(throws: (any Error).self) {
            _ = try await field["K7Q"].extract(named, field: nil, to: field.root + "/no.pdf", overwrite: false)
        }
        #expect(await field["K7Q"].missingDocuments[coast]?.count == 1)
        #expect(try await field["K7Q"].writeStick(try field.stick("one"), to: ["M4T"], resend: true).documentCount == 0)
        #expect(try await field["M4T"].readStick(field.root + "/one").parcels.first?.documentChunkCount == 0)
        // Headquarters is granted both spaces, and has it in the one where it belongs.
        try await field.carry(from: "K7Q", to: "HQ1")
        #expect(try await field.headquarters.verifyDocuments(named).map(\.state) == [.missing])

        // Whoever has the file may attach it in the other space too; from then on it travels there.
        _ = try await field["K7Q"].attach(path: file, to: named, field: nil)
        #expect(await field["K7Q"].missingDocuments[coast]?.isEmpty ?? true)
        #expect(try await field["K7Q"].status().documentCount == 1)
        #expect(try await field["K7Q"].verifyDocuments(named).map(\.state) == [.intact])
        #expect(try await field.carry(from: "K7Q", to: "M4T").parcels.first?.documentCount == 1)
        #expect(try await field["M4T"].verifyDocuments(named).map(\.state) == [.intact])
    }

    @Test(arguments: [1, 90_008, 1 << 40])
    func `an entry that lies about the size of a document does not keep it from being extracted`(size: UInt64) async throws {
        let (field, _, named, file) = try await field()
        let reference = try await field["M4T"].attach(path: file, to: named, field: nil).file
        let lie = try #require(FileReference(digest: reference.digest, size: size, mediaType: "application/pdf", name: "lie.pdf"))
        _ = try await field["M4T"].save(try await field["M4T"].form(named), fields: ["scan": Value.file(lie).json])
        _ = try await field["M4T"].extract(named, field: nil, to: field.root + "/out.pdf", overwrite: false)
        #expect(try field.bytes(field.root + "/out.pdf") == Self.bytes)
    }
}

extension Clinic {
    fileprivate func ask(for digest: [UInt8], in space: SpaceID) { missingDocuments[space, default: []].insert(digest) }
}
