import Records
import ReplicatedLog

/// What a form or a list of conflicting values showed, as text that a page, a command or a person can carry. Holds ids only,
/// never a value.
///
/// Base64 for URLs of: version 2; the chains that occur; the record; for each field its name and the operations that it showed, in
/// the order in which they were shown. An operation is the place of its chain among the chains, sequence and ordinal.
enum FormToken {
    private static let version: UInt8 = 2
    private static let fieldCountMax = 512

    static func encode(record: RecordID, shown: [String: [OperationID]]) -> String {
        let chains = Set([record.chain] + shown.values.joined().map(\.chain)).sorted()
        let places = Dictionary(uniqueKeysWithValues: chains.enumerated().map { ($1, UInt64($0)) })
        var writer = ByteWriter()
        func write(_ operation: OperationID) {
            writer.varint(places[operation.chain] ?? 0)
            writer.varint(operation.sequence)
            writer.varint(UInt64(operation.ordinal))
        }
        writer.byte(version)
        writer.varint(UInt64(chains.count))
        for chain in chains { writer.identifier(chain) }
        write(record)
        writer.varint(UInt64(shown.count))
        for (field, operations) in shown.sorted(by: { $0.key < $1.key }) {
            writer.string(field)
            writer.varint(UInt64(operations.count))
            for operation in operations { write(operation) }
        }
        return TokenText.encode(writer.bytes)
    }

    static func decode(_ token: String) -> (record: RecordID, shown: [String: [OperationID]])? {
        guard let bytes = TokenText.decode(token) else { return nil }
        var reader = ByteReader(bytes)
        do {
            guard try reader.byte() == version else { return nil }
            let chainCount = try reader.varint()
            guard chainCount <= UInt64(reader.remaining / ChainID.byteCount) else { return nil }
            var chains = [ChainID]()
            for _ in 0..<chainCount { chains.append(try reader.identifier(ChainID.self)) }
            let record = try operation(&reader, chains)
            let count = try reader.varint()
            guard count <= UInt64(fieldCountMax) else { return nil }
            var shown = [String: [OperationID]]()
            for _ in 0..<count {
                let field = try reader.string(max: Operation.nameBytesMax)
                var operations = [OperationID]()
                let operationCount = try reader.varint()
                guard operationCount <= UInt64(Operation.overCountMax) else { return nil }
                for _ in 0..<operationCount { operations.append(try operation(&reader, chains)) }
                shown[field] = operations
            }
            try reader.end()
            return (record, shown)
        } catch {
            return nil
        }
    }

    private static func operation(_ reader: inout ByteReader, _ chains: [ChainID]) throws(ByteFault) -> OperationID {
        let place = try reader.varint()
        let sequence = try reader.varint()
        let ordinal = try reader.varint()
        guard place < UInt64(chains.count), let ordinal = UInt16(exactly: ordinal) else { throw .outOfRange }
        return OperationID(chain: chains[Int(place)], sequence: sequence, ordinal: ordinal)
    }
}
