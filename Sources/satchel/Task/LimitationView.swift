import Clinic
import Records

/// How a limitation period was computed, and the task that was written of it.
struct LimitationView: Renderable {
    let rule: LimitationRule
    /// As it was given, perhaps partial.
    let from: CalendarDate
    let limitation: Limitation
    let language: String
    /// `nil` when nothing was written.
    var saved: Saved?
    /// Whether the person has read the computation already.
    var isTold = false

    /// As much as the field `basis` takes, in Unicode scalars.
    static let basisMax = 1000

    var json: JSONValue {
        [
            "rule": .text(rule.id), "status": .text(rule.status.rawValue), "from": .text(from.description),
            "start": .text(limitation.start.description), "due": .text(limitation.due.description),
            "steps": .array(limitation.steps.map { .text($0.words) }), "cautions": .array(limitation.cautions.map { .text($0.words) }),
            "basis": .text(rule.basis), "record": (saved?.record.description).json,
        ]
    }

    func write(to page: inout Page) {
        if !isTold { computation(to: &page) }
        guard let saved else { return page.line("Nothing was written.") }
        page.line("Added task \(words: saved.record.description), due \(words: limitation.due.description).")
    }

    /// What the person decides by.
    func question(_ terminal: Terminal) -> String {
        var page = Page(terminal: terminal)
        computation(to: &page)
        page.line("Write it down as a task?")
        return page.text
    }

    private func computation(to page: inout Page) {
        page.line("\(rule.label(language))")
        page.line("  \(rule.basis)")
        page.line("  \(rule.startEventLabel(language)): \(words: from.description)")
        for step in limitation.steps { page.line("  \(words: step.words)") }
        let weekday = limitation.due.weekday?.rawValue ?? ""
        page.line("Last day: \(words: limitation.due.description), a \(words: weekday.prefix(1).uppercased() + weekday.dropFirst()).")
        for caution in limitation.cautions { page.line("! \(words: caution.words)") }
    }

    /// The provision and the computation, for whoever reads the task later.
    static func basis(_ rule: LimitationRule, _ limitation: Limitation) -> String {
        let sentences = [rule.basis] + limitation.steps.map(\.words) + limitation.cautions.map(\.words)
        return String(String.UnicodeScalarView(sentences.joined(separator: "\n").unicodeScalars.prefix(basisMax)))
    }
}

/// The rules in use.
struct RuleList: Renderable {
    let rules: [LimitationRule]
    let language: String

    var json: JSONValue {
        [
            "rules": .array(
                rules.map { rule in
                    [
                        "rule": .text(rule.id), "status": .text(rule.status.rawValue), "jurisdiction": .text(rule.jurisdiction),
                        "label": .text(rule.label(language)), "period": .text(rule.period.words), "basis": .text(rule.basis),
                        "start_event": .text(rule.startEventLabel(language)),
                    ]
                })
        ]
    }

    func write(to page: inout Page) {
        var table = Table(["RULE", "PERIOD", "STATUS", "LAW OF", "WHAT"], flexible: 4)
        for rule in rules {
            table.row([
                "\(rule.id)", .words(rule.period.words), .words(rule.status.rawValue), "\(rule.jurisdiction)", "\(rule.label(language))",
            ])
        }
        page.table(table)
        if rules.contains(where: { $0.status == .draft }) {
            page.line("A draft is nobody's law until a lawyer who practises there has confirmed it.")
        }
    }
}
