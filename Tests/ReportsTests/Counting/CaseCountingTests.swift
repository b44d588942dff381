import Reports
import Testing

/// The counting rule: one client, one problem, one period, one case, by the highest service.
struct CaseCountingTests {
    private func day(_ text: String) throws -> CountingDay { try #require(CountingDay(text)) }

    private func row(
        _ id: String, client: String? = "amina", problem: String? = "housing", opened: String? = "2026-01-10",
        services: [(String, String)] = [], closed: [(String, String)] = [], reopened: [String] = [], worker: String? = nil
    ) throws -> CaseRow {
        var row = CaseRow(id: id)
        row.clients = Set([client].compactMap(\.self))
        row.problem = problem
        row.openedOn = try opened.map(day)
        row.services = try services.map { CaseRow.Service(code: $0.0, on: try day($0.1)) }
        row.closings = try closed.map { CaseRow.Closing(on: try day($0.0), reason: $0.1) }
        row.reopenings = try reopened.map(day)
        row.worker = worker
        return row
    }

    private func report(_ rows: [CaseRow], _ first: String = "2026-01-01", _ last: String = "2026-12-31") throws -> CaseReport {
        CaseReport(rows, counting: try #require(CaseCounting(from: day(first), through: day(last))))
    }

    @Test func `repeated help for essentially the same problem is one case`() throws {
        let again = [
            try row("1", closed: [("2026-02-01", "counsel_and_advice")]), try row("2", opened: "2026-05-01"),
            try row("3", client: "bilal"), try row("4", problem: "family"),
        ]
        let report = try report(again)
        #expect(report.rowCount == 4 && report.caseCount == 3)
        #expect(report.openAtEndCount == 3 && report.closedCount == 0)
    }

    @Test func `a case of which nobody said when it was opened is in no figure, and that is said`() throws {
        let report = try report([try row("1", opened: nil), try row("2", client: "bilal"), try row("3", opened: "2024-01-01")])
        #expect(report.undatedCount == 1)
        #expect(report.caseCount == 2)
        // By what was done in it, one can tell.
        #expect(try self.report([try row("1", opened: nil, services: [("information", "2026-02-02")])]).undatedCount == 0)
    }

    @Test func `cases of which nobody said what the problem is, or who the client, are never taken for one`() throws {
        #expect(try report([try row("1", problem: nil), try row("2", problem: nil)]).caseCount == 2)
        #expect(try report([try row("1", client: nil), try row("2", client: nil)]).caseCount == 2)
    }

    @Test func `two clients of one case make one case of what each brought before`() throws {
        var shared = try row("3", client: "amina")
        shared.clients.insert("bilal")
        #expect(try report([try row("1"), try row("2", client: "bilal"), shared]).caseCount == 1)
    }

    @Test func `what was over before the period does not count, and what is between two periods counts in neither`() throws {
        let old = try row("1", opened: "2025-01-01", closed: [("2025-12-31", "lost_contact")])
        let new = try row("2", opened: "2026-03-01")
        #expect(try report([old, new]).rowCount == 1)
        #expect(try report([old, new], "2026-01-01", "2026-02-28").rowCount == 0)
        #expect(try report([old, new], "2025-12-31", "2026-03-01").rowCount == 2)
    }

    @Test(arguments: [
        (["information", "counselling"], "counselling"), (["legal_assistance", "information"], "legal_assistance"),
        (["collaborative_dispute_resolution", "legal_assistance"], "collaborative_dispute_resolution"),
        (["capacity_building", "information"], "information"), (["advocacy"], ""), ([], ""),
    ])
    func `the highest service reached is reported`(given: [String], expected: String) throws {
        let services = given.map { ($0, "2026-04-01") }
        #expect(try report([try row("1", services: services)]).services == [expected: 1])
    }

    @Test func `a service of another period does not count in this one`() throws {
        let row = try row("1", opened: "2025-06-01", services: [("legal_assistance", "2025-07-01"), ("information", "2026-02-01")])
        #expect(try report([row]).services == ["information": 1])
        #expect(try report([row], "2025-01-01", "2025-12-31").services == ["legal_assistance": 1])
    }

    @Test func `the highest service is that of all that is counted as one`() throws {
        let rows = [
            try row("1", services: [("counselling", "2026-01-11")]), try row("2", services: [("legal_assistance", "2026-02-11")]),
        ]
        #expect(try report(rows).services == ["legal_assistance": 1])
    }

    @Test(arguments: [
        ("2026-01-31", "2026-02-27", CaseReport.Duration.belowOneMonth), ("2026-01-31", "2026-02-28", .oneToThree),
        ("2026-01-10", "2026-02-09", .belowOneMonth), ("2026-01-10", "2026-02-10", .oneToThree), ("2026-01-10", "2026-04-09", .oneToThree),
        ("2026-01-10", "2026-04-10", .threeToSix), ("2026-01-10", "2026-07-10", .threeToSix), ("2026-01-10", "2026-07-11", .aboveSix),
        ("2026-01-10", "2026-01-10", .belowOneMonth),
    ])
    func `months from opening to closure go by the calendar`(opened: String, closed: String, expected: CaseReport.Duration) throws {
        let report = try report([try row("1", opened: opened, closed: [(closed, "court_decision")])])
        #expect(report.durations == [expected: 1] && report.closureReasons == ["court_decision": 1])
    }

    @Test func `a case that was reopened is open, and keeps its former closing where it was`() throws {
        let row = try row("1", closed: [("2026-02-01", "client_withdrew"), ("2026-09-01", "court_decision")], reopened: ["2026-03-01"])
        #expect(try report([row], "2026-01-01", "2026-02-15").closureReasons == ["client_withdrew": 1])
        let spring = try report([row], "2026-01-01", "2026-06-30")
        #expect(spring.closureReasons.isEmpty && spring.openAtEndCount == 1)
        let year = try report([row])
        #expect(year.closureReasons == ["court_decision": 1] && year.durations == [.aboveSix: 1])
        #expect(try row.daysOpen(through: day("2026-12-31")) == 22 + 184)
        #expect(try row.isOpen(on: day("2026-01-31")) && !row.isOpen(on: day("2026-02-01")) && row.isOpen(on: day("2026-03-01")))
    }

    @Test func `a case that goes on in one of its rows is not closed`() throws {
        let rows = [try row("1", closed: [("2026-02-01", "lost_contact")]), try row("2", opened: "2026-04-01")]
        #expect(try report(rows).closedCount == 0)
    }

    @Test func `caseload is by whoever has the case at the end`() throws {
        let rows = [
            try row("1", worker: "Halima"), try row("2", client: "bilal", closed: [("2026-05-01", "other")], worker: "Halima"),
            try row("3", client: "chen"),
        ]
        let workers = try report(rows).workers
        #expect(workers["Halima"] == CaseReport.Caseload(counted: 2, openAtEnd: 1, closed: 1))
        #expect(workers[""] == CaseReport.Caseload(counted: 1, openAtEnd: 1, closed: 0))
    }

    @Test func `time is booked on projects and donors, within the period`() throws {
        var row = try row("1")
        row.work = [
            CaseRow.Work(on: try day("2026-02-01"), minutes: 30, project: "ICLA-2", donor: "ECHO"),
            CaseRow.Work(on: try day("2026-02-02"), minutes: 45, project: "ICLA-2", donor: nil),
            CaseRow.Work(on: try day("2027-02-02"), minutes: 500, project: "ICLA-2", donor: "ECHO"),
        ]
        let report = try report([row])
        #expect(report.minutesByProject == ["ICLA-2": 75] && report.minutesByDonor == ["ECHO": 30, "": 45])
    }

    @Test func `more minutes than a number can say are the most that it can say`() throws {
        var row = try row("1")
        row.work = try [Int.max, 1].map { CaseRow.Work(on: try day("2026-02-01"), minutes: $0, project: "ICLA-2", donor: nil) }
        #expect(row.work.sum(\.minutes) == .max)
        let report = try report([row])
        #expect(report.minutesByProject == ["ICLA-2": .max] && report.minutesByDonor == ["": .max])
        #expect([Int.min, -1].sum { $0 } == .min && [Int.max - 1, 1].sum { $0 } == .max)
    }

    @Test func `whatever the order of the rows, the count is the same`() throws {
        let rows = try (0..<6).map { try row("\($0)", client: $0 < 3 ? "amina" : "bilal", problem: $0 % 2 == 0 ? "housing" : "family") }
        let expected = try report(rows)
        for rotation in 1..<6 {
            let other = try report(Array(rows[rotation...] + rows[..<rotation]).reversed())
            #expect(other.caseCount == expected.caseCount && other.services == expected.services)
        }
        #expect(expected.caseCount == 4)
    }

    @Test func `days are numbered as the calendar has them`() throws {
        #expect(try day("1970-01-01").number == 0 && day("1969-12-31").number == -1)
        #expect(try day("2024-03-01").number - day("2024-02-28").number == 2)
        #expect(try day("2100-03-01").number - day("2100-02-28").number == 1)
        #expect(try day("2026-12-31").number == 20_818)
        #expect(try day("2024-01-31").adding(months: 1).description == "2024-02-29")
        #expect(try day("2026").description == "2026-01-01")
        #expect(CaseCounting(from: try day("2026-02-01"), through: try day("2026-01-01")) == nil)
    }
}
