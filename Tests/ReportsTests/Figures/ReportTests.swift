import Records
import Reports
import Testing

struct ReportTests {
    private func period() throws -> ReportPeriod {
        let (from, to) = (try #require(CalendarDate("2026-01-01")), try #require(CalendarDate("2026-03-31")))
        return try #require(ReportPeriod(from: from, to: to))
    }

    private func figures(_ sheet: FigureSheet, _ table: String, _ row: String) throws -> [Figure] {
        let table = try #require(sheet.tables.first { $0.id == table })
        if row == "total" { return try #require(table.total).figures }
        return try #require(table.rows.first { $0.id == row }).figures
    }

    @Test func `a period has its first and its last day, and a month that is all that is known counts by its first`() throws {
        let period = try period()
        let inside = ["2026-01-01", "2026-03-31", "2026-01", "2026-02", "2026-02-03~", "2026"]
        #expect(inside.allSatisfy { period.contains(CalendarDate($0)) })
        #expect(!["2025-12-31", "2026-04-01", "2025", "2026-04"].contains { period.contains(CalendarDate($0)) })
        #expect(!period.contains(nil))
        #expect(ReportPeriod(from: period.to, to: period.from) == nil)
    }

    @Test func `people reached are counted by sex and age, by situation, and sessions by type`() throws {
        let rows = [
            ReportRow(
                id: "1",
                fields: [
                    "type": "training", "date": "2026-02-01", "f_18_59": 7, "m_60": 2, "idps": 5, "with_disability": 1, "minutes": 90,
                    "pre_test": "40", "post_test": "70.5",
                ]),
            ReportRow(
                id: "2", fields: ["type": "training", "date": "2026-03-31", "f_18_59": 1, "o_0_4": 3, "minutes": 30, "pre_test": "50"]),
            ReportRow(id: "3", fields: ["type": "workshop", "date": "2026-04-01", "f_18_59": 100]),
        ]
        let sheet = OutreachReport.sheet(rows, period: try period())
        #expect(try figures(sheet, "sessions", "training") == [.number(2), .number(120), .count(13)])
        #expect(try figures(sheet, "people", "f") == [0, 0, 0, 8, 0, 8].map(Figure.count))
        #expect(try figures(sheet, "people", "o") == [3, 0, 0, 0, 0, 3].map(Figure.count))
        #expect(try figures(sheet, "people", "total") == [3, 0, 0, 8, 2, 13].map(Figure.count))
        #expect(try figures(sheet, "groups", "idps") == [.count(5), .share(5, of: 13)])
        // One session has both results.
        #expect(try figures(sheet, "tests", "training") == [.number(1), .mean(40, of: 9), .mean(70.5, of: 9), .mean(30.5, of: 9)])
    }

    @Test func `counts that nobody can have counted are told as the largest number, and break nothing`() throws {
        let fields: [String: JSONValue] = [
            "type": "training", "date": "2026-02-01", "f_60": .integer(.max), "f_18_59": 1, "m_60": 2, "idps": .integer(.max),
            "minutes": .integer(.max), "pre_test": "1", "post_test": "2",
        ]
        let rows = ["1", "2"].map { ReportRow(id: $0, fields: fields) }
        let sheet = try OutreachReport.sheet(rows, period: period())
        #expect(try figures(sheet, "sessions", "total") == [.number(2), .number(.max), .count(.max)])
        #expect(try figures(sheet, "people", "total").last == .count(.max))
        #expect(try figures(sheet, "groups", "idps") == [.count(.max), .share(.max, of: .max)])
        #expect(sheet.published(threshold: 5).tables.count == sheet.tables.count)
    }

    @Test func `more of a group than people came is told as it is, and is no share`() throws {
        let rows = [ReportRow(id: "1", fields: ["type": "training", "date": "2026-02-01", "f_60": 2, "idps": 5])]
        #expect(try figures(OutreachReport.sheet(rows, period: period()), "groups", "idps") == [.count(5), .none])
    }

    @Test func `satisfaction is told among those who answered, and complaints with the days they took`() throws {
        func row(_ id: String, _ fields: [String: JSONValue]) -> ReportRow { ReportRow(id: id, fields: fields) }
        var input = FeedbackReport.Input()
        input.feedback = [
            row("1", ["type": "satisfaction", "date": "2026-01-05", "rating": "satisfied", "anonymous": true]),
            row("2", ["type": "satisfaction", "date": "2026-01-05", "rating": "very_dissatisfied"]),
            row("3", ["type": "satisfaction", "date": "2026-01-05", "rating": "no_answer"]),
            row("4", ["type": "complaint", "date": "2025-12-20", "status": "resolved", "resolved_on": "2026-01-09"]),
            row("5", ["type": "complaint", "date": "2026-02-01", "status": "resolved", "resolved_on": "2026-02-11"]),
            row("6", ["type": "complaint", "date": "2026-03-01", "status": "received"]),
            row("7", ["type": "complaint", "date": "2026-03-02", "status": "resolved", "resolved_on": "2026-04-02"]),
            row("8", ["type": "complaint", "date": "2026-04-02", "status": "received"]),
        ]
        let sheet = FeedbackReport.sheet(input, period: try period())
        #expect(try figures(sheet, "satisfaction", "satisfied") == [.count(1), .share(1, of: 2)])
        #expect(try figures(sheet, "satisfaction", "total") == [.count(2), .none])
        #expect(try figures(sheet, "received", "satisfaction") == [.count(3), .count(1)])
        #expect(try figures(sheet, "complaints", "received") == [.count(3)])
        #expect(try figures(sheet, "complaints", "closed") == [.count(2)])
        // Two are open at the end of March: one was resolved in April only.
        #expect(try figures(sheet, "complaints", "open") == [.count(2)])
        #expect(try figures(sheet, "complaints", "median_days") == [.mean(15, of: 2)])
        #expect(try figures(sheet, "complaints", "longest_days") == [.mean(20, of: 2)])
    }

    @Test func `a referral is completed in the period in which its service was given, whenever it was sent`() throws {
        func row(_ id: String, _ fields: [String: JSONValue]) -> ReportRow { ReportRow(id: id, fields: fields) }
        var input = FeedbackReport.Input()
        input.referrals = [
            row("1", ["service": "shelter", "status": "completed", "sent_on": "2025-11-01"]),
            row("2", ["service": "shelter", "status": "accepted", "sent_on": "2026-01-01"]),
            row("3", ["service": "shelter", "status": "declined", "sent_on": "2026-01-02"]),
            row("4", ["service": "food", "status": "pending"]),
        ]
        input.statusEvents = [row("e", ["referral": "1", "referral_status": "completed", "on": "2026-02-02"])]
        let sheet = FeedbackReport.sheet(input, period: try period())
        #expect(try figures(sheet, "referrals", "shelter") == [2, 1, 1, 1].map(Figure.count))
        #expect(sheet.tables.first { $0.id == "referrals" }?.rows.map(\.id) == ["shelter"])
    }

    @Test func `nothing written down gives tables of nothing, also for publication`() throws {
        for sheet in [
            OutreachReport.sheet([], period: try period()), FeedbackReport.sheet(.init(), period: try period()),
            DisputeReport.sheet(.init(), period: try period()),
        ] {
            #expect(sheet.published(threshold: 5).tables.map(\.rows) == sheet.tables.map(\.rows))
        }
    }
}
