import Crypto
import Foundation
import Records
import ReplicatedLog
import Sealing

/// What the pieces that no save can do without cost by themselves, each done as the product does it, in turn with the others: the least
/// that a save can take is their sum.
struct SavePieces {
    /// In the order of a save.
    enum Piece: String, CaseIterable {
        case validating, encoding, signing, sealing
        case commit = "commit of one page"
        case numberedCommit = "commit of the same two pages"
    }

    private(set) var latencies: [Piece: Latencies] = [:]

    /// - Parameter directory: where the files of the bare commits are made.
    init(in directory: String, rounds: Int = 2000) throws {
        let bare = try BareCommit(path: directory + "/pieces-1.sqlite")
        let numbered = try BareCommit(path: directory + "/pieces-2.sqlite", isNumbered: true)
        var workload = Workload(seed: 2)
        let catalog = try SchemaCatalog.embedded()
        let key = SigningKey()
        let spaceKey = SymmetricKey(size: .bits256)
        let context = [UInt8](repeating: 7, count: 40)
        guard let space = SpaceID(bytes: [UInt8](repeating: 0x51, count: 16)),
            let person = PersonID(bytes: [UInt8](repeating: 1, count: 16)),
            let origin = ChainOrigin(deviceKey: key.publicKey, incarnation: [UInt8](repeating: 2, count: 16))
        else { throw BenchFault("sixteen bytes are an identifier") }
        var head: ChainHead?
        let secret = [UInt8](repeating: 3, count: 32)
        for round in 0..<rounds {
            let fields = workload.consultation(round)
            let changes = try measure(.validating) { try catalog.validate(kind: "consultation", fields: fields, creating: true) }
            let segment = try measure(.encoding) {
                var writer = ChainWriter(space: space, origin: origin, held: head, saltSecret: secret)
                let record = writer.nextOperation(0)
                let operations =
                    [.create(kind: "consultation", schemaVersion: 1)]
                    + changes.map { ReplicatedLog.Operation(writing: $0, of: record) }
                return try writer.append(
                    Payload(person: person, subject: record, operations: operations), time: 1_700_000_000 + Int64(round), context: [],
                    roster: RosterHead(count: 1, head: 1)
                ) { _ in [UInt8](repeating: 9, count: 64) }
            }
            head = segment.head
            let signature = measure(.signing) { key.sign(label: "satchel/v1/entry-signature", message: segment.head.hash.bytes) }
            let encoded = segment.contents.encoded()
            let padded = encoded + [UInt8](repeating: 0, count: Int(Padme.paddedSize(UInt64(encoded.count))) - encoded.count)
            let sealed = measure(.sealing) {
                let key = SymmetricKey(size: .bits256)
                return WrappedKey.wrap(key, under: spaceKey, context: context) + SealedObject.seal(padded, key: key, context: context)
            }
            precondition(signature.count == 64)
            latencies[.commit, default: Latencies()].record(seconds: try bare.commit(byteCount: sealed.count))
            latencies[.numberedCommit, default: Latencies()].record(seconds: try numbered.commit(byteCount: sealed.count))
        }
    }

    private mutating func measure<Result>(_ piece: Piece, _ body: () throws -> Result) rethrows -> Result {
        let start = ContinuousClock.now
        let result = try body()
        latencies[piece, default: Latencies()].record(seconds: seconds(since: start))
        return result
    }

    func milliseconds(_ piece: Piece, at percentile: Double = 50) -> Double { latencies[piece]?.milliseconds(at: percentile) ?? 0 }

    /// Of the medians, with the commit of as many pages as a save takes.
    var sum: Double { Piece.allCases.filter { $0 != .commit }.reduce(0) { $0 + milliseconds($1) } }
}

extension ReplicatedLog.Operation {
    /// What a save of a new record makes of a change.
    fileprivate init(writing change: FieldChange, of record: RecordID) {
        switch change.edit {
        case .put(let value): self = .put(record: record, field: change.field, value: value, over: nil)
        case .add(let value): self = .add(record: record, field: change.field, value: value)
        case .remove(let value): self = .remove(record: record, field: change.field, value: value, over: nil)
        case .note(let text): self = .note(record: record, field: change.field, text: text, about: nil)
        }
    }
}
