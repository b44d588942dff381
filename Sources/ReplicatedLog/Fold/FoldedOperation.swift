import Records

/// A register, one element of a set, or the creation or notes of a record: `Schemas/log.md`, "Fold", calls it a place.
struct RegisterKey: Hashable, Sendable {
    enum Sort: UInt8, Sendable { case creation = 0, register, element, notes }

    let record: UInt32
    let name: UInt32
    let sort: Sort
    /// The element's value digest; ``ValueDigest/none`` unless `sort` is `element`.
    let element: ValueDigest
}

/// The first 16 bytes of SHA-256 of a value's canonical bytes.
struct ValueDigest: Hashable, Comparable, BitwiseCopyable, Sendable {
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

extension UInt32 {
    /// Stands where no element of an arena is meant.
    static let nowhere = UInt32.max
}

/// One operation as it is kept: 32 bytes without padding. Its number is its place in the order of folding, so that of one chain
/// an earlier operation always has the smaller number.
struct FoldedOperation: BitwiseCopyable, Sendable {
    /// Of the value; for an element of a set that is the element.
    let digest: ValueDigest
    let entry: UInt32
    /// The next operation of the same record, or ``Swift/UInt32/nowhere``.
    var next: UInt32 = .nowhere
    let name: UInt32
    let ordinal: UInt16
    private var flags: UInt8
    private var unused: UInt8 = 0

    /// Numbers must leave one bit for ``Crowd``.
    static let countMax = 1 << 31

    init(digest: ValueDigest, entry: UInt32, name: UInt32, ordinal: UInt16, sort: RegisterKey.Sort, removes: Bool, exact: Bool) {
        self.digest = digest
        self.entry = entry
        self.name = name
        self.ordinal = ordinal
        flags = sort.rawValue | (removes ? 4 : 0) | (exact ? 8 : 0)
    }

    /// Any two bits are a sort.
    var sort: RegisterKey.Sort { RegisterKey.Sort(rawValue: flags & 3) ?? .creation }
    /// A removal can supersede but never survives.
    var removes: Bool { flags & 4 != 0 }
    /// It supersedes what it names and not what its author had seen.
    var exact: Bool { flags & 8 != 0 }
    var superseded: Bool {
        get { flags & 16 != 0 }
        set { flags = newValue ? flags | 16 : flags & ~16 }
    }

    /// Creations and notes never supersede and are never superseded.
    var canBeSuperseded: Bool { sort == .register || sort == .element }

    /// Whether only flags are set that mean something.
    var isWellFormed: Bool { flags < 32 && unused == 0 && (canBeSuperseded || flags & 28 == 0) }

    func isOn(name: UInt32, _ sort: RegisterKey.Sort, _ element: ValueDigest) -> Bool {
        self.name == name && flags & 3 == sort.rawValue && (sort != .element || digest == element)
    }
}
