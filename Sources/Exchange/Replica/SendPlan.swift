public import Records
public import ReplicatedLog
public import Roster

/// What to send to whom: everything beyond what the recipients have stated.
///
/// The sender remembers what each peer has stated and sends beyond it at once, so that the steady state is one parcel each way.
public struct SendPlan: Sendable {
    public struct Space: Sendable {
        public let space: SpaceID
        /// Where to start in each chain that some recipient lacks.
        public let starts: [ChainID: UInt64]
        /// Of each chain, how many entries all recipients have stated to hold, as far as that agrees with what is held here.
        public let stated: [ChainID: UInt64]
        /// Documents that recipients say they lack.
        public let wanted: Set<[UInt8]>
        public let readers: [Roster.Device]

        /// Whether what is to be sent of it is about 4 KiB at most: below that the length of a statement matters.
        ///
        /// - Parameter vector: what is held of the space.
        public func isSmall(_ vector: VersionVector) -> Bool {
            let counts = starts.map { chain, start in vector.count(of: chain) - min(start, vector.count(of: chain)) }
            return counts.reduce(0, +) <= 16
        }
    }

    public let recipients: [Roster.Device]
    /// The roster first.
    public let spaces: [Space]

    /// - Parameter recipients: `nil` for everyone who may read any of the spaces.
    /// - Parameter resend: starts every chain from its first entry, whatever was stated.
    /// - Parameter doubtfulChains: chains of this device and those that are known to be forked: who states more of one than is held
    ///   here may hold another course of it.
    /// - Parameter earlierHead: ``EntryHash/short`` of the entry before a place of a chain that is held, to notice who holds
    ///   another history of it; `nil` when it is not known.
    public init(
        roster: Roster, ownDeviceKey: [UInt8], vectors: [SpaceID: VersionVector], statements: PeerStatements,
        recipients chosen: Set<[UInt8]>?, resend: Bool = false, doubtfulChains: Set<ChainID> = [],
        earlierHead: (SpaceID, ChainID, UInt64) -> UInt64?
    ) {
        let rosterSpace = roster.organisation.rosterSpace
        let others = roster.activeDevices.filter { $0.key != ownDeviceKey && chosen?.contains($0.key) ?? true }
        recipients = others
        let order = [rosterSpace] + vectors.keys.filter { $0 != rosterSpace }.sorted()
        spaces = order.compactMap { space in
            let readers = others.filter { space == rosterSpace || $0.grants[space] != nil }
            guard !readers.isEmpty, let vector = vectors[space] else { return nil }
            var starts = [ChainID: UInt64]()
            var stated = [ChainID: UInt64]()
            for (chain, position) in vector.positions {
                let start =
                    readers.map { reader in
                        Self.start(chain, position, statements[reader.key, space], isDoubtful: doubtfulChains.contains(chain)) {
                            earlierHead(space, chain, $0)
                        }
                    }
                    .min() ?? 0
                stated[chain] = start
                if resend || start < position.count { starts[chain] = resend ? 0 : start }
            }
            let wanted = readers.reduce(into: Set<[UInt8]>()) { $0.formUnion(statements.missing(in: space, at: $1.key)) }
            return Space(space: space, starts: starts, stated: stated, wanted: wanted, readers: readers)
        }
    }

    /// A statement that contradicts what is held here counts for nothing: the other store was restored, or this one was.
    private static func start(
        _ chain: ChainID, _ position: VersionVector.Position, _ statements: [Statement], isDoubtful: Bool, earlierHead: (UInt64) -> UInt64?
    ) -> UInt64 {
        statements.map { statement in
            guard let item = statement.item(of: chain) else { return 0 }
            if item.count > position.count { return isDoubtful ? 0 : item.count }
            let known = item.count == position.count ? position.head.short : earlierHead(item.count)
            return known ?? item.head == item.head ? item.count : 0
        }
        .min() ?? 0
    }
}
