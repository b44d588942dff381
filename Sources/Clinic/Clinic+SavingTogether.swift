public import Records
import Exchange
import ReplicatedLog
import Sealing
import Vault
import Views

extension Clinic {
    /// Saves several records in one entry, all of them or none: a case with its first consultation, an agreement with its
    /// obligations, a change of status with its reason.
    ///
    /// A reference of one draft to a new record of another is written as `"@name"`. Of a form, a value that it did not show is
    /// never overruled. The entry is about the client or case of the first draft.
    ///
    /// - Parameter drafts: 1 to ``Draft/countMax``; their names differ where they are given.
    /// - Returns: what the save did, for each draft in order.
    /// - Throws: `ValidationFailure` with every problem of every draft at once; nothing is then written.
    public func saveTogether(_ drafts: [Draft], in space: SpaceID) throws -> [Saved] {
        let planned = try planTogether(drafts, in: space)
        let (plan, rows, replaced) = (planned.plan, planned.rows, planned.replaced)
        let (records, written) = try write(plan, in: space, held: rows)
        return drafts.indices.map { index in
            let piece = plan.pieces[index]
            guard let record = records[index] else { preconditionFailure("a new record is never nothing") }
            let created = rows[index] == nil ? 1 : 0
            return Saved(
                record: record, kind: piece.draft.kind,
                number: rows[index].map { number(after: written[index], of: $0) } ?? piece.number, space: space,
                operationCount: written[index].count + created,
                conflictedFields: rows[index].map { conflictedFields(after: written[index], of: $0) } ?? [], replaced: replaced[index],
                warnings: written[index].count + created > 0 ? planned.doubts[index] + saveWarnings : [])
        }
    }

    /// All that a save judges before it writes: fields, references, and the rules of the kinds.
    ///
    /// What only tries a save, as the trial of an import does, asks this.
    ///
    /// - Throws: as ``saveTogether(_:in:)``.
    func planTogether(_ drafts: [Draft], in space: SpaceID) throws -> PlannedSave {
        guard (1...Draft.countMax).contains(drafts.count) else {
            throw ClinicError(.tooManyRecords, "One save takes 1 to \(Draft.countMax) records.", hint: "Save them in several steps.")
        }
        let rows = try drafts.map { draft in try draft.form.map { try view.record($0.record, in: $0.space) ?? existing($0.record) } }
        for row in rows.compactMap(\.self) { try requireUnmoved(row) }
        var plan = SavePlan(drafts)
        for index in drafts.indices { try prepare(index, of: &plan, in: space) }
        for (index, problem) in try ownOpponentProblems(plan) { plan.add([problem], to: index) }
        guard plan.problems.isEmpty else { throw ValidationFailure(problems: plan.problems) }
        let doubts = try check(&plan)
        guard plan.problems.isEmpty else { throw ValidationFailure(problems: plan.problems) }
        let replaced = try zip(plan.pieces, rows).map { piece, row in
            guard let form = piece.draft.form, let row else { return [ReplacedValue]() }
            return try piece.changes.flatMap { try replacedValues(by: $0, in: form, of: row) }
        }
        return PlannedSave(plan: plan, rows: rows, doubts: doubts, replaced: replaced)
    }

    /// Writes the entry: the creations first, so that every new record has its id before anything refers to it.
    private func write(
        _ plan: SavePlan, in space: SpaceID, held rows: [RecordRow?]
    ) throws -> (records: [RecordID?], operations: [[Operation]]) {
        var records = rows.map { $0?.id }
        var written = [[Operation]](repeating: [], count: plan.pieces.count)
        guard !plan.isEmpty else { return (records, written) }
        try write(in: space, settings: plan.settings) { writer in
            var creations = [Operation]()
            for (index, piece) in plan.pieces.enumerated() where piece.draft.form == nil {
                records[index] = writer.nextOperation(creations.count)
                creations.append(.create(kind: piece.draft.kind, schemaVersion: UInt32(catalog[piece.draft.kind]?.version ?? 1)))
            }
            for (index, piece) in plan.pieces.enumerated() {
                guard let record = records[index] else { preconditionFailure("every draft has a record") }
                written[index] = try piece.changes.map { change in
                    let change = change.resolving { plan.record(ofPlaceholder: $0, among: records) }
                    guard let form = piece.draft.form, let row = rows[index] else { return Self.operation(change, of: record) }
                    return try operation(for: change, in: form, of: row)
                }
            }
            guard let first = records[0] else { preconditionFailure("there is a first draft") }
            let fields = plan.pieces[0].fields.mapValues { plan.resolved($0, among: records) }
            return (subject(of: first, kind: plan.pieces[0].draft.kind, fields: fields), creations + written.flatMap { $0 })
        }
        return (records, written)
    }

    /// Checks one draft and says what has to be written of it.
    private func prepare(_ index: Int, of plan: inout SavePlan, in space: SpaceID) throws {
        let draft = plan.pieces[index].draft
        if let form = draft.form, form.space != space {
            throw ClinicError(
                .notFound, "One save is about records of one space.", hint: "Save what lies in another space by itself.")
        }
        let (resolved, unresolved) = try resolvingReferences(draft.fields, kind: draft.kind, space: space, among: plan)
        var changes = [FieldChange]()
        var problems = unresolved
        do {
            changes = try catalog.validate(
                kind: draft.kind, fields: resolved, creating: draft.form == nil, current: draft.form.map(elements) ?? [:])
        } catch {
            let named = Set(unresolved.map(\.field))
            problems += error.problems.filter { !named.contains($0.field) }
        }
        plan.add(problems, to: index)
        guard problems.isEmpty else { return }
        if let form = draft.form {
            changes = try changes.filter { try !isUnchanged($0, in: form) }
        } else if draft.kind == KindName.legalCase, catalog[draft.kind]?[numberField] != nil,
            !changes.contains(where: { $0.field == numberField })
        {
            let last = try plan.lastCaseNumber ?? lastCaseNumber()
            let number = try caseNumber(last.number + 1)
            plan.lastCaseNumber = (last.setting, last.number + 1)
            plan.pieces[index].number = number
            changes.append(FieldChange(field: numberField, edit: .put(.text(number))))
        }
        if let key = draft.importKey { changes.append(FieldChange(field: ImportKey.field, edit: .put(.text(key.text)))) }
        plan.pieces[index].fields = draft.form?.fields ?? resolved
        plan.pieces[index].changes = changes
    }

    /// The elements of the form's set fields as values.
    private func elements(of form: Form) -> [String: [Value]] {
        var result = [String: [Value]]()
        for field in catalog[form.kind]?.fields ?? [] {
            let items = field.type.isSet ? form.fields[field.name]?.arrayValue ?? [] : form.fields[field.name].map { [$0] } ?? []
            let values = items.compactMap { try? Value(json: $0, field: field) }.filter { $0 != .nothing }
            if !values.isEmpty { result[field.name] = values }
        }
        return result
    }
}

/// A save that was judged and can be written.
struct PlannedSave {
    let plan: SavePlan
    /// The records that the forms are of, as they stand.
    let rows: [RecordRow?]
    /// The warnings of the rules, by draft.
    let doubts: [[String]]
    let replaced: [[ReplacedValue]]
}
