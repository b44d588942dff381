import GRDB
import Records

/// The tables beside the record's own row.
extension RecordView {
    /// Writes what differs between the words of a record as they were and as they are.
    func indexWords(_ record: HeldRecord, from old: String, to new: String, _ database: Database) throws {
        guard old != new else { return }
        let table = ViewTables.wordsName(record.space)
        let row = Bound.integer(record.number * 2)
        // A contentless index forgets a row only when it is told again what stood there.
        if !old.isEmpty { try database.run("INSERT INTO \(table) (\(table), rowid, words) VALUES ('delete', ?, ?)", row, .text(old)) }
        if !new.isEmpty { try database.run("INSERT INTO \(table) (rowid, words) VALUES (?, ?)", row, .text(new)) }
    }

    /// Writes what differs between two projections of one record.
    func index(_ record: HeldRecord, from old: Projection, to new: Projection, _ database: Database) throws {
        try indexLinks(record, old.links, new.links, database)
        guard old.person != new.person else { return }
        if let person = old.person {
            try database.run(
                "DELETE FROM identity WHERE person = ? AND record = ?", try self.person(person, database), .integer(record.number))
        }
        if let person = new.person {
            try database.run(
                "INSERT OR IGNORE INTO identity (person, record) VALUES (?, ?)", try self.person(person, database), .integer(record.number))
        }
    }

    private func indexLinks(
        _ record: HeldRecord, _ old: Set<Projection.Link>, _ new: Set<Projection.Link>, _ database: Database
    ) throws {
        for link in old.subtracting(new) {
            try database.run(
                "DELETE FROM link WHERE chain = ? AND sequence = ? AND ordinal = ? AND record = ? AND field = ?",
                .integer(try numbers.chains.number(of: link.target.chain, database)), .integer(Int64(bitPattern: link.target.sequence)),
                .integer(Int64(link.target.ordinal)), .integer(record.number), try name(link.field, database))
        }
        for link in new.subtracting(old) {
            try database.run(
                "INSERT OR IGNORE INTO link (chain, sequence, ordinal, record, field) VALUES (?, ?, ?, ?, ?)",
                .integer(try numbers.chains.number(of: link.target.chain, database)), .integer(Int64(bitPattern: link.target.sequence)),
                .integer(Int64(link.target.ordinal)), .integer(record.number), try name(link.field, database))
        }
    }

    private func name(_ name: String, _ database: Database) throws -> Bound {
        .integer(try numbers.names.number(of: name, database))
    }

    private func person(_ person: PersonID, _ database: Database) throws -> Bound {
        .integer(try numbers.persons.number(of: person, database))
    }
}
