import Clinic
import Records

/// What an import did, or would do.
struct ImportView: Renderable {
    let report: ImportReport

    var json: JSONValue {
        [
            "applied": .flag(report.applied), "rows": .integer(Int64(report.rowCount)), "new": .integer(Int64(report.newCount)),
            "known": .integer(Int64(report.knownCount)), "wrong": .integer(Int64(report.wrongCount)),
            "duplicates": .integer(Int64(report.duplicateCount)), "problems": .integer(Int64(report.problemCount)),
            "problem_list": .array(
                report.problems.map { problem in
                    [
                        "row": .integer(Int64(problem.row)), "line": .integer(Int64(problem.line)),
                        "column": problem.column.map(JSONValue.text) ?? .null, "field": problem.field.map(JSONValue.text) ?? .null,
                        "message": .text(problem.message), "accepted": .text(problem.accepted),
                    ]
                }),
            "duplicate_list": .array(
                report.duplicates.map { duplicate in
                    [
                        "row": .integer(Int64(duplicate.row)), "line": .integer(Int64(duplicate.line)),
                        "record": duplicate.record.map { .text($0.description) } ?? .null,
                        "earlier_row": duplicate.earlierRow.map { .integer(Int64($0)) } ?? .null,
                    ]
                }),
            "unused_columns": .array(report.unusedColumns.map(JSONValue.text)),
        ]
    }

    func write(to page: inout Page) {
        page.line(report.applied ? "Brought in." : "Nothing was written. This is what --apply would do:")
        page.details(
            [
                ("Rows", .words("\(report.rowCount)")), (report.applied ? "Saved" : "New", .words("\(report.newCount)")),
                ("Brought in before", .words("\(report.knownCount)")), ("Perhaps there already", .words("\(report.duplicateCount)")),
                ("Not in order", .words("\(report.wrongCount)")),
            ], indent: 2)
        writeProblems(to: &page)
        writeDuplicates(to: &page)
        if !report.unusedColumns.isEmpty {
            page.heading("Columns that the mapping leaves out: \(.list(values: report.unusedColumns)).")
        }
    }

    private func writeProblems(to page: inout Page) {
        guard !report.problems.isEmpty else { return }
        page.heading("Not in order; such rows are not saved:")
        for problem in report.problems {
            let column: Phrase = problem.column.map { ", column \($0)" } ?? ""
            let field: Phrase = problem.field.map { " (\($0))" } ?? ""
            let place: Phrase = "  row \(problem.row), line \(problem.line)"
            page.line(place + column + field + ": \(problem.message)")
            if !problem.accepted.isEmpty { page.line("    Accepted: \(problem.accepted)") }
        }
        let more = report.problemCount - report.problems.count
        if more > 0 { page.line("  and \(.counted(more, "more", "more"))") }
    }

    private func writeDuplicates(to page: inout Page) {
        guard !report.duplicates.isEmpty else { return }
        page.heading("Perhaps there already; saved only with --with-duplicates:")
        for duplicate in report.duplicates {
            if let record = duplicate.record {
                page.line("  row \(duplicate.row), line \(duplicate.line): \(words: record.description)")
            } else {
                page.line("  row \(duplicate.row), line \(duplicate.line): like row \(duplicate.earlierRow ?? 0)")
            }
        }
        let more = report.duplicateCount - report.duplicates.count
        if more > 0 { page.line("  and \(.counted(more, "more", "more"))") }
    }
}
