import Calendars
import Records
import Testing

@Suite struct `Dates of other calendars in fields` {
    private let catalog: SchemaCatalog

    init() throws { catalog = try .embedded() }

    @Test(arguments: [
        ("1363-02-13 persian", "1984-05-03"), ("ap:1363", "1984~"), ("12 رمضان 1446", "2025-03-12"), ("1984-05", "1984-05"),
        ("۱۹۸۴~", "1984~"),
        ("2016-13-05 ethiopian", "2024-09-10"),
    ])
    func `are stored in the Gregorian calendar`(typed: String, stored: String) throws {
        #expect(try catalog.json(fromText: typed, field: "birth_date", kind: "client") == .text(stored))
    }

    @Test func `that do not exist are refused with what would be accepted`() {
        let failure = #expect(throws: ValidationFailure.self) {
            try catalog.json(fromText: "31 Esfand 1404", field: "birth_date", kind: "client")
        }
        #expect(failure?.problems.first?.code == .notADate)
        #expect(failure?.description == "birth_date: Esfand has 29 days in that year. Accepted: a day from 1 to 29; the last is 29 Esfand.")
    }

    @Test(arguments: [
        ("2026-03-20", "2026-03-20 (29 Esfand 1404)"), ("1984~", "about 1984 (1362–1363)"), ("1600-01-01", "1600-01-01"),
    ])
    func `stand beside the Gregorian date where they are asked for`(date: String, shown: String) throws {
        let value = Value.date(try #require(CalendarDate(date)))
        #expect(catalog.display(value, field: nil, locale: "en", calendar: .persian) == shown)
    }

    @Test func `are in the words of the language`() throws {
        let value = Value.date(try #require(CalendarDate("2025-03-12")))
        #expect(catalog.display(value, field: nil, locale: "ar", calendar: .islamic) == "2025-03-12 (12 رمضان 1446)")
        #expect(catalog.display(value, field: nil, locale: "uk", calendar: .persian) == "2025-03-12 (22 есфанда 1403)")
    }
}
