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
        let (fields, problems) = try resolvingReferences(fields, kind: kind, space: space)
        var changes = try validated(kind: kind, fields: fields, creating: true, current: [:], also: problems)
        var settings = [String: [UInt8]?]()
        var number: String?
        if kind == KindName.legalCase, catalog[kind]?[numberField] != nil, !changes.contains(where: { $0.field == numberField }) {
            let next = try nextCaseNumber()
            number = next.number
            settings = next.settings
            changes.append(FieldChange(field: numberField, edit: .put(.text(next.number))))
        }
        let version = UInt32(catalog[kind]?.version ?? 1)
        guard
            let segment = try write(
                in: space, settings: settings,
                build: { writer in
                    let record = writer.nextOperation(0)
                    let operations =
                        [.create(kind: kind, schemaVersion: version)] + changes.map { Self.operation($0, of: record) }
                    return (subject(of: record, kind: kind, fields: fields), operations)
                })
        else { preconditionFailure("a new record is never nothing") }
        let record = RecordID(chain: segment.chain, sequence: segment.first, ordinal: 0)
        return Saved(
            record: record, kind: kind, number: number, space: space,
            operationCount: segment.entries.reduce(0) { $0 + ($1.payload?.operations.count ?? 0) }, conflictedFields: [],
            warnings: saveWarnings)
    }

    /// Saves what was changed in a form. Fields that hold what is asked for already are passed over.
    ///
    /// A value that the form did not show is never overruled: where one arrived meanwhile, both stand and the field is in conflict.
    public func save(_ form: Form, fields: [String: JSONValue]) throws -> Saved {
        let (fields, problems) = try resolvingReferences(fields, kind: form.kind, space: form.space)
        let current = elements(of: form)
        let changes = try validated(kind: form.kind, fields: fields, creating: false, current: current, also: problems)
            .filter { try !isUnchanged($0, in: form) }
        let before = try existing(form.record)
        guard !changes.isEmpty else {
            return Saved(
                record: form.record, kind: form.kind, number: before.number, space: form.space, operationCount: 0, conflictedFields: [])
        }
        let operations = try changes.map { try operation(for: $0, in: form, of: before) }
        let replaced = try changes.flatMap { try replacedValues(by: $0, in: form, of: before) }
        try write(in: form.space) { _ in (subject(of: form.record, kind: form.kind, fields: form.fields), operations) }
        return Saved(
            record: form.record, kind: form.kind, number: number(after: operations, of: before), space: form.space,
            operationCount: operations.count, conflictedFields: conflictedFields(after: operations, of: before), replaced: replaced,
            warnings: saveWarnings)
    }

    /// Appends a note; notes are never edited. `about` names the note that this one corrects or adds to.
    public func note(_ record: RecordID, field: String, text: String, about: OperationID? = nil) throws -> Saved {
        let row = try existing(record)
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
    private func number(after operations: [Operation], of row: RecordRow) -> String? {
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

    /// The elements of the form's set fields as values.
    private func elements(of form: Form) -> [String: [Value]] {
        var result = [String: [Value]]()
        for field in catalog[form.kind]?.fields ?? [] {
            let items = field.type.isSet ? form.fields[field.name]?.arrayValue ?? [] : form.fields[field.name].map { [$0] } ?? []
            let values = items.compactMap { try? Value(json: $0, field: field) }
            if !values.isEmpty { result[field.name] = values }
        }
        return result
    }

    private func validated(
        kind: String, fields: [String: JSONValue], creating: Bool, current: [String: [Value]], also problems: [Problem]
    ) throws -> [FieldChange] {
        do {
            let changes = try catalog.validate(kind: kind, fields: fields, creating: creating, current: current)
            guard problems.isEmpty else { throw ValidationFailure(problems: problems) }
            return changes
        } catch let failure as ValidationFailure {
            let named = Set(problems.map(\.field))
            throw ValidationFailure(problems: problems + failure.problems.filter { !named.contains($0.field) })
        }
    }

    /// References given as a case number or the beginning of an id become ids; what leads nowhere becomes a problem.
    private func resolvingReferences(
        _ fields: [String: JSONValue], kind: String, space: SpaceID
    ) throws -> (fields: [String: JSONValue], problems: [Problem]) {
        var result = fields
        var problems = [Problem]()
        for field in catalog[kind]?.fields ?? [] where field.type.element == .reference {
            guard let given = fields[field.name] else { continue }
            func resolve(_ json: JSONValue) -> JSONValue {
                guard let text = json.textValue, !text.isEmpty else { return json }
                do {
                    let target = try named(text)
                    guard field.refers.isEmpty || field.refers.contains(target.kind) else {
                        problems.append(
                            Problem(
                                field: field.name, code: .wrongReferenceKind, message: "This refers to a \(target.kind).",
                                accepted: "a " + field.refers.joined(separator: " or a ")))
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

    /// The client, or the case and what hangs on it, that a save is about.
    private func subject(of record: RecordID, kind: String, fields: [String: JSONValue]) -> RecordID {
        guard kind != KindName.client, kind != KindName.legalCase else { return record }
        for name in [KindName.legalCase, KindName.client] {
            if let text = fields[name]?.textValue, let target = RecordID(text) { return target }
        }
        return record
    }

    /// The next running number of this incarnation, remembered with the entry that uses it.
    private func nextCaseNumber() throws -> (number: String, settings: [String: [UInt8]?]) {
        let setting = "case-number/" + vault.ring.incarnation.map { String($0, radix: 16) }.joined(separator: ".")
        var reader = ByteReader(try vault.log.setting(setting) ?? [0])
        let next = Int(try reader.varint()) + 1
        let code = try member().roster.devices[deviceKey]?.code ?? "XX"
        let alphabet = Array("ABCDEFGHJKLMNPQRSTUVWXYZ".utf8)
        let letters = vault.ring.incarnation.prefix(2).map { alphabet[Int($0) % alphabet.count] }
        guard let number = CaseNumber(device: code, incarnation: String(decoding: letters, as: UTF8.self), number: next) else {
            throw ClinicError(
                .nothingToDo, "This device has handed out all its case numbers.", hint: "Ask headquarters for a new device code.")
        }
        var writer = ByteWriter()
        writer.varint(UInt64(next))
        return (number.description, [setting: writer.bytes])
    }
}
