public import Records
import ReplicatedLog
import Exchange
import Vault
import Views

extension Clinic {
    /// A record that this device holds.
    func existing(_ record: RecordID) throws -> RecordRow {
        guard let row = try view.record(record) else {
            throw ClinicError(
                .notFound, "This record is not on this device.",
                hint: "It may not have arrived yet, or lie in a space that is not granted here.")
        }
        return row
    }

    /// Whether a record, or a copy of it, lives in this very space.
    func isLiving(_ record: RecordID, in space: SpaceID) throws -> Bool {
        guard let row = try view.record(record, in: space) else { return false }
        return row.movedTo == nil
    }

    /// Finds the one record that `text` names: a case number, an id, or the beginning of an id.
    ///
    /// - Throws: `.notFound`, `.ambiguous`.
    public func find(_ text: String, kind: String?) throws -> RecordID {
        let rows = try view.find(text).filter { kind == nil || $0.kind == kind }
        guard let first = rows.first else {
            throw ClinicError(
                .notFound, "No \(kind ?? "record") on this device goes by that.",
                hint: "Give a case number, an id or its beginning; `satchel search` finds records by words.")
        }
        guard rows.count == 1 else {
            throw ClinicError(.ambiguous, "More than one record begins with that.", hint: "Give more of the id.")
        }
        return first.id
    }

    public func detail(_ record: RecordID) throws -> RecordDetail {
        let row = try existing(record)
        let notes = try view.notes(of: record).map { note in
            NoteDetail(
                operation: note.operation, field: note.field, text: try noteText(note.operation, in: row.space) ?? "", about: note.about,
                author: author(note.provenance, in: row.space))
        }
        let related = try view.related(to: record).map {
            RelatedRecord(id: $0.record.id, kind: $0.record.kind, title: $0.record.title, field: $0.field)
        }
        return RecordDetail(
            id: row.id, space: row.space, movedTo: row.movedTo, kind: row.kind, schemaVersion: row.schemaVersion, title: row.title,
            number: row.number,
            fields: row.fields, conflicts: row.conflicts, notes: notes, created: author(row.created, in: row.space),
            updated: author(row.updated, in: row.space), related: related)
    }

    public func list(_ query: ListQuery) throws -> RecordPage {
        let filters = try query.filters.mapValues { $0.isEmpty ? JSONValue.null : .text($0) }
            .reduce(into: [String: JSONValue]()) { result, filter in
                // Text as a person types it, in the field's own type: yes for a flag, 3 for a number.
                result[filter.key] =
                    filter.value.isNull
                    ? .null : try catalog.json(fromText: filter.value.textValue ?? "", field: filter.key, kind: query.kind)
            }
        var wanted = RecordQuery(
            kind: query.kind, space: query.space, filters: filters,
            order: RecordQuery.Order(rawValue: query.order.rawValue) ?? .created,
            limit: query.limit, offset: query.offset)
        wanted.includesMoved = query.includesMoved
        let page = try view.list(wanted)
        return RecordPage(rows: page.rows.map(summary), total: page.total)
    }

    public func search(_ text: String, kind: String?, space: SpaceID?, limit: Int) throws -> [RecordSummary] {
        try view.search(text, kind: kind, space: space, limit: limit).map { summary($0.record) }
    }

    /// What has a deadline, soonest first.
    ///
    /// - Parameter until: an ISO date; `nil` for all.
    public func deadlines(until: String?, includeDone: Bool) throws -> [RecordSummary] {
        let last = try until.map { text in
            guard let date = CalendarDate(text) else {
                throw ValidationFailure(problems: [
                    Problem(
                        field: "until", code: .notADate, message: "This is not a date.", accepted: "a date as 2026, 2026-05 or 2026-05-03")
                ])
            }
            return date
        }
        return try view.deadlines(until: last, includeDone: includeDone, today: CalendarDate(today)).map(summary)
    }

    func summary(_ row: RecordRow) -> RecordSummary {
        RecordSummary(
            id: row.id, space: row.space, kind: row.kind, title: row.title, number: row.number, status: row.status,
            due: row.due, isDone: row.isDone, hasConflict: !row.conflicts.isEmpty, updated: row.updated.time, movedTo: row.movedTo)
    }

    /// The body of a note, from the log.
    func noteText(_ operation: OperationID, in space: SpaceID) throws -> String? {
        guard case .note(_, _, let text, _)? = try self.operation(operation, in: space) else { return nil }
        return text
    }

    /// One operation as it was signed; `nil` when its payload was erased.
    func operation(_ id: OperationID, in space: SpaceID) throws -> Operation? {
        let payload = try vault.log.entry(id.chain, id.sequence, in: space)?.payload ?? adoptedPayload(id.chain, id.sequence, in: space)
        let operations = payload?.operations
        return operations.flatMap { $0.indices.contains(Int(id.ordinal)) ? $0[Int(id.ordinal)] : nil }
    }

    /// Who wrote what when, on which device: oldest first. Nothing ever vanishes from it, not even what was written about a record that
    /// is not here.
    ///
    /// - Parameter field: `nil` for all fields.
    public func history(_ record: RecordID, field: String?) throws -> [HistoryRow] {
        let space: SpaceID
        if let headless = try caseloads.first(where: { try view.headless(in: $0).contains(record) }) {
            space = headless
        } else {
            let row = try existing(record)
            space = row.space
            if let field, catalog[row.kind]?[field] == nil, replica?.spaces[space]?.fields(of: record).contains(field) != true {
                throw ValidationFailure(problems: [
                    Problem(
                        field: field, code: .unknownField, message: "A \(row.kind) has no such field.",
                        accepted: "one of: " + (catalog[row.kind]?.fields.map(\.name).joined(separator: ", ") ?? ""))
                ])
            }
        }
        guard let state = replica?.spaces[space] else { return [] }
        let fields = field.map { [$0] } ?? state.fields(of: record)
        return try fields.flatMap { field in
            try state.history(of: record, field: field).map { item in
                HistoryRow(
                    operation: item.operation, field: field, edit: try edit(item.operation, in: space),
                    author: author(item.provenance, in: space), isSuperseded: item.superseded)
            }
        }
        .sorted { ($0.author.time, $0.operation) < ($1.author.time, $1.operation) }
    }

    private func edit(_ id: OperationID, in space: SpaceID) throws -> HistoryRow.Edit {
        switch try operation(id, in: space) {
        case .put(_, _, let value, _)?: .put(value.json)
        case .add(_, _, let value)?: .add(value.json)
        case .remove(_, _, let value, _)?: .remove(value.json)
        case .note(_, _, let text, _)?: .note(text)
        case .create?, .other?, nil: .erased
        }
    }

    /// JSON Lines, one record a line, whose `fields` validate against the kind's schema.
    ///
    /// - Returns: how many records were written.
    public func export(
        space: SpaceID?, kind: String?, to write: @Sendable ([UInt8]) throws -> Void, report: Report? = nil
    ) throws -> Int {
        let total = try view.counts().filter { kind == nil || $0.kind == kind }.reduce(0) { $0 + $1.count }
        var written = 0
        try view.eachRecord(kind: kind, space: space) { row in
            try write(try exported(row).serialized() + [10])
            written += 1
            report?(Progress(stage: .exporting, done: UInt64(written), total: UInt64(total)))
        }
        return written
    }

    private func exported(_ row: RecordRow) throws -> JSONValue {
        var fields = row.fields
        for note in try view.notes(of: row.id) {
            let item: JSONValue = [
                "text": .text(try noteText(note.operation, in: row.space) ?? ""), "id": .text(note.operation.description),
                "person": .text(note.provenance.person.description), "time": .text(Timestamp.text(note.provenance.time)),
            ]
            fields[note.field] = .array((fields[note.field]?.arrayValue ?? []) + [item])
        }
        return [
            "id": .text(row.id.description), "kind": .text(row.kind), "space": .text(row.space.description),
            "schema_version": .integer(Int64(row.schemaVersion)), "fields": .object(fields),
            "conflicts": .array(row.conflicts.keys.sorted().map { .text($0) }),
        ]
    }
}
