public import Records

/// The state that the entries of one space fold into: a pure function of the entries folded, whatever their order
/// across chains. Values themselves are not kept, only what decides which of them stand.
///
/// Folding an operation costs O(chains that survive in its register), and O(history of its register) when another
/// author had already seen it.
public struct SpaceState: Sendable {
    /// Part of what a state hash is a function of.
    public static let foldVersion: UInt8 = 1

    public let space: SpaceID
    public internal(set) var heads: [ChainID: ChainHead] = [:]

    var chains = Interned<ChainID>()
    var persons = Interned<PersonID>()
    var names = Interned<String>()
    var records = Interned<RecordID>()
    var registers = Interned<RegisterKey>()
    var context = ContextIndex()
    /// Per chain, per entry folded: claimed time and person (-1: payload erased).
    var times: [[Int64]] = []
    var authors: [[Int32]] = []
    /// ``EntryHash/short`` of each entry folded, so that another course of a chain is noticed without hashing it again.
    var shorts: [[UInt64]] = []
    var operations: [FoldedOperation] = []
    /// Per register.
    var histories: [RegisterHistory] = []
    /// Per record, its registers; what the record's hash is made of.
    var recordRegisters: [[Int32]] = []
    /// Per register, operations that one folded before names as superseded and that are still to come.
    var awaited: [Int32: Set<OperationID>] = [:]
    /// Per record; `nil` when something changed since it was computed.
    var recordHashes: [EntryHash?] = []

    /// A chain turned out to have another course than entries folded before said that their authors had seen, and what they had
    /// not seen was folded as if they had. The space has to be folded again from the log, onto ``beginning``.
    public internal(set) var isContradicted = false

    public init(space: SpaceID) { self.space = space }

    /// Nothing folded, but what was found out about wrong claims.
    public var beginning: SpaceState {
        var fresh = SpaceState(space: space)
        for (chain, claims) in context.voided {
            let index = fresh.chainIndex(chains[chain])
            for claim in claims { fresh.context.void(claim, on: index) }
        }
        return fresh
    }

    public var vector: VersionVector {
        VersionVector(heads.mapValues { VersionVector.Position(count: $0.count, head: $0.hash) })
    }

    public var operationCount: Int { operations.count }
    public var recordCount: Int { records.items.count }
}

/// A register (element zero), one element of a set, or the creation or notes of a record.
struct RegisterKey: Hashable, Sendable {
    enum Sort: UInt8, Sendable { case creation = 0, register, element, notes }

    let record: Int32
    let name: Int32
    let sort: Sort
    /// The element's value digest.
    let element: ValueDigest
}

/// The first 16 bytes of SHA-256 of a value's canonical bytes.
struct ValueDigest: Hashable, Comparable, Sendable {
    let high: UInt64
    let low: UInt64
    static let none = ValueDigest(high: 0, low: 0)

    static func < (left: Self, right: Self) -> Bool { (left.high, left.low) < (right.high, right.low) }
}

extension ValueDigest {
    init(of bytes: [UInt8]) {
        let hash = EntryHash(hashing: bytes)
        self.init(high: hash.words.0, low: hash.words.1)
    }
}

struct FoldedOperation: Sendable {
    let chain: Int32
    let ordinal: UInt16
    /// A removal can supersede but never survives.
    let removes: Bool
    /// It supersedes what it names and not what its author had seen.
    let exact: Bool
    var superseded: Bool
    let sequence: UInt64
    let register: Int32
    let digest: ValueDigest
}

/// Distinct things by number, in order of first use.
struct Interned<Item: Hashable & Sendable>: Sendable {
    private(set) var items: [Item] = []
    private var indexes: [Item: Int32] = [:]

    mutating func index(of item: Item) -> Int32 {
        if let index = indexes[item] { return index }
        let index = Int32(items.count)
        items.append(item)
        indexes[item] = index
        return index
    }

    /// Takes `item` as the next number; the same thing twice would shift the numbers of all after it.
    mutating func append(_ item: Item) throws(ByteFault) {
        guard indexes[item] == nil else { throw .outOfRange }
        _ = index(of: item)
    }

    func existing(_ item: Item) -> Int32? { indexes[item] }

    subscript(index: Int32) -> Item { items[Int(index)] }
}
