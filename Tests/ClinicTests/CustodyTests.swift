import Clinic
import Foundation
import Records
import Testing
import Vault

/// Documents of one case: what is the same, what was made from what, and who had it when.
@Suite struct CustodyTests {
    private func office() async throws -> (field: Field, legalCase: RecordID, file: String) {
        let field = try await Field("K7Q")
        let legalCase = try await field["K7Q"].add(kind: "case", in: field.space, fields: ["title": "Eviction"]).record
        let file = try field.stick("files") + "/lease.txt"
        try field.write(Array("Lease of 2021\n".utf8), to: file)
        return (field, legalCase, file)
    }

    private func document(_ field: Field, _ legalCase: RecordID?, _ type: String = "lease") async throws -> RecordID {
        field.clock.advance(60)
        var fields: [String: JSONValue] = ["type": .text(type)]
        if let legalCase { fields["case"] = .text(legalCase.description) }
        return try await field["K7Q"].add(kind: "document", in: field.space, fields: fields).record
    }

    private func events(_ field: Field, _ document: RecordID) async throws -> [String] {
        try await field["K7Q"].custody(of: document).compactMap { $0.fields["event"]?.textValue }
    }

    @Test func `attaching writes one entry, which says in the chain of custody that it was scanned`() async throws {
        let (field, legalCase, file) = try await office()
        let document = try await document(field, legalCase)
        let before = try await field.status("K7Q").entryCount
        _ = try await field["K7Q"].attach(path: file, to: document, field: nil)
        #expect(try await field.status("K7Q").entryCount == before + 1)
        #expect(try await events(field, document) == ["scanned"])
        // The same file once more changes nothing, and nothing is said of it.
        _ = try await field["K7Q"].attach(path: file, to: document, field: nil)
        #expect(try await field.status("K7Q").entryCount == before + 1)
    }

    @Test func `a file that another document of the case has is told, and one of another case is not`() async throws {
        let (field, legalCase, file) = try await office()
        let first = try await document(field, legalCase)
        let second = try await document(field, legalCase)
        let other = try await field["K7Q"].add(kind: "case", in: field.space, fields: ["title": "Another"]).record
        let elsewhere = try await document(field, other)
        let loose = try await document(field, nil)
        #expect(try await field["K7Q"].attach(path: file, to: first, field: nil).alike.isEmpty)
        #expect(try await field["K7Q"].attach(path: file, to: second, field: nil).alike.map(\.id) == [first])
        #expect(try await field["K7Q"].attach(path: file, to: elsewhere, field: nil).alike.isEmpty)
        #expect(try await field["K7Q"].attach(path: file, to: loose, field: nil).alike.isEmpty)
    }

    @Test(arguments: DocumentOrigin.Relation.allCases)
    func `what was made from a document is linked to it, and both chains say so`(relation: DocumentOrigin.Relation) async throws {
        let (field, legalCase, file) = try await office()
        let original = try await document(field, legalCase)
        let made = try await document(field, legalCase)
        let attached = try await field["K7Q"].attach(path: file, to: made, field: nil, origin: DocumentOrigin(original, relation))
        #expect(attached.saved.record == made)
        let fields = try await field["K7Q"].detail(made).fields
        #expect(fields[relation == .derived ? "derived_from" : "translation_of"] == .text(original.description))
        #expect(try await events(field, original) == ["derived"])
        #expect(try await events(field, made) == ["scanned"])
    }

    @Test func `a document is not derived from itself, nor from a case, and nothing is written`() async throws {
        let (field, legalCase, file) = try await office()
        let document = try await document(field, legalCase)
        let before = try await field.status("K7Q").entryCount
        for other in [document, legalCase] {
            await #expect(throws: (any Error).self) {
                _ = try await field["K7Q"].attach(path: file, to: document, field: nil, origin: DocumentOrigin(other, .derived))
            }
        }
        #expect(try await field.status("K7Q").entryCount == before)
        #expect(try await field["K7Q"].status().documentCount == 0)
    }

    @Test func `an empty file and one a byte too large are refused, and nothing is written`() async throws {
        let (field, legalCase, file) = try await office()
        let document = try await document(field, legalCase)
        let before = try await field.status("K7Q").entryCount
        try field.write([], to: file)
        await #expect { _ = try await field["K7Q"].attach(path: file, to: document, field: nil) } throws: {
            ($0 as? ClinicError)?.code == .emptyFile
        }
        // A hole takes no room on disk.
        #expect(truncate(file, off_t(DocumentStore.documentBytesMax) + 1) == 0)
        await #expect { _ = try await field["K7Q"].attach(path: file, to: document, field: nil) } throws: {
            ($0 as? VaultError)?.code == .tooLarge
        }
        #expect(try await field.status("K7Q").entryCount == before)
        #expect(try await field["K7Q"].status().documentCount == 0)
    }

    @Test func `a copy that leaves the store is written down`() async throws {
        let (field, legalCase, file) = try await office()
        let document = try await document(field, legalCase)
        _ = try await field["K7Q"].attach(path: file, to: document, field: nil)
        field.clock.advance(60)
        _ = try await field["K7Q"].extract(document, field: nil, to: field.root + "/copy.txt", overwrite: false)
        #expect(try await events(field, document) == ["scanned", "copied"])
    }

    @Test func `the chain is by day, travels, and needs a document and a known event`() async throws {
        let (field, legalCase, _) = try await office()
        field.clock.advance(7 * 86_400)
        let document = try await document(field, legalCase)
        _ = try await field["K7Q"].addCustody(of: document, fields: ["event": "transferred", "to_whom": "Court", "on": "2026-03-04"])
        _ = try await field["K7Q"].addCustody(of: document, fields: ["event": "received", "from_whom": "Client", "on": "2026-03-02"])
        try await field.carry(from: "K7Q", to: "HQ1")
        let chain = try await field.headquarters.custody(of: document)
        #expect(chain.compactMap { $0.fields["event"]?.textValue } == ["received", "transferred"])
        #expect(chain.allSatisfy { $0.author.name == Field.person("K7Q") })
        await #expect(throws: ClinicError.self) { _ = try await field["K7Q"].addCustody(of: legalCase, fields: ["event": "received"]) }
        await #expect(throws: ValidationFailure.self) { _ = try await field["K7Q"].addCustody(of: document, fields: ["event": "eaten"]) }
    }
}
