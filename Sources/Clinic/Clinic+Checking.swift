import Forms
import Records
import ReplicatedLog
import Views

/// The rules of a kind: errors keep a save from being written, whichever way it comes; warnings are said with it.
extension Clinic {
    /// Adds the errors of every draft to the plan.
    ///
    /// Of a record that is changed only the rules count that read a field which is written, so that an old record with a fault can be
    /// corrected elsewhere. A rule of another record that looks behind its reference to one that is changed is asked again; it counts when it
    /// was kept before.
    ///
    /// - Returns: the warnings of each draft, in English.
    /// - Complexity: O(*n*) in the rules of the kinds; one look-up for each reference that a rule looks behind, and of each record that
    ///   looks at a changed one.
    func check(_ plan: inout SavePlan) throws -> [[String]] {
        let held = plan.pieces.map { values(after: $0) }
        let drafts = plan
        return try plan.pieces.indices.map { index in
            let piece = plan.pieces[index]
            guard piece.draft.form == nil || !piece.changes.isEmpty else { return [] }
            let findings = library.findings(
                kind: piece.draft.kind, today: latestToday, touched: piece.draft.form.map { _ in Set(piece.changes.map(\.field)) },
                values: { held[index][$0] ?? [] },
                behind: { self.values(behind: held[index][$0]?.first, field: $1, drafts, held) })
            let problems = findings.filter { $0.severity == .error }.map { finding in
                var problem = Problem(field: finding.field, code: .ruleBroken, message: finding.message("en"), accepted: finding.accepted)
                problem.rule = finding.check.name
                return problem
            }
            let beside = try findingsBeside(index, drafts, held)
            plan.add(problems + beside.filter { $0.severity == .error }.map(\.problem), to: index)
            return findings.filter { $0.severity == .warning }.map { "\($0.field): \($0.message("en"))" }
                + beside.filter { $0.severity == .warning }.map { "\($0.problem.field): \($0.problem.message)" }
        }
    }

    /// What the rules of the records that refer to a changed one find that they did not find before.
    private func findingsBeside(
        _ index: Int, _ plan: SavePlan, _ held: [[String: [Value]]]
    ) throws -> [(severity: Check.Severity, problem: Problem)] {
        let piece = plan.pieces[index]
        guard let form = piece.draft.form else { return [] }
        let changed = Set(piece.changes.map(\.field))
        let watchers = library.watchers(of: piece.draft.kind, fields: changed)
        guard !watchers.isEmpty else { return [] }
        let before = values(form.fields, kind: form.kind)
        var found = [(severity: Check.Severity, problem: Problem)]()
        for related in try view.related(to: form.record) where related.record.movedTo == nil {
            guard watchers.contains(where: { $0 == (related.record.kind, related.field) }) else { continue }
            let values = plan.index(of: related.record.id).map { held[$0] } ?? self.values(related.record.fields, kind: related.record.kind)
            func findings(_ behind: [String: [Value]]) -> [CheckFinding] {
                library.findings(
                    kind: related.record.kind, today: latestToday, touched: [related.field], values: { values[$0] ?? [] },
                    behind: { $0 == related.field ? behind[$1] ?? [] : self.values(behind: values[$0]?.first, field: $1, plan, held) })
            }
            let known = Set(findings(before).map(\.check.name))
            for finding in findings(held[index]) where !known.contains(finding.check.name) {
                guard let field = finding.check.fields(behind: related.field).first(where: changed.contains) else { continue }
                let kind = catalog[related.record.kind]?.label("en") ?? related.record.kind
                var problem = Problem(
                    field: field, code: .ruleBroken, message: "\(kind) that refers to this: \(finding.message("en"))",
                    accepted: finding.acceptedBeside)
                problem.rule = finding.check.name
                if !found.contains(where: { $0.problem == problem }) { found.append((finding.severity, problem)) }
            }
        }
        return found
    }

    /// The day where the calendar is furthest ahead: nobody on earth writes down a later one as today.
    private var latestToday: CalendarDate { Timestamp.day(now + 14 * 3600) }

    /// What a record holds once the piece is written.
    private func values(after piece: SavePlan.Piece) -> [String: [Value]] {
        var values = [String: [Value]](minimumCapacity: piece.changes.count)
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
