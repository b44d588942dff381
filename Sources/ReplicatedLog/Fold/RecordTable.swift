import Records

/// What is kept of one record beside its hash: 24 bytes without padding.
struct FoldedRecord: BitwiseCopyable, Sendable {
    let sequence: UInt64
    let chain: UInt32
    /// Its operations are a list in the order of folding.
    var first: UInt32 = .nowhere
    var last: UInt32 = .nowhere
    let ordinal: UInt16
    private var tally: UInt16 = 0

    private static let hashKnown: UInt16 = 0x8000

    init(sequence: UInt64, chain: UInt32, ordinal: UInt16) {
        self.sequence = sequence
        self.chain = chain
        self.ordinal = ordinal
    }

    /// Operations in the list, up to 32,767; then that for more.
    var operationCount: Int { Int(tally & ~Self.hashKnown) }

    /// Whether the hash kept for it is still its hash.
    var isHashKnown: Bool {
        get { tally & Self.hashKnown != 0 }
        set { tally = newValue ? tally | Self.hashKnown : tally & ~Self.hashKnown }
    }

    /// One operation more, so that the hash is another.
    mutating func countOperation() { tally = min(tally & ~Self.hashKnown + 1, Self.hashKnown - 1) }
}

/// The hash of a record, as an element of an arena.
struct RecordHash: BitwiseCopyable, Sendable {
    let words: (UInt64, UInt64, UInt64, UInt64)
    static let unknown = RecordHash(words: (0, 0, 0, 0))
}

/// The records of a space by number, in the order of their first operation.
///
/// Found through a table with open addresses. Peers choose the ids of records, so places come from Swift's `Hasher`, whose key this
/// process drew at random; the table is not part of a snapshot and is made again when one is read.
struct RecordTable: Sendable {
    private(set) var records = Arena<FoldedRecord>()
    private var hashes = Arena<RecordHash>()
    /// Numbers of records, or ``Swift/UInt32/nowhere``; a power of two, at most three quarters in use.
    private var slots = Arena<UInt32>()

    var count: Int { records.count }
    var hashArena: Arena<RecordHash> { hashes }

    subscript(index: UInt32) -> FoldedRecord {
        get { records[index] }
        _modify { yield &records[index] }
    }

    init() {}

    /// - Throws: `.outOfRange` for a record that is there twice.
    init(records: Arena<FoldedRecord>, hashes: Arena<RecordHash>) throws(ByteFault) {
        self.records = records
        self.hashes = hashes
        try fillSlots(for: records.count)
    }

    func existing(chain: UInt32, sequence: UInt64, ordinal: UInt16) -> UInt32? {
        guard slots.count > 0 else { return nil }
        let found = slots[slot(chain, sequence, ordinal)]
        return found == .nowhere ? nil : found
    }

    /// The record's number; a new one must get its first operation next.
    mutating func index(chain: UInt32, sequence: UInt64, ordinal: UInt16) -> UInt32 {
        if slots.count > 0 {
            let found = slots[slot(chain, sequence, ordinal)]
            if found != .nowhere { return found }
        }
        if (records.count + 1) * 4 > slots.count * 3 {
            // Nothing is in a table of records twice.
            try? fillSlots(for: (records.count + 1) * 2)
        }
        let index = UInt32(records.count)
        slots[slot(chain, sequence, ordinal)] = index
        records.append(FoldedRecord(sequence: sequence, chain: chain, ordinal: ordinal))
        hashes.append(.unknown)
        return index
    }

    func hash(of index: UInt32) -> RecordHash { hashes[index] }

    mutating func keep(_ hash: RecordHash, of index: UInt32) {
        hashes[index] = hash
        records[index].isHashKnown = true
    }

    /// Where a record stands in the table, or would.
    private func slot(_ chain: UInt32, _ sequence: UInt64, _ ordinal: UInt16) -> UInt32 {
        var hasher = Hasher()
        hasher.combine(sequence)
        hasher.combine(UInt64(chain) << 16 | UInt64(ordinal))
        let mask = UInt32(slots.count - 1)
        var slot = UInt32(truncatingIfNeeded: hasher.finalize()) & mask
        while slots[slot] != .nowhere {
            let record = records[slots[slot]]
            if record.sequence == sequence, record.chain == chain, record.ordinal == ordinal { return slot }
            slot = (slot + 1) & mask
        }
        return slot
    }

    private mutating func fillSlots(for count: Int) throws(ByteFault) {
        var size = 16
        while size * 3 < count * 4 { size *= 2 }
        slots = Arena(repeating: .nowhere, count: size)
        for index in 0..<UInt32(records.count) {
            let record = records[index]
            let slot = slot(record.chain, record.sequence, record.ordinal)
            guard slots[slot] == .nowhere else { throw .outOfRange }
            slots[slot] = index
        }
    }
}
