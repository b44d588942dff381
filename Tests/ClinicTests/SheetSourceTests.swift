import Clinic
import Records
import Reports
import Testing

/// Which records stand on a sheet.
@Suite struct SheetSourceTests {
    private let day = CalendarDate("2026-06-01")!

    private func sheet(_ name: String) throws -> SheetDefinition {
        try SheetLibrary(files: SchemaCatalog.embeddedFiles).definition(name)
    }

    @Test func `a sheet about a case has its client, its parties and its papers, and nothing of another case`() async throws {
        let field = try await Field("K7Q")
        let clinic = field["K7Q"]
        func add(_ kind: String, _ fields: [String: JSONValue]) async throws -> RecordID {
            field.clock.advance(60)
            return try await clinic.add(kind: kind, in: field.space, fields: fields).record
        }
        let client = try await add("client", ["given_name": "Mariam"])
        let other = try await add("client", ["given_name": "Yusuf"])
        let first = try await add("case", ["title": "Eviction", "clients": [.text(client.description), .text(other.description)]])
        let second = try await add("case", ["title": "Divorce", "clients": [.text(client.description)]])
        for (legalCase, name) in [(first, "Landlord"), (second, "Spouse")] {
            _ = try await add("party", ["case": .text(legalCase.description), "role": "opposing", "family_name": .text(name)])
            _ = try await add(
                "document",
                ["case": .text(legalCase.description), "client": .text(client.description), "type": "lease", "title": .text(name)])
        }
        let source = try await clinic.source(of: try sheet("intake"), about: first, day: day)
        #expect(source.number == (try await clinic.detail(first)).number)
        #expect(source.rows["client"]?.map(\.id) == [client])
        #expect(source.rows["party"]?.compactMap { $0.fields["family_name"]?.textValue } == ["Landlord"])
        #expect(source.rows["document"]?.compactMap { $0.fields["title"]?.textValue } == ["Landlord"])
        #expect(source.caseload == "Valley")
        let named = try await clinic.source(of: try sheet("intake"), about: first, client: other, day: day)
        #expect(named.rows["client"]?.map(\.id) == [other])
    }

    @Test func `a settlement is found from its case, and two of them have to be told apart`() async throws {
        let field = try await Field("K7Q")
        let clinic = field["K7Q"]
        let legalCase = try await clinic.add(kind: "case", in: field.space, fields: ["title": "Rent"]).record
        await #expect { _ = try await clinic.subject(of: try sheet("settlement"), from: legalCase) } throws: {
            ($0 as? SheetError)?.code == .wrongKind
        }
        let fields: [String: JSONValue] = ["case": .text(legalCase.description), "title": "Rent"]
        let dispute = try await clinic.add(kind: "dispute", in: field.space, fields: fields).record
        #expect(try await clinic.subject(of: try sheet("settlement"), from: legalCase) == dispute)
        #expect(try await clinic.subject(of: try sheet("settlement"), from: dispute) == dispute)
        _ = try await clinic.add(kind: "dispute", in: field.space, fields: fields)
        await #expect { _ = try await clinic.subject(of: try sheet("settlement"), from: legalCase) } throws: {
            ($0 as? ClinicError)?.code == .ambiguous
        }
    }

    @Test func `a consent that was withdrawn is not printed as one that stands`() async throws {
        let field = try await Field("K7Q")
        let clinic = field["K7Q"]
        let client = try await clinic.add(kind: "client", in: field.space, fields: ["given_name": "Mariam"]).record
        let consent = try await clinic.add(
            kind: "consent", in: field.space,
            fields: ["client": .text(client.description), "purposes": ["legal_help"], "given_on": "2026-01-02", "means": "verbal"]
        ).record
        let sheet = try sheet("consent")
        #expect(try await clinic.source(of: sheet, about: client, day: day).rows["consent"]?.map(\.id) == [consent])
        _ = try await clinic.save(try await clinic.form(consent), fields: ["withdrawn_on": "2026-02-03"])
        #expect(try await clinic.source(of: sheet, about: client, day: day).rows["consent"] == nil)
    }
}
