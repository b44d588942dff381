public import Records
import ReplicatedLog

/// As the store keeps it: of each space the oldest statement in full, each newer one as a difference where that is shorter.
extension StatementLedger {
    private static let version: UInt8 = 1
    private static let countMax = 4096

    public var bytes: [UInt8] {
        var writer = ByteWriter()
        writer.byte(Self.version)
        writer.varint(UInt64(reached.count))
        for (chain, count) in reached.sorted(by: { $0.key < $1.key }) {
            writer.identifier(chain)
            writer.varint(count)
        }
        writer.varint(UInt64(shortened.count))
        for (space, count) in shortened.sorted(by: { $0.key < $1.key }) {
            writer.identifier(space)
            writer.varint(UInt64(count))
        }
        writer.varint(UInt64(spoken.count))
        for (space, count) in spoken.sorted(by: { $0.key < $1.key }) {
            writer.identifier(space)
            writer.varint(count)
        }
        writer.varint(UInt64(sent.count))
        for (space, items) in sent.sorted(by: { $0.key < $1.key }) {
            writer.identifier(space)
            writer.raw(Statement.run(items.map(\.statement)))
            for item in items {
                writer.identifier(item.proof.space)
                writer.identifier(item.proof.chain)
                writer.varint(item.proof.count)
                writer.varint(item.number)
                writer.varint(UInt64(item.passedOn.count))
                for short in item.passedOn { writer.fixed64(short) }
            }
        }
        writer.varint(UInt64(holders.count))
        for holder in holders {
            writer.fixed64(holder.statement)
            writer.raw(holder.device)
        }
        return writer.bytes
    }

    /// What cannot be read is forgotten: then everything is said in full again.
    public init(_ bytes: [UInt8]?) {
        self.init()
        guard let bytes, let read = try? StatementLedger(reading: bytes) else { return }
        self = read
    }

    private init(reading bytes: [UInt8]) throws {
        self.init()
        var reader = ByteReader(bytes)
        guard try reader.byte() == Self.version else { throw ByteFault.outOfRange }
        for _ in 0..<(try Self.count(&reader)) { reached[try reader.identifier(ChainID.self)] = try reader.varint() }
        for _ in 0..<(try Self.count(&reader)) {
            shortened[try reader.identifier(SpaceID.self)] = try Self.count(&reader)
        }
        for _ in 0..<(try Self.count(&reader)) { spoken[try reader.identifier(SpaceID.self)] = try reader.varint() }
        for _ in 0..<(try Self.count(&reader)) {
            let space = try reader.identifier(SpaceID.self)
            for statement in try Statement.readRun(&reader) {
                let proof = Proof(
                    space: try reader.identifier(SpaceID.self), chain: try reader.identifier(ChainID.self), count: try reader.varint())
                let number = try reader.varint()
                guard proof.count > 0, number <= ChainHead.countMax else { throw ByteFault.outOfRange }
                var passedOn = [UInt64]()
                for _ in 0..<(try Self.count(&reader)) { passedOn.append(try reader.fixed64()) }
                sent[space, default: []].append(Sent(statement: statement, proof: proof, number: number, passedOn: passedOn))
            }
        }
        for _ in 0..<(try Self.count(&reader)) {
            holders.append(Holder(statement: try reader.fixed64(), device: try reader.raw(32)))
        }
        try reader.end()
    }

    private static func count(_ reader: inout ByteReader) throws -> Int {
        let count = try reader.varint()
        guard count <= UInt64(countMax) else { throw ByteFault.outOfRange }
        return Int(count)
    }
}

extension Statement {
    /// Statements one after another, each as a difference from the one before where that is shorter.
    public static func run(_ statements: [Statement]) -> [UInt8] {
        var writer = ByteWriter()
        writer.varint(UInt64(statements.count))
        var last: Statement?
        for statement in statements {
            let difference = last.flatMap { statement.difference(from: $0) }
            writer.byte(difference == nil ? 0 : 1)
            writer.blob(difference ?? statement.encoded)
            last = statement
        }
        return writer.bytes
    }

    public static func readRun(_ reader: inout ByteReader) throws -> [Statement] {
        let count = try reader.varint()
        guard count <= 64 else { throw ByteFault.outOfRange }
        var statements = [Statement]()
        for _ in 0..<count {
            let isDifference = try reader.byte() != 0
            let bytes = try reader.blob(max: bytesMax)
            let last = statements.last
            statements.append(try isDifference ? Statement(difference: bytes) { _ in last } : Statement(decoding: bytes))
        }
        return statements
    }
}
