public import Records

/// For each chain of a space, how far a replica has it.
public struct VersionVector: Hashable, Sendable {
    public struct Position: Hashable, Sendable {
        /// Entries held: sequences `0..<count`.
        public let count: UInt64
        public let head: EntryHash

        public init(count: UInt64, head: EntryHash) {
            self.count = count
            self.head = head
        }
    }

    public private(set) var positions: [ChainID: Position]

    public init(_ positions: [ChainID: Position] = [:]) { self.positions = positions }

    public subscript(chain: ChainID) -> Position? {
        get { positions[chain] }
        set { positions[chain] = newValue }
    }

    public func count(of chain: ChainID) -> UInt64 { positions[chain]?.count ?? 0 }

    /// Entries in all chains together.
    public var entryCount: UInt64 { positions.values.reduce(0) { $0 + $1.count } }

    /// Whether everything in `other` is also here.
    public func covers(_ other: VersionVector) -> Bool {
        other.positions.allSatisfy { count(of: $0.key) >= $0.value.count }
    }

    /// The larger position of each chain.
    public func merged(with other: VersionVector) -> VersionVector {
        VersionVector(positions.merging(other.positions) { $0.count >= $1.count ? $0 : $1 })
    }

    /// The smaller position of each chain: what both have.
    public func common(with other: VersionVector) -> VersionVector {
        VersionVector(
            positions.reduce(into: [:]) { result, pair in
                guard let theirs = other[pair.key] else { return }
                result[pair.key] = theirs.count < pair.value.count ? theirs : pair.value
            })
    }

    /// In canonical order.
    public var sorted: [(chain: ChainID, position: Position)] {
        positions.map { ($0.key, $0.value) }.sorted { $0.0 < $1.0 }
    }
}
