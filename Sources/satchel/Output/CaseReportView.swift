import Records
import Reports

/// The cases of a period in numbers.
struct CaseReportView: Renderable {
    let report: CaseReport
    let catalog: SchemaCatalog
    let language: String

    var json: JSONValue {
        [
            "from": .text(report.first.description), "to": .text(report.last.description),
            "records": .integer(Int64(report.rowCount)), "undated": .integer(Int64(report.undatedCount)),
            "cases": .integer(Int64(report.caseCount)),
            "opened": .integer(Int64(report.openedCount)), "closed": .integer(Int64(report.closedCount)),
            "openAtEnd": .integer(Int64(report.openAtEndCount)), "services": Self.json(report.services),
            "closureReasons": Self.json(report.closureReasons),
            "durations": .object(
                Dictionary(
                    uniqueKeysWithValues: CaseReport.Duration.allCases.map { ($0.rawValue, .integer(Int64(report.durations[$0] ?? 0))) })),
            "workers": .array(
                report.workers.sorted { $0.key < $1.key }.map { worker, load in
                    [
                        "name": .text(worker), "cases": .integer(Int64(load.counted)), "openAtEnd": .integer(Int64(load.openAtEnd)),
                        "closed": .integer(Int64(load.closed)),
                    ]
                }),
            "minutesByProject": Self.json(report.minutesByProject), "minutesByDonor": Self.json(report.minutesByDonor),
        ]
    }

    private static func json(_ counts: [String: Int]) -> JSONValue { .object(counts.mapValues { .integer(Int64($0)) }) }

    func write(to page: inout Page) {
        page.line("\(words: report.first.description) to \(words: report.last.description): \(cases), from \(records).")
        page.line("  \(report.openedCount) opened, \(report.closedCount) closed, \(report.openAtEndCount) open at the end.")
        if report.undatedCount > 0 {
            let undated = Phrase.counted(report.undatedCount, "case has", "cases have")
            page.line("  \(undated) no date of opening or of anything done, and so stand in no figure. `satchel case open` says when.")
        }
        list("Highest service", report.services, "service", none: "No service in the period", &page)
        list("Closed", report.closureReasons, "closure_reason", none: "No reason given", &page)
        if !report.durations.isEmpty {
            page.heading("From opening to closure:")
            var table = Table(["", "CASES"])
            for duration in CaseReport.Duration.allCases {
                table.row([.words(Self.words(duration)), "\(report.durations[duration] ?? 0)"])
            }
            page.table(table)
        }
        if !report.workers.isEmpty {
            page.heading("Caseload:")
            var table = Table(["WHO", "CASES", "OPEN", "CLOSED"])
            for (worker, load) in report.workers.sorted(by: { $0.key < $1.key }) {
                table.row([worker.isEmpty ? "nobody" : "\(worker)", "\(load.counted)", "\(load.openAtEnd)", "\(load.closed)"])
            }
            page.table(table)
        }
        minutes("Minutes by project", report.minutesByProject, &page)
        minutes("Minutes by donor", report.minutesByDonor, &page)
    }

    private var cases: Phrase { .counted(report.caseCount, "case", "cases") }
    private var records: Phrase { .counted(report.rowCount, "record", "records") }

    private func list(_ title: String, _ counts: [String: Int], _ vocabulary: String, none: String, _ page: inout Page) {
        guard !counts.isEmpty else { return }
        page.heading(.words(title + ":"))
        var table = Table(["", "CASES"])
        let order = (catalog.vocabulary(vocabulary)?.codes.map(\.code) ?? []) + [""]
        let others = counts.keys.filter { !order.contains($0) }.sorted()
        for code in order + others {
            guard let count = counts[code] else { continue }
            let label = code.isEmpty ? none : catalog.vocabulary(vocabulary)?[code]?.label(language) ?? code
            table.row(["\(label)", "\(count)"])
        }
        page.table(table)
    }

    private func minutes(_ title: String, _ minutes: [String: Int], _ page: inout Page) {
        guard !minutes.isEmpty else { return }
        page.heading(.words(title + ":"))
        var table = Table(["", "MINUTES"])
        for (code, count) in minutes.sorted(by: { $0.key < $1.key }) { table.row([code.isEmpty ? "none" : "\(code)", "\(count)"]) }
        page.table(table)
    }

    private static func words(_ duration: CaseReport.Duration) -> String {
        switch duration {
        case .belowOneMonth: "below 1 month"
        case .oneToThree: "1 to 3 months"
        case .threeToSix: "3 to 6 months"
        case .aboveSix: "above 6 months"
        }
    }
}
