import Clinic
import Records

/// Where a case stands and how it came to that.
struct CaseLifeView: Renderable {
    let life: CaseLife
    let catalog: SchemaCatalog
    let language: String

    var json: JSONValue {
        [
            "record": .text(life.record.description), "number": life.number.json, "title": .text(life.title), "status": life.status.json,
            "possible": .array(life.possible.map { .text($0.rawValue) }), "openedOn": life.openedOn.json,
            "daysOpen": .integer(Int64(life.daysOpen)), "minutes": .integer(Int64(life.minutes)),
            "project": life.projectCode.json, "donor": life.donorCode.json,
            "events": .array(
                life.events.map {
                    [
                        "record": .text($0.record.description), "status": $0.status.json, "on": $0.on.json, "reason": $0.reason.json,
                        "outcome": $0.outcome.json, "by": $0.by.json, "approvedBy": $0.approvedBy.json, "author": $0.author.json,
                    ]
                }),
            "reviews": .array(
                life.reviews.map {
                    [
                        "record": .text($0.record.description), "on": $0.on.json, "result": $0.result.json, "findings": $0.findings.json,
                        "by": $0.by.json, "due": $0.due.json, "author": $0.author.json,
                    ]
                }),
        ]
    }

    func write(to page: inout Page) {
        page.line("\(RecordName.phrase("case", life.number, life.record)): \(label(life.status, "case_status") ?? "nothing said yet")")
        page.details([
            ("Open", "\(life.daysOpen) days" + (life.openedOn.map { " since \($0)" } ?? "")), ("Time", "\(life.minutes) minutes"),
            ("Project", "\(life.projectCode ?? "none")"), ("Donor", "\(life.donorCode ?? "none")"),
            ("Next", .words(life.possible.map { "`satchel case \($0.rawValue)`" }.joined(separator: ", "))),
        ])
        if !life.events.isEmpty {
            page.heading("Steps:")
            for event in life.events {
                page.line("  \(event.on ?? "?") \(label(event.status, "case_status") ?? "?")\(about(event.by, event.approvedBy))")
                if let reason = label(event.reason, "closure_reason") { page.line("    \(reason)") }
                if let outcome = event.outcome { page.line("    \(outcome)") }
                page.line("    written by " + event.author.phrase)
            }
        }
        if !life.reviews.isEmpty {
            page.heading("Reviews:")
            for review in life.reviews {
                page.line("  \(review.on ?? "?") \(label(review.result, "review_result") ?? "?")\(about(review.by, nil))")
                if let findings = review.findings { page.line("    \(findings)") }
                if let due = review.due { page.line("    to be done by \(due)") }
                page.line("    written by " + review.author.phrase)
            }
        }
    }

    private func about(_ by: String?, _ approvedBy: String?) -> Phrase {
        (by.map { ", by \($0)" } ?? "") + (approvedBy.map { ", approved by \($0)" } ?? "")
    }

    private func label(_ code: String?, _ vocabulary: String) -> String? {
        code.map { catalog.vocabulary(vocabulary)?[$0]?.label(language) ?? $0 }
    }
}
