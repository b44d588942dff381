import GRDB
public import Records
public import ReplicatedLog

extension RecordView {
    /// Takes in what folding changed, in the order in which the space's state reported it, in one transaction.
    ///
    /// Operations may come before the creation of their record, which stays hidden until then. What is shown in the end
    /// does not depend on the order in which entries were folded.
    ///
    /// - Throws: ``ViewErrorCode/outOfStep`` when changes were left out; the view is then unchanged.
    /// - Complexity: for each record that `changes` touch, one row read, one written and one indexed, however many changes
    ///   it has; so give many changes at once. All touched records are in memory until the end.
    public func apply(_ changes: [Change], in space: SpaceID) throws(ViewError) {
        guard !changes.isEmpty else { return }
        try transaction { database in
            let space = try spaceNumber(space, database)
            // In order of first touch: row numbers, and so images, follow from the changes alone.
            var touched = [TouchedRecord]()
            var places = [RecordID: Int]()
            var nextNumber = try database.row("SELECT coalesce(max(number), 0) FROM record") { $0.integer(0) + 1 } ?? 1
            var place = 0
            for change in changes {
                // One change after another is mostly about the same record.
                if touched.isEmpty || touched[place].record.state.id != change.record {
                    if let known = places[change.record] {
                        place = known
                    } else {
                        place = touched.count
                        places[change.record] = place
                        touched.append(try touch(change.record, in: space, number: &nextNumber, database))
                    }
                }
                if try addNote(change, of: touched[place].record.number, space: space, database) {
                    try touched[place].record.state.apply(change)
                }
            }
            for touched in touched {
                let projection = try Projection(
                    of: touched.record.state, in: numbers.spaces.item(touched.record.space), catalog: catalog)
                try write(touched.record, projection, isNew: touched.isNew, database)
                try index(touched.record, from: touched.before, to: projection, database)
                try indexWords(touched.record, from: touched.words, to: touched.record.state.words(catalog), database)
            }
        }
        generation &+= 1
    }

    private struct TouchedRecord {
        let before: Projection
        /// What the index holds of it.
        let words: String
        /// It has a number and no row yet.
        let isNew: Bool
        var record: HeldRecord
    }

    private func touch(_ id: RecordID, in space: Int64, number: inout Int64, _ database: Database) throws -> TouchedRecord {
        if let record = try held(id, in: space, database) {
            return TouchedRecord(
                before: Projection(of: record.state, in: try numbers.spaces.item(space), catalog: catalog),
                words: record.state.words(catalog), isNew: false, record: record)
        }
        defer { number += 1 }
        return TouchedRecord(
            before: .hidden, words: "", isNew: true, record: HeldRecord(number: number, space: space, state: RecordState(id: id)))
    }

    private func spaceNumber(_ space: SpaceID, _ database: Database) throws -> Int64 {
        if let number = numbers.spaces.existing(space) { return number }
        let number = try numbers.spaces.number(of: space, database)
        try database.execute(sql: ViewTables.words(number))
        return number
    }

    /// - Returns: Whether the change is still to be applied to its record: not when it is a note that is already there.
    private func addNote(_ change: Change, of record: Int64, space: Int64, _ database: Database) throws -> Bool {
        guard case .noted(_, let field, let operation, let text, let about, let provenance) = change else { return true }
        try database.run(
            """
            INSERT OR IGNORE INTO note (record, chain, sequence, ordinal, field, person, time, about_chain, about_sequence, about_ordinal) \
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            .integer(record), .integer(try numbers.chains.number(of: operation.chain, database)),
            .integer(Int64(bitPattern: operation.sequence)), .integer(Int64(operation.ordinal)),
            .integer(try numbers.names.number(of: field, database)),
            .integer(try numbers.persons.number(of: provenance.person, database)), .integer(provenance.time),
            Bound(try about.map { try numbers.chains.number(of: $0.chain, database) }),
            Bound(about.map { Int64(bitPattern: $0.sequence) }), Bound(about.map { Int64($0.ordinal) }))
        guard database.changesCount > 0 else { return false }
        let number = database.lastInsertedRowID
        let words = SearchText.fold(text)
        if !words.isEmpty {
            try database.run(
                "INSERT INTO \(ViewTables.wordsName(space)) (rowid, words) VALUES (?, ?)", .integer(number * 2 + 1), .text(words))
        }
        return true
    }
}

extension Change {
    var record: RecordID {
        switch self {
        case .created(let record, _, _, _), .register(let record, _, _, _, _), .element(let record, _, _, _),
            .noted(let record, _, _, _, _, _):
            record
        }
    }
}
