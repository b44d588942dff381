import Foundation
import Records
import Tables
import Testing

@testable import Clinic

struct ImportTests {
    private static let mapping: JSONValue = [
        "mapping": 1, "kind": "client", "list": "old", "id": "No",
        "fields": [
            "given_name": "First name", "family_name": "Name", "sex": ["column": "Sex", "codes": ["F": "female", "M": "male"]],
            "birth_date": ["column": "Born", "date": "dd/mm/yyyy"], "languages": ["column": "Speaks", "split": "/"],
            "other_names": ["columns": ["Nick", "Maiden"], "join": ", "],
        ], "ignore": ["Remarks"],
    ]
    private static let head = "No,First name,Name,Sex,Born,Speaks,Nick,Maiden,Remarks\n"

    @Test func `nothing is written until it is applied, and then once`() async throws {
        let field = try await Field()
        let path = try file(field, Self.head + "1,Mariam,Haddad,F,03/05/1984,Arabic/français,Mimi,Saleh,x\n2,Олена,,жіноча,1990,uk,,,\n")
        let dry = try await run(field, path)
        #expect(dry.newCount == 2 && !dry.applied && dry.unusedColumns == [])
        #expect(try await count(field) == 0)
        let applied = try await run(field, path) { $0.applies = true }
        #expect(applied.newCount == 2 && applied.applied && applied.problems == [])
        let again = try await run(field, path) { $0.applies = true }
        #expect(again.newCount == 0 && again.knownCount == 2)
        let details = try await clients(field)
        #expect(
            details[0].fields.filter { $0.key != ImportKey.field } == [
                "given_name": "Mariam", "family_name": "Haddad", "sex": "female", "birth_date": "1984-05-03", "languages": ["ar", "fr"],
                "other_names": "Mimi, Saleh",
            ])
        #expect(details[1].fields["birth_date"] == "1990" && details[1].fields["sex"] == "female")
    }

    @Test func `what is wrong is listed by row and column, and the other rows are saved`() async throws {
        let field = try await Field()
        let text =
            Self.head
            + "1,Mariam,,X,03/05/1984,,,,\n2,Ana,,F,31/02/1984,,,,\n3,Olena\n,Noor,,,,,,,\n5,\u{202E}x,,,,,,,\n6,Sara,,F,1970,,,,\n6,Rana,,,,,,,\n"
        let report = try await run(field, try file(field, text)) { $0.applies = true }
        #expect(report.rowCount == 7 && report.newCount == 1 && report.wrongCount == 6)
        let places = report.problems.map { "\($0.row)/\($0.line) \($0.column ?? "-") \($0.field ?? "-")" }
        #expect(places == ["1/2 Sex sex", "2/3 Born birth_date", "3/4 - -", "4/5 No -", "5/6 First name given_name", "7/8 No -"])
        #expect(report.problems.allSatisfy { !$0.accepted.isEmpty })
        #expect(!report.problems.contains { ($0.message + $0.accepted).contains("Mariam") })
        #expect(try await clients(field).map(\.fields["given_name"]) == ["Sara"])
    }

    @Test func `somebody who may be there already is proposed and not created`() async throws {
        let field = try await Field()
        let there = try await field.addClient(
            "MARIAM", on: Field.headquarters, fields: ["family_name": "Hâddad", "birth_date": "1984-05-03"])
        let path = try file(
            field, Self.head + "1,Mariam,Haddad,,03/05/1984,,,,\n2,Ana,,,,,,,\n3,ana,,,,,,,\n4,Mariam,Haddad,,04/05/1984,,,,\n")
        let report = try await run(field, path) { $0.applies = true }
        #expect(report.newCount == 2 && report.duplicateCount == 2)
        #expect(report.duplicates.map(\.record) == [there, nil] && report.duplicates.map(\.earlierRow) == [nil, 2])
        let wanted = try await run(field, path) {
            $0.applies = true
            $0.createsDuplicates = true
        }
        #expect(wanted.newCount == 2 && wanted.knownCount == 2)
        #expect(try await count(field) == 5)
    }

    @Test func `a trial finds what the rules refuse, as the import does`() async throws {
        let field = try await Field()
        let client = try await field.addClient("Mariam", on: Field.headquarters, fields: ["family_name": "Haddad"])
        let path = try file(
            field,
            "What,Client,Against,Opened\nEviction,\(client),Omar Khalil,2026-02-01\nDebt,\(client),Mariam Haddad,2026-02-01\n"
                + "Papers,\(client),,2031-01-01\n")
        var mapping = ImportMapping(kind: "case")
        mapping.fields = [
            "title": .init(columns: ["What"]), "clients": .init(columns: ["Client"]), "opposing_party": .init(columns: ["Against"]),
            "opened_on": .init(columns: ["Opened"]),
        ]
        var job = ImportJob(path: path, mapping: mapping, space: field.space)
        let tried = try await field.headquarters.importFile(job)
        #expect(tried.newCount == 1 && tried.problems.map(\.field) == ["opposing_party", "opened_on"])
        #expect(try await field.headquarters.list(ListQuery(kind: "case")).total == 0)
        job.applies = true
        let applied = try await field.headquarters.importFile(job)
        #expect(applied.newCount == tried.newCount && applied.problems == tried.problems)
    }

    @Test(arguments: [false, true]) func `whoever may be there already is found in another script, with the dates and numbers that fit`(
        applies: Bool
    ) async throws {
        let field = try await Field()
        let there = try await field.addClient(
            "محمد", on: Field.headquarters, fields: ["family_name": "خليل", "birth_date": "1984", "phone": "+961 3 123 456"])
        _ = try await field.addClient("Олена", on: Field.headquarters, fields: ["family_name": "Шевченко", "birth_date": "1990-02-03"])
        let path = try file(
            field,
            "No,given_name,family_name,birth_date,phone\n1,Mohammed,Khalil,1984-05-03,\n2,Mohammed,Khalil,1999-05-03,\n"
                + "3,Olena,Shevchenko,1990-02-03,\n4,Omar,Haddad,,\n5,عمر,حداد,,\n6,Omar,Saleh,,\n7,Muhamad,Khaleel,1984,03 123456\n")
        var mapping = ImportMapping(kind: "client")
        for name in ["given_name", "family_name", "birth_date", "phone"] { mapping.fields[name] = .init(columns: [name]) }
        mapping.id = ["No"]
        var job = ImportJob(path: path, mapping: mapping, space: field.space)
        job.applies = applies
        let report = try await field.headquarters.importFile(job)
        #expect(report.problems == [])
        #expect(report.duplicates.map(\.row) == [1, 3, 5, 7] && report.newCount == 3)
        #expect(report.duplicates.map(\.earlierRow) == [nil, nil, 4, nil])
        #expect(report.duplicates.first?.record == there && report.duplicates.last?.record == there)
    }

    @Test func `a row without a number is known by what it says, also on another laptop`() async throws {
        let field = try await Field("K7Q")
        let path = try file(field, "given_name,birth_date\nAna,1990\nAna,1990\nRana,\n")
        var mapping = ImportMapping(kind: "client")
        mapping.fields = ["given_name": .init(columns: ["given_name"]), "birth_date": .init(columns: ["birth_date"])]
        var job = ImportJob(path: path, mapping: mapping, space: field.space)
        job.applies = true
        let first = try await field["K7Q"].importFile(job)
        #expect(first.newCount == 2 && first.knownCount == 1)
        try await field.carry(from: "K7Q", to: Field.headquarters)
        let second = try await field.headquarters.importFile(job)
        #expect(second.newCount == 0 && second.knownCount == 3)
        #expect(try await field.hashes("K7Q", Field.headquarters).count == 1)
    }

    @Test func `records refer to those that the same list brought in before`() async throws {
        let field = try await Field()
        _ = try await run(field, try file(field, Self.head + "17,Mariam,,,,,,,\n")) { $0.applies = true }
        let path = try file(field, "No,Client,What\nA1,17,eviction\nA2,18,eviction\n", name: "cases.csv")
        let json: JSONValue = [
            "mapping": 1, "kind": "case", "list": "old", "id": "No",
            "fields": ["clients": ["column": "Client", "imported": "client"], "title": "What"],
        ]
        var job = ImportJob(path: path, mapping: try ImportMapping(json: json, catalog: field.headquarters.catalog), space: field.space)
        job.applies = true
        let report = try await field.headquarters.importFile(job)
        #expect(
            report.newCount == 1 && report.problems.map(\.row) == [2] && report.problems[0].message.contains("No client was brought in"))
        let page = try await field.headquarters.list(ListQuery(kind: "case"))
        let detail = try await field.headquarters.detail(page.rows[0].id)
        #expect(detail.fields["clients"] == .array([.text(try await clients(field)[0].id.description)]))
        #expect(detail.number != nil)
    }

    @Test func `cases of one batch have numbers that differ and go on`() async throws {
        let field = try await Field()
        let path = try file(field, "What\n" + (1...300).map { "matter \($0)\n" }.joined())
        var mapping = ImportMapping(kind: "case")
        mapping.fields = ["title": .init(columns: ["What"])]
        var job = ImportJob(path: path, mapping: mapping, space: field.space)
        job.applies = true
        #expect(try await field.headquarters.importFile(job).newCount == 300)
        let next = try await field.headquarters.add(kind: "case", in: field.space, fields: ["title": "by hand"])
        var query = ListQuery(kind: "case")
        query.limit = 400
        let numbers = try await field.headquarters.list(query).rows.compactMap(\.number)
        #expect(numbers.count == 301 && Set(numbers).count == 301 && next.number?.contains("-0301-") == true)
    }

    @Test func `a workbook and an export of JSON Lines are brought in`() async throws {
        let field = try await Field()
        let day = Cell.date(CalendarDate("1984-05-03")!, nil)
        let book = field.root + "/book.xlsx"
        let rows: [[Cell]] = [
            ["No", "Name", "Born"].map(Cell.text), [.number(7), .text("Mariam"), day], [.number(8), .text("Olena"), .text("yesterday")],
        ]
        try Data(try Workbook.write([Sheet(name: "people", rows: rows)])).write(to: URL(filePath: book))
        let json: JSONValue = [
            "mapping": 1, "kind": "client", "id": "No", "fields": ["given_name": "Name", "birth_date": "Born"], "sheet": "people",
        ]
        let report = try await run(field, book, json) { $0.applies = true }
        #expect(report.newCount == 1 && report.problems.map(\.column) == ["Born"], "\(report)")
        #expect(try await clients(field)[0].fields["birth_date"] == "1984-05-03")
        let lines = try file(
            field,
            """
            {"id":"x","kind":"client","fields":{"given_name":"Ana","languages":["uk","ar"],"notes":[{"text":"said","id":"1","time":"t"}]}}

            {"id":"y","fields":{"given_name":7}}
            no json
            """, name: "clients.jsonl")
        let suggested = try await field.headquarters.suggestMapping(path: lines, kind: "client")
        #expect(suggested.mapping.id == ["id"] && suggested.unmatched == ["kind"])
        #expect(Set(suggested.mapping.fields.keys) == ["given_name", "languages", "notes"])
        let second = try await run(field, lines, suggested.mapping.json) { $0.applies = true }
        #expect(second.newCount == 1 && second.problems.map(\.line) == [3, 4])
        let ana = try #require(try await clients(field).first { $0.fields["given_name"] == "Ana" })
        #expect(ana.fields["languages"] == ["ar", "uk"] && ana.notes.map(\.text) == ["said"])
    }

    @Test(arguments: [
        ("persian", "12/10/1362", "1984-01-02"), ("persian", "1362", "1983~"), ("ethiopian", "25/04/1976", "1984-01-04"),
        ("gregorian", "5/1984", "1984-05"),
    ])
    func `dates of other calendars become Gregorian ones`(calendar: String, text: String, date: String) async throws {
        let field = try await Field()
        let json: JSONValue = [
            "mapping": 1, "kind": "client",
            "fields": ["given_name": "Name", "birth_date": ["column": "Born", "date": "dd/mm/yyyy", "calendar": .text(calendar)]],
        ]
        #expect(try await run(field, try file(field, "Name,Born\nA,\(text)\n"), json) { $0.applies = true }.newCount == 1)
        #expect(try await clients(field)[0].fields["birth_date"] == .text(date))
        // 31 Esfand in a short year, and a month that no calendar has.
        let wrong = try await run(field, try file(field, "Name,Born\nB,31/12/1362\nC,1/14/1362\n"), json)
        #expect(wrong.wrongCount == (calendar == "gregorian" ? 1 : 2))
        #expect(wrong.problems.allSatisfy { $0.accepted.contains("dd/mm/yyyy") && $0.message.contains(calendar) })
    }

    @Test func `a file that cannot be read to its end changes nothing`() async throws {
        let field = try await Field()
        for text in ["1,Mariam,,,,,,,\n2,\"Ana,,,,,,,\n", "1,Mariam,,,,,,,\n2,A\u{0}na,,,,,,,\n"] {
            let path = try file(field, Self.head + text)
            await #expect(throws: TablesError.self) { try await run(field, path) { $0.applies = true } }
        }
        let latin = field.root + "/latin.csv"
        try Data(Array(Self.head.utf8) + Array("1,Ren".utf8) + [0xE9] + Array(",,,,,,,\n".utf8)).write(to: URL(filePath: latin))
        let error = await #expect(throws: TablesError.self) { try await run(field, latin) { $0.applies = true } }
        #expect(error?.code == .wrongEncoding && error?.message.contains("Line 2") == true)
        #expect(try await count(field) == 0)
        var json = Self.mapping.objectValue ?? [:]
        json["encoding"] = "windows-1252"
        #expect(try await run(field, latin, .object(json)) { $0.applies = true }.newCount == 1)
        #expect(try await clients(field)[0].fields["given_name"] == "René")
    }

    @Test(arguments: [
        "[]", "{}", #"{"mapping":2,"kind":"client","fields":{"given_name":"a"}}"#, #"{"mapping":1,"kind":"space","fields":{"name":"a"}}"#,
        #"{"mapping":1,"kind":"client","fields":{}}"#, #"{"mapping":1,"kind":"client","fields":{"nowhere":"a"}}"#,
        #"{"mapping":1,"kind":"client","fields":{"given_name":{"column":"a","constant":"b"}}}"#,
        #"{"mapping":1,"kind":"client","fields":{"given_name":{"column":"a","split":"/"}}}"#,
        #"{"mapping":1,"kind":"client","fields":{"birth_date":{"column":"a","date":"dd/mm/yy"}}}"#,
        #"{"mapping":1,"kind":"client","fields":{"birth_date":{"column":"a","date":"dd/mm/yyyy","calendar":"mayan"}}}"#,
        #"{"mapping":1,"kind":"client","fields":{"given_name":{"column":"a","imported":"case"}}}"#,
        #"{"mapping":1,"kind":"client","fields":{"given_name":"a"},"encoding":"ebcdic"}"#,
        #"{"mapping":1,"kind":"client","fields":{"given_name":"a"},"delimiter":"|"}"#,
        #"{"mapping":1,"kind":"client","fields":{"given_name":"a"},"colour":"red"}"#,
    ])
    func `a mapping that says something else is refused`(text: String) throws {
        let error = #expect(throws: ClinicError.self) {
            try ImportMapping(json: try JSONValue(parsing: Array(text.utf8)), catalog: try SchemaCatalog.embedded())
        }
        #expect(error?.code == .badMapping)
    }

    @Test func `a mapping is written as it was read, and a column that is not there is named`() async throws {
        let catalog = try SchemaCatalog.embedded()
        let mapping = try ImportMapping(json: Self.mapping, catalog: catalog)
        #expect(try ImportMapping(json: mapping.json, catalog: catalog) == mapping)
        let field = try await Field()
        let error = await #expect(throws: ClinicError.self) { try await run(field, try file(field, "No,Name\n1,x\n")) }
        #expect(error?.code == .badMapping && error?.message.contains("First name") == true)
        for text in ["", "\n", ",,\n1,2,3\n", "a,b,a\n"] {
            await #expect(throws: ClinicError.self) { try await run(field, try file(field, text)) }
        }
    }

    // MARK: Arranging

    private func file(_ field: Field, _ text: String, name: String = "people.csv") throws -> String {
        let path = field.root + "/" + name
        try Data(text.utf8).write(to: URL(filePath: path))
        return path
    }

    private func run(
        _ field: Field, _ path: String, _ mapping: JSONValue = Self.mapping, _ change: (inout ImportJob) -> Void = { _ in }
    ) async throws -> ImportReport {
        var job = ImportJob(path: path, mapping: try ImportMapping(json: mapping, catalog: field.headquarters.catalog), space: field.space)
        change(&job)
        return try await field.headquarters.importFile(job)
    }

    private func count(_ field: Field) async throws -> Int { try await field.headquarters.list(ListQuery(kind: "client")).total }

    /// In the order in which they were saved.
    private func clients(_ field: Field) async throws -> [RecordDetail] {
        var details = [RecordDetail]()
        for row in try await field.headquarters.list(ListQuery(kind: "client")).rows {
            details.append(try await field.headquarters.detail(row.id))
        }
        return details.sorted { $0.id < $1.id }
    }
}
