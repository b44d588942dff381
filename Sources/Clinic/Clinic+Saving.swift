public import Records
import ReplicatedLog
import Exchange
import Roster
import Sealing
import Vault
import Views

extension Clinic {
    /// Adds a record.
    ///
    /// - Parameter fields: JSON in the shapes of the kind's schema; references may be case numbers or beginnings of ids.
    /// - Throws: `ValidationFailure` with every problem at once; nothing is then written.
    public func add(kind: String, in space: SpaceID, fields: [String: JSONValue]) throws -> Saved {
        try saveTogether([Draft(.new(kind: kind), fields)], in: space)[0]
    }

    /// Saves what was changed in a form. Fields that hold what is asked for already are passed over.
    ///
    /// A value that the form did not show is never overruled: where one arrived meanwhile, both stand and the field is in conflict.
    public func save(_ form: Form, fields: [String: JSONValue]) throws -> Saved {
        try saveTogether([Draft(.form(form), fields)], in: form.space)[0]
    }

    /// Appends a note; notes are never edited. `about` names the note that this one corrects or adds to.
    public func note(_ record: RecordID, field: String, text: String, about: OperationID? = nil) throws -> Saved {
        let row = try existing(record)
        try requireUnmoved(row)
        let changes = try catalog.validate(kind: row.kind, fields: [field: .text(text)], creating: false)
        guard changes.contains(where: { if case .note = $0.edit { true } else { false } }) else {
            throw ValidationFailure(problems: [
                Problem(
                    field: field, code: .wrongType, message: "This field does not take notes.",
                    accepted: "one of: "
                        + (catalog[row.kind]?.fields.filter { $0.type == .notes }.map(\.name).joined(separator: ", ") ?? ""))
            ])
        }
        if let about, try view.notes(of: record).contains(where: { $0.operation == about }) == false {
            throw ClinicError(.notFound, "The note that this one is about is not a note of this record.")
        }
        let operations = changes.compactMap { change -> Operation? in
            guard case .note(let text) = change.edit else { return nil }
            return .note(record: record, field: change.field, text: text, about: about)
        }
        try write(in: row.space) { _ in (subject(of: record, kind: row.kind, fields: row.fields), operations) }
        return Saved(
            record: record, kind: row.kind, number: row.number, space: row.space, operationCount: operations.count, conflictedFields: [],
            warnings: saveWarnings)
    }

    /// Which of the fields just written hold more than one value, as the log has them: a save does not wait for the view.
    func conflictedFields(after operations: [Operation], of row: RecordRow) -> [String] {
        let state = replica?.spaces[row.space]
        return operations.compactMap { operation -> String? in
            guard case .put(_, let field, _, _) = operation, catalog[row.kind]?[field]?.merge ?? .review == .review else { return nil }
            let standing = state?.survivors(of: row.id, field: field) ?? []
            guard standing.count > 1 else { return nil }
            // A value that cannot be read is taken for another one: nobody is told that nothing waits when something may.
            let values = Set(standing.map { try? written($0.operation, in: row.space)?.canonicalBytes })
            return values.count > 1 || values.contains(nil) ? field : nil
        }
        .sorted()
    }

    /// The number that people know a record by, after a save that may have changed it.
    func number(after operations: [Operation], of row: RecordRow) -> String? {
        guard catalog[row.kind]?.titleFields.contains(numberField) ?? false else { return row.number }
        for case .put(_, numberField, let value, _) in operations {
            if case .text(let text) = value { return text }
        }
        return row.number
    }

    /// What whoever saves is told when the lists are known not to follow: nobody is to save the same again.
    var saveWarnings: [String] {
        guard viewIsBehind else { return [] }
        return ["Saved. The lists could not be brought up to date; they are built again from the log before they are next shown."]
    }

    // MARK: Pieces

    var numberField: String { "number" }

    static func operation(_ change: FieldChange, of record: RecordID) -> Operation {
        switch change.edit {
        case .put(let value): .put(record: record, field: change.field, value: value, over: nil)
        case .add(let value): .add(record: record, field: change.field, value: value)
        case .remove(let value): .remove(record: record, field: change.field, value: value, over: nil)
        case .note(let text): .note(record: record, field: change.field, text: text, about: nil)
        }
    }

    /// References given as a case number or the beginning of an id become ids, `"@name"` becomes the placeholder of that draft;
    /// what leads nowhere becomes a problem.
    func resolvingReferences(
        _ fields: [String: JSONValue], kind: String, space: SpaceID, among plan: SavePlan
    ) throws -> (fields: [String: JSONValue], problems: [Problem]) {
        var result = fields
        var problems = [Problem]()
        let known = catalog[kind]?.fields ?? []
        // By place: a field is large to copy, and few are references.
        for place in known.indices where known[place].type.element == .reference {
            let field = known[place]
            guard let given = fields[field.name] else { continue }
            func resolve(_ json: JSONValue) -> JSONValue {
                guard let text = json.textValue, !text.isEmpty else { return json }
                func refers(to kind: String) -> Bool {
                    if field.refers.isEmpty || field.refers.contains(kind) { return true }
                    problems.append(
                        Problem(
                            field: field.name, code: .wrongReferenceKind, message: "This refers to a \(kind).",
                            accepted: "a " + field.refers.joined(separator: " or a ")))
                    return false
                }
                do {
                    if let draft = plan.newDraft(named: text) {
                        return refers(to: draft.kind) ? .text(draft.placeholder.description) : json
                    }
                    let named = try named(text)
                    // Of a record with copies in several spaces that of this one is meant.
                    let target = try view.record(named.id, in: space) ?? named
                    guard refers(to: target.kind) else { return json }
                    guard target.movedTo == nil else {
                        problems.append(
                            Problem(
                                field: field.name, code: .notAReference, message: "This record was moved to another space.",
                                accepted: "a record of the same space"))
                        return json
                    }
                    guard target.space == space else {
                        problems.append(
                            Problem(
                                field: field.name, code: .notAReference, message: "This record lies in another space.",
                                accepted: "a record of the same space"))
                        return json
                    }
                    return .text(target.id.description)
                } catch let failure as ClinicError {
                    problems.append(
                        Problem(
                            field: field.name, code: .notAReference, message: failure.message,
                            accepted: "a case number, an id, or the beginning of one"))
                } catch {
                    problems.append(Problem(field: field.name, code: .notAReference, message: "The record cannot be looked up."))
                }
                return json
            }
            result[field.name] = given.arrayValue.map { .array($0.map(resolve)) } ?? resolve(given)
        }
        return (result, problems)
    }

    /// The record of this whole id, or else the one that ``find(_:kind:)`` makes of `text`.
    private func named(_ text: String) throws -> RecordRow {
        if let id = RecordID(text), let row = try view.record(id) { return row }
        return try existing(try find(text, kind: nil))
    }

    /// The client, or the case and what hangs on it, that a save is about: found along the subject fields of the kinds, so that a
    /// custody event leads to its document and on to the case. Where they lead nowhere, the record itself.
    func subject(of record: RecordID, kind: String, fields: [String: JSONValue]) -> RecordID {
        var (record, kind, fields) = (record, kind, fields)
        for _ in 0..<Self.subjectStepsMax {
            guard kind != KindName.client, kind != KindName.legalCase else { return record }
            let names = catalog[kind]?.subjectFields ?? [KindName.legalCase, KindName.client]
            guard let target = names.lazy.compactMap({ fields[$0]?.textValue.flatMap { RecordID($0) } }).first else { return record }
            // Of the same save, or not here yet: nearer is not known.
            guard let row = try? view.record(target) else { return target }
            (record, kind, fields) = (target, row.kind, row.fields)
        }
        return record
    }

    /// Custody event, document, case: no chain of the kinds is longer, but records of an organisation's own may refer in a circle.
    private static var subjectStepsMax: Int { 8 }

    /// The running number that this incarnation handed out last, and where that is remembered.
    func lastCaseNumber() throws -> (setting: String, number: Int) {
        let setting = "case-number/" + vault.ring.incarnation.map { String($0, radix: 16) }.joined(separator: ".")
        var reader = ByteReader(try (batch?.settings[setting] ?? nil) ?? vault.log.setting(setting) ?? [0])
        return (setting, Int(try reader.varint()))
    }

    func caseNumber(_ number: Int) throws -> String {
        let code = try member().roster.devices[deviceKey]?.code ?? "XX"
        let alphabet = Array("ABCDEFGHJKLMNPQRSTUVWXYZ".utf8)
        let letters = vault.ring.incarnation.prefix(2).map { alphabet[Int($0) % alphabet.count] }
        guard let result = CaseNumber(device: code, incarnation: String(decoding: letters, as: UTF8.self), number: number) else {
            throw ClinicError(
                .nothingToDo, "This device has handed out all its case numbers.", hint: "Ask headquarters for a new device code.")
        }
        return result.description
    }
}
