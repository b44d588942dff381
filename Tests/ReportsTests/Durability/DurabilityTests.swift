import Records
import Reports
import Testing

struct DurabilityTests {
    private static let results: [String?] = [nil, "holding", "partly", "broken", "reopened", "cannot_reach"]

    private func date(_ text: String) throws -> CalendarDate { try #require(CalendarDate(text)) }

    /// Adds up by hand what the line says.
    private func counted(_ line: Durability.Line) -> [String?: Int] {
        [
            nil: line.notChecked, "holding": line.holding, "partly": line.partly, "broken": line.broken, "reopened": line.reopened,
            "cannot_reach": line.cannotReach,
        ]
    }

    @Test func `every result of three agreements is counted where it belongs, and only when its check was due`() throws {
        let day = try date("2026-03-31")
        for first in Self.results {
            for second in Self.results {
                for third in Self.results {
                    for isDue in [true, false] {
                        let due = try date(isDue ? "2026-03-31" : "2026-04-01")
                        let checks = [(first, try date("2026-01-01")), (second, due), (third, try date("2026-03"))].enumerated().map {
                            Durability.Check(dispute: "\($0)", months: 3, due: $1.1, result: $1.0)
                        }
                        let line = try #require(Durability(checks, asOf: day).lines.first { $0.months == 3 })
                        let expected = [first, third] + (isDue ? [second] : [])
                        for result in Self.results { #expect(counted(line)[result] == expected.count { $0 == result }) }
                        #expect(line.due == expected.count)
                        #expect(line.known == expected.count { $0 != nil && $0 != "cannot_reach" })
                    }
                }
            }
        }
    }

    @Test func `an agreement counts once after each time, by the last check that was made by then`() throws {
        func check(_ result: String?, _ on: String?) throws -> Durability.Check {
            Durability.Check(
                dispute: "d", months: 6, due: try date("2026-02-01"), checkedOn: on.flatMap { CalendarDate($0) }, result: result)
        }
        let checks = [
            try check("broken", "2026-02-01"), try check("holding", "2026-03-01"), try check("reopened", "2026-06-01"), try check(nil, nil),
        ]
        let line = try #require(Durability(checks, asOf: try date("2026-03-31")).lines.first { $0.months == 6 })
        #expect(line.due == 1 && line.holding == 1 && line.broken == 0)
        let later = try #require(Durability(checks, asOf: try date("2026-12-31")).lines.first { $0.months == 6 })
        #expect(later.due == 1 && later.reopened == 1)
    }

    @Test func `the share holding leaves out whom nobody could reach, and is none of nobody`() throws {
        let due = try date("2026-02-01")
        let results = ["holding", "holding", "broken", "cannot_reach", nil]
        let checks = results.enumerated().map { Durability.Check(dispute: "\($0)", months: 1, due: due, result: $1) }
        let table = Durability(checks, asOf: try date("2026-03-31")).table
        #expect(table.rows.map(\.id) == ["months_1", "months_3", "months_6", "months_12"])
        #expect(table.rows[0].figures.suffix(2) == [.share(2, of: 3), .count(5)])
        #expect(table.rows[1].figures.suffix(2) == [.none, .count(0)])
    }

    @Test func `disputes are counted where they ended, and obligations by what became of them in time`() throws {
        func row(_ id: String, _ fields: [String: JSONValue]) -> ReportRow { ReportRow(id: id, fields: fields) }
        var input = DisputeReport.Input()
        input.disputes = [
            row("1", ["mechanism": "court", "outcome": "agreement_in_full", "outcome_on": "2026-02-01", "first_session_on": "2025-12-01"]),
            row("2", ["mechanism": "court", "outcome": "decision_for", "outcome_on": "2026-03-31", "first_session_on": "2026-01-02"]),
            row("3", ["mechanism": "police", "outcome": "pending", "outcome_on": "2026-02-01", "first_session_on": "2026-02-02"]),
            row("4", ["outcome": "consent_order", "outcome_on": "2026-04-01"]),
            row("5", ["outcome": "withdrawn", "outcome_on": "2026-01-01"]),
        ]
        input.types = ["1": "housing", "2": "family"]
        func obligation(_ status: String, _ due: String, _ on: String? = nil) -> ReportRow {
            row(status + due, ["status": .text(status), "due": .text(due), "fulfilled_on": on.map(JSONValue.text) ?? .null])
        }
        input.obligations = [
            obligation("fulfilled", "2026-02-01", "2026-02-01"), obligation("fulfilled", "2026-02-02", "2026-02-03"),
            obligation("fulfilled", "2026-02", "2026-02-28"), obligation("late", "2026-02-04"), obligation("breached", "2026-02-05"),
            obligation("waived", "2026-02-06"), obligation("due", "2026-03-31"), obligation("due", "2026-04-01"),
        ]
        let period = try #require(ReportPeriod(from: try date("2026-01-01"), to: try date("2026-03-31")))
        let sheet = DisputeReport.sheet(input, period: period)
        func table(_ id: String) throws -> [String: [Figure]] {
            Dictionary(uniqueKeysWithValues: try #require(sheet.tables.first { $0.id == id }).rows.map { ($0.id, $0.figures) })
        }
        #expect(
            try table("mechanism") == [
                "court": [1, 2, 1].map(Figure.count), "police": [1, 0, 0].map(Figure.count), "not_stated": [0, 1, 0].map(Figure.count),
            ])
        #expect(try table("type").mapValues { $0[1] } == ["housing": .count(1), "family": .count(1), "not_stated": .count(1)])
        #expect(
            try table("outcome").mapValues { $0[0] } == ["agreement_in_full": .count(1), "decision_for": .count(1), "withdrawn": .count(1)])
        #expect(
            try table("obligations").mapValues { $0[0] } == [
                "fulfilled": .count(2), "fulfilled_late": .count(1), "late": .count(1), "breached": .count(1), "waived": .count(1),
                "not_reported": .count(1),
            ])
        #expect(try table("agreements")["all"] == [.count(1), .share(1, of: 3)])
    }
}
