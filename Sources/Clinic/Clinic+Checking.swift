import Forms
import Records
import ReplicatedLog
import Views

/// The rules of a kind: errors keep a save from being written, whichever way it comes; warnings are said with it.
extension Clinic {
    /// Adds the errors of every draft to the plan.
    ///
    /// Of a record that is changed only the rules count that read a field which is written, so that an old record with a fault can be
    /// corrected elsewhere. A rule that looks behind a reference is not asked again when the record behind it changes.
    ///
    /// - Returns: the warnings of each draft, in English.
    /// - Complexity: O(*n*) in the rules of the kinds; one look-up for each reference that a rule looks behind.
    func check(_ plan: inout SavePlan) -> [[String]] {
        let held = plan.pieces.map { values(after: $0) }
        let drafts = plan
        return plan.pieces.indices.map { index in
            let piece = plan.pieces[index]
            guard piece.draft.form == nil || !piece.changes.isEmpty else { return [] }
            let findings = library.findings(
                kind: piece.draft.kind, today: latestToday, touched: piece.draft.form.map { _ in Set(piece.changes.map(\.field)) },
                values: { held[index][$0] ?? [] },
                behind: { self.values(behind: held[index][$0]?.first, field: $1, drafts, held) })
            let problems = findings.filter { $0.severity == .error }.map { finding in
                var problem = Problem(field: finding.field, code: .ruleBroken, message: finding.message("en"))
                problem.rule = finding.check.name
                return problem
            }
            plan.add(problems, to: index)
            return findings.filter { $0.severity == .warning }.map { "\($0.field): \($0.message("en"))" }
        }
    }

    /// The day where the calendar is furthest ahead: nobody on earth writes down a later one as today.
    private var latestToday: CalendarDate { Timestamp.day(now + 14 * 3600) }

    /// What a record holds once the piece is written.
    private func values(after piece: SavePlan.Piece) -> [String: [Value]] {
        var values = [String: [Value]]()
        if let form = piece.draft.form { values = self.values(form.fields, kind: form.kind) }
        for change in piece.changes {
            switch change.edit {
            case .put(let value): values[change.field] = [value]
            case .add(let value): values[change.field, default: []].append(value)
            case .remove(let value): values[change.field]?.removeAll { $0 == value }
            case .note: break
            }
        }
        return values
    }

    private func values(_ fields: [String: JSONValue], kind: String) -> [String: [Value]] {
        var values = [String: [Value]]()
        for (name, json) in fields {
            guard let field = catalog[kind]?[name] else { continue }
            values[name] = (field.type.isSet ? json.arrayValue ?? [] : [json]).compactMap { try? Value(json: $0, field: field) }
        }
        return values
    }

    /// What a field holds of the record that a reference leads to: of one in the same save, what it will hold.
    private func values(behind reference: Value?, field: String, _ plan: SavePlan, _ held: [[String: [Value]]]) -> [Value] {
        guard case .reference(let target) = reference else { return [] }
        if let index = plan.index(of: target) { return held[index][field] ?? [] }
        guard let row = try? view.record(target), let schema = catalog[row.kind]?[field], let json = row.fields[field] else { return [] }
        return (schema.type.isSet ? json.arrayValue ?? [] : [json]).compactMap { try? Value(json: $0, field: schema) }
    }
}
