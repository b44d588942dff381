import Records

/// An index of the registers of records with many operations, where walking the record's list for each new one would be quadratic.
///
/// It follows from the lists, is made for a record when something is folded on it, and is not part of a snapshot.
struct Crowd: Sendable {
    /// A record with fewer operations is walked instead: up to here that costs about as much as finding a register in this index.
    static let operationCountMin = 64

    /// What one chain wrote on a register.
    struct Lane: Sendable {
        let chain: UInt32
        /// The sequence of its last operation that supersedes what its author had seen. Whatever an earlier one had seen, this had.
        var lastSeeing: UInt32?
        /// Those of its operations that stand.
        var standing = BlockList()
    }

    struct Register: Sendable {
        /// In canonical order of the chains.
        var lanes: [Lane] = []
        /// Standing operations that are not removals.
        var presentCount = 0
    }

    private static let manyBit: UInt32 = 1 << 31

    private(set) var records: Set<UInt32> = []
    /// The only operation of a register, or with ``manyBit`` its number in `registers`. Most have one.
    private var places: [RegisterKey: UInt32] = [:]
    var registers: [Register] = []

    mutating func begin(_ record: UInt32) { records.insert(record) }

    enum Found {
        case nothing
        case one(UInt32)
        case many(Int)
    }

    func find(_ key: RegisterKey) -> Found {
        guard let place = places[key] else { return .nothing }
        return place & Self.manyBit == 0 ? .one(place) : .many(Int(place & ~Self.manyBit))
    }

    mutating func setOnly(_ operation: UInt32, on key: RegisterKey) { places[key] = operation }

    /// An empty register in place of what was there.
    mutating func makeRegister(_ key: RegisterKey) -> Int {
        registers.append(Register())
        places[key] = UInt32(registers.count - 1) | Self.manyBit
        return registers.count - 1
    }
}
