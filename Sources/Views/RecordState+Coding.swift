import GRDB
import Records
import ReplicatedLog

/// The column `record.state`: typed values with who wrote them, so that JSON never has to be guessed back into values.
///
/// Measured over the invented clinic, 9 bytes a field on top of the value: chain, person and field are numbers, times
/// are differences. A row for every survivor would need as much again for its key.
extension RecordState {
    func encoded(_ numbers: inout Numbers, _ database: Database) throws -> [UInt8] {
        var writer = ByteWriter()
        writer.reserve(64 + 48 * registers.count)
        let base = creation?.provenance.time ?? 0
        writer.signed(base)
        writer.varint(UInt64(noteCount))
        if let lastNote { try Self.write(lastNote, base, to: &writer, &numbers, database) }
        writer.varint(UInt64(registers.count))
        for (number, standings) in try Self.byNumber(registers, &numbers, database) {
            writer.varint(UInt64(number))
            writer.varint(UInt64(standings.count))
            for standing in standings {
                let survivor = Survivor(operation: standing.operation, provenance: standing.provenance)
                try Self.write(survivor, base, to: &writer, &numbers, database)
                standing.value.write(to: &writer)
            }
        }
        writer.varint(UInt64(sets.count))
        for (number, elements) in try Self.byNumber(sets, &numbers, database) {
            writer.varint(UInt64(number))
            writer.varint(UInt64(elements.count))
            for element in elements { element.write(to: &writer) }
        }
        return writer.bytes
    }

    /// In an order that does not depend on the process; new names get their numbers in the order of the alphabet.
    private static func byNumber<Content>(
        _ fields: [String: Content], _ numbers: inout Numbers, _ database: Database
    ) throws -> [(number: Int64, content: Content)] {
        var result = [(number: Int64, content: Content)]()
        result.reserveCapacity(fields.count)
        var unnumbered = [String]()
        for (field, content) in fields {
            if let number = numbers.names.existing(field) { result.append((number, content)) } else { unnumbered.append(field) }
        }
        for field in unnumbered.sorted() {
            guard let content = fields[field] else { continue }
            result.append((try numbers.names.number(of: field, database), content))
        }
        result.sort { $0.number < $1.number }
        return result
    }

    private static func write(
        _ survivor: Survivor, _ base: Int64, to writer: inout ByteWriter, _ numbers: inout Numbers, _ database: Database
    ) throws {
        writer.varint(UInt64(try numbers.chains.number(of: survivor.operation.chain, database)))
        writer.varint(survivor.operation.sequence)
        writer.varint(UInt64(survivor.operation.ordinal))
        writer.varint(UInt64(try numbers.persons.number(of: survivor.provenance.person, database)))
        writer.signed(survivor.provenance.time &- base)
    }

    /// Reads what ``encoded(_:_:)`` wrote. Everything is checked: the bytes may come from a damaged image.
    mutating func decode(_ bytes: [UInt8], _ numbers: Numbers) throws(ViewError) {
        do throws(ByteFault) {
            var reader = ByteReader(bytes)
            let base = try reader.signed()
            noteCount = Int(truncatingIfNeeded: try reader.varint() & UInt64(UInt32.max))
            if noteCount > 0 { lastNote = try Self.survivor(&reader, base, numbers) }
            for _ in 0..<(try Self.count(&reader)) {
                let field = try Self.name(&reader, numbers)
                var standings = [Standing]()
                for _ in 0..<(try Self.count(&reader)) {
                    let survivor = try Self.survivor(&reader, base, numbers)
                    standings.append(
                        Standing(operation: survivor.operation, provenance: survivor.provenance, value: try Value(from: &reader)))
                }
                registers[field] = standings
            }
            for _ in 0..<(try Self.count(&reader)) {
                let field = try Self.name(&reader, numbers)
                var elements = [Value]()
                for _ in 0..<(try Self.count(&reader)) { elements.append(try Value(from: &reader)) }
                sets[field] = elements
            }
            try reader.end()
        } catch {
            throw .damaged("a record cannot be read", cause: error)
        }
    }

    /// Every item takes at least one byte, so that no count makes room for more than there is.
    private static func count(_ reader: inout ByteReader) throws(ByteFault) -> Int {
        let count = try reader.varint()
        guard count <= UInt64(reader.remaining) else { throw .outOfRange }
        return Int(count)
    }

    private static func name(_ reader: inout ByteReader, _ numbers: Numbers) throws(ByteFault) -> String {
        guard let name = try? numbers.names.item(try reader.varint()) else { throw .outOfRange }
        return name
    }

    private static func survivor(_ reader: inout ByteReader, _ base: Int64, _ numbers: Numbers) throws(ByteFault) -> Survivor {
        let chain = try reader.varint()
        let sequence = try reader.varint()
        let ordinal = try reader.varint()
        let person = try reader.varint()
        let time = base &+ (try reader.signed())
        guard let chain = try? numbers.chains.item(chain), let person = try? numbers.persons.item(person),
            let ordinal = UInt16(exactly: ordinal)
        else { throw .outOfRange }
        return Survivor(
            operation: OperationID(chain: chain, sequence: sequence, ordinal: ordinal),
            provenance: Provenance(person: person, chain: chain, time: time))
    }
}
