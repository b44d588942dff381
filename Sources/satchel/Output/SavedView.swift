import Clinic
import Records

/// What a save did, in one or two lines.
struct SavedView: Renderable {
    let saved: Saved
    let verb: String

    var json: JSONValue {
        [
            "record": .text(saved.record.description), "kind": .text(saved.kind), "number": saved.number.json,
            "space": .text(saved.space.description), "operations": .integer(Int64(saved.operationCount)),
            "conflicts": .array(saved.conflictedFields.map(JSONValue.text)),
            "replaced": .array(saved.replaced.map(ReplacedValues.json)), "warnings": .array(saved.warnings.map(JSONValue.text)),
        ]
    }

    func write(to page: inout Page) {
        let name = RecordName.phrase(saved.kind, saved.number, saved.record)
        guard saved.operationCount > 0 else { return page.line("Nothing differed in \(name); nothing was written.") }
        page.line("\(words: verb) \(name).")
        if saved.number != nil { page.line("  \(words: saved.record.description)") }
        guard !saved.conflictedFields.isEmpty else { return }
        page.line("Saved, and somebody else had written there meanwhile: \(.list(values: saved.conflictedFields)) now holds both values.")
        page.line("`satchel conflict show \(RecordName.phrase(saved.number, saved.record))` shows them side by side.")
    }
}

extension CommandContext {
    /// Shows what a save did, and beside it what could not be done afterwards: it is saved all the same.
    func show(_ saved: Saved, verb: String) throws {
        try show(SavedView(saved: saved, verb: verb))
        warn(about: saved)
    }

    func warn(about saved: Saved) { for warning in saved.warnings { warn("warning: \(words: warning)") } }
}
