import GRDB
public import Records
import ReplicatedLog

extension RecordView {
    /// The record of this id; `nil` when it is unknown or its creation has not arrived.
    public func record(_ id: RecordID) throws(ViewError) -> RecordRow? {
        try read { database in try visible(id, database).map(row) }
    }

    /// The elements of a set, by their canonical bytes.
    public func setElements(of record: RecordID, field: String) throws(ViewError) -> [Value] {
        try read { database in try visible(record, database)?.state.sets[field] ?? [] }
    }

    /// The records of this id, of a unique beginning of it, or of this case number, in either case and without its dashes.
    ///
    /// - Parameter text: at least four characters of an id, or a whole number.
    /// - Returns: All that fit, so that several can be told from none; at most `limit`.
    public func find(_ text: String, limit: Int = 20) throws(ViewError) -> [RecordRow] {
        try read { database in
            var found = [HeldRecord]()
            if let key = Projection.numberKey(text) {
                found = try records("number_key = ?", [.text(key)], limit: limit, database)
            }
            for place in try places(beginning: text.lowercased(), limit: limit, database) {
                guard found.count < limit else { break }
                if !found.contains(where: { $0.number == place.number }) { found.append(place) }
            }
            // A record that was moved is held in more than one space; it is one.
            var seen = Set<RecordID>()
            return try found.filter { seen.insert($0.state.id).inserted }.map(row)
        }
    }

    /// The record of this id as one space has it.
    public func record(_ id: RecordID, in space: SpaceID) throws(ViewError) -> RecordRow? {
        guard let number = numbers.spaces.existing(space) else { return nil }
        return try read { database in
            guard let held = try held(id, in: number, database), held.state.creation != nil else { return nil }
            return try row(held)
        }
    }

    /// The shortest beginning of an id that is looked for: shorter ones are hits by chance.
    static let idCharactersMin = 4

    private func places(beginning text: String, limit: Int, _ database: Database) throws -> [HeldRecord] {
        guard text.utf8.count >= Self.idCharactersMin else { return [] }
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        var found = [HeldRecord]()
        for (number, chain) in numbers.chains.items.enumerated() where found.count < limit {
            guard parts.count == 1 ? chain.description.hasPrefix(text) : chain.description == parts[0] else { continue }
            guard parts.count == 2 else {
                found += try records("chain = ?", [.integer(Int64(number))], limit: limit - found.count, database)
                continue
            }
            // `substr` and not `LIKE`, in which some characters that people type mean others.
            found += try records(
                "chain = ?1 AND substr(sequence || '.' || ordinal, 1, length(?2)) = ?2",
                [.integer(Int64(number)), .text(String(parts[1]))],
                limit: limit - found.count, database)
        }
        // A whole id is not the beginning of a longer one that follows it.
        if let id = OperationID(text), let exact = found.first(where: { $0.state.id == id }) { return [exact] }
        return found
    }

    private func records(_ condition: String, _ values: [Bound], limit: Int, _ database: Database) throws -> [HeldRecord] {
        try database.rows(
            "SELECT \(Self.recordColumns) FROM record WHERE kind IS NOT NULL AND \(condition) ORDER BY moved, number LIMIT \(max(0, limit))",
            values
        ) { try held($0) }
    }

    /// The created record of this id: where it lives, if it was moved. An id belongs to one space, but others may hold edits that claim it.
    func visible(_ id: RecordID, _ database: Database) throws -> HeldRecord? {
        guard let chain = numbers.chains.existing(id.chain) else { return nil }
        return try database.row(
            """
            SELECT \(Self.recordColumns) FROM record WHERE chain = ? AND sequence = ? AND ordinal = ? AND kind IS NOT NULL \
            ORDER BY moved, space LIMIT 1
            """, .integer(chain), .integer(Int64(bitPattern: id.sequence)), .integer(Int64(id.ordinal))
        ) { try held($0) }
    }

    func visible(number: Int64, _ database: Database) throws -> HeldRecord? {
        try database.row("SELECT \(Self.recordColumns) FROM record WHERE number = ? AND kind IS NOT NULL", .integer(number)) {
            try held($0)
        }
    }

    /// What readers get of a held record.
    func row(_ record: HeldRecord) throws(ViewError) -> RecordRow {
        let state = record.state
        guard let creation = state.creation, let updated = state.updated else { throw .damaged("a record is not there") }
        let kind = catalog[creation.kind]
        let space = try numbers.spaces.item(record.space)
        let projection = Projection(of: state, in: space, catalog: catalog)
        return RecordRow(
            id: state.id, space: space, movedTo: projection.movedTo, kind: creation.kind, schemaVersion: creation.schemaVersion,
            title: projection.title, number: projection.number, status: projection.status, due: projection.due, isDone: projection.isDone,
            lapses: projection.lapses, values: state.registers.compactMapValues { $0.first?.value }, sets: state.sets,
            conflicts: projection.conflicts,
            noteCount: state.noteCount, created: creation.provenance, updated: updated,
            preferredSets: Set(state.sets.keys.filter { kind?[$0]?.merge == .set }))
    }
}
