import GRDB
public import Records
import ReplicatedLog

/// What hangs on a record.
extension RecordView {
    /// The notes of a record, oldest claimed time first.
    public func notes(of record: RecordID) throws(ViewError) -> [NoteRow] {
        try read { database in
            guard let held = try visible(record, database) else { return [] }
            return try database.rows(
                """
                SELECT field, chain, sequence, ordinal, person, time, about_chain, about_sequence, about_ordinal FROM note WHERE record = ?
                """, [.integer(held.number)]
            ) { columns in
                let operation = try self.operation(columns.integer(1), columns.integer(2), columns.integer(3))
                let about = try columns.integerOrNull(6).map { try self.operation($0, columns.integer(7), columns.integer(8)) }
                return NoteRow(
                    record: record, field: try numbers.names.item(columns.integer(0)), operation: operation,
                    provenance: Provenance(
                        person: try numbers.persons.item(columns.integer(4)), chain: operation.chain, time: columns.integer(5)),
                    about: about)
            }
            .sorted { ($0.provenance.time, $0.operation) < ($1.provenance.time, $1.operation) }
        }
    }

    /// The records that refer to this one, by kind, field and age. The record itself need not be there.
    public func related(to record: RecordID) throws(ViewError) -> [RelatedRow] {
        try read { database in
            guard let chain = numbers.chains.existing(record.chain) else { return [] }
            let links = try database.rows(
                "SELECT record, field FROM link WHERE chain = ? AND sequence = ? AND ordinal = ?",
                [.integer(chain), .integer(Int64(bitPattern: record.sequence)), .integer(Int64(record.ordinal))]
            ) { ($0.integer(0), $0.integer(1)) }
            let rows = try links.compactMap { number, field -> RelatedRow? in
                guard let held = try visible(number: number, database) else { return nil }
                return RelatedRow(record: try row(held), field: try numbers.names.item(field))
            }
            // What was moved is shown where it lives, if that is here.
            let living = Set(rows.filter { $0.record.movedTo == nil }.map { RelatedPlace($0) })
            return rows.filter { $0.record.movedTo == nil || !living.contains(RelatedPlace($0)) }
                .sorted {
                    ($0.record.kind, $0.field, $0.record.created.time, $0.record.id)
                        < ($1.record.kind, $1.field, $1.record.created.time, $1.record.id)
                }
        }
    }

    private struct RelatedPlace: Hashable {
        let record: RecordID
        let field: String

        init(_ row: RelatedRow) { (record, field) = (row.record.id, row.field) }
    }

    /// The name of a person as a record of kind `person` has it: of the space if it has one, otherwise of any.
    ///
    /// Anybody who writes a space can name people there, so prefer the space of what is being shown.
    public func personName(_ person: PersonID, in space: SpaceID? = nil) throws(ViewError) -> String? {
        try read { database in
            guard let number = numbers.persons.existing(person) else { return nil }
            let records = try database.rows("SELECT record FROM identity WHERE person = ?", [.integer(number)]) { $0.integer(0) }
            let rows = try records.compactMap { try visible(number: $0, database) }.map(row)
            let local = rows.filter { $0.space == space }
            return (local.isEmpty ? rows : local)
                .sorted { ($0.updated.time, $0.id) > ($1.updated.time, $1.id) }
                .lazy.compactMap { if case .text(let name) = $0.values["name"] { name } else { nil } }.first
        }
    }
}
