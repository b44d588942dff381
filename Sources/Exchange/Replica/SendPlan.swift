public import Records
public import ReplicatedLog
public import Roster

/// What each device has stated of each space, the newest statement of each.
public struct PeerStatements: Sendable {
    private var statements: [[UInt8]: [SpaceID: Statement]] = [:]

    public init() {}

    public subscript(device: [UInt8], space: SpaceID) -> Statement? { statements[device]?[space] }

    public var all: [Statement] { statements.values.flatMap(\.values) }

    /// - Returns: whether it told something new. Its signature must have been checked.
    @discardableResult
    public mutating func take(_ statement: Statement) -> Bool {
        if let known = self[statement.deviceKey, statement.space], !statement.replaces(known) { return false }
        statements[statement.deviceKey, default: [:]][statement.space] = statement
        return true
    }
}

/// What to send to whom: everything beyond what the recipients have stated.
///
/// The sender remembers what each peer has stated and sends beyond it at once, so that the steady state is one parcel each way.
public struct SendPlan: Sendable {
    public struct Space: Sendable {
        public let space: SpaceID
        /// Where to start in each chain that some recipient lacks.
        public let starts: [ChainID: UInt64]
        /// Documents that recipients say they lack.
        public let wanted: Set<[UInt8]>
        public let readers: [Roster.Device]
    }

    public let recipients: [Roster.Device]
    /// The roster first.
    public let spaces: [Space]

    /// - Parameter recipients: `nil` for everyone who may read any of the spaces.
    /// - Parameter resend: starts every chain from its first entry, whatever was stated.
    /// - Parameter earlierHead: ``EntryHash/short`` of the entry before a place of a chain that is held, to notice who holds
    ///   another history of it; `nil` when it is not known.
    public init(
        roster: Roster, ownDeviceKey: [UInt8], vectors: [SpaceID: VersionVector], statements: PeerStatements,
        recipients chosen: Set<[UInt8]>?, resend: Bool = false,
        earlierHead: (SpaceID, ChainID, UInt64) -> UInt64? = { _, _, _ in nil }
    ) {
        let rosterSpace = roster.organisation.rosterSpace
        let others = roster.activeDevices.filter { $0.key != ownDeviceKey && chosen?.contains($0.key) ?? true }
        recipients = others
        let order = [rosterSpace] + vectors.keys.filter { $0 != rosterSpace }.sorted()
        spaces = order.compactMap { space in
            let readers = others.filter { space == rosterSpace || $0.grants[space] != nil }
            guard !readers.isEmpty, let vector = vectors[space] else { return nil }
            var starts = [ChainID: UInt64]()
            for (chain, position) in vector.positions {
                let start =
                    readers.map { reader in
                        resend ? 0 : Self.start(chain, position, statements[reader.key, space]) { earlierHead(space, chain, $0) }
                    }
                    .min() ?? 0
                if start < position.count { starts[chain] = start }
            }
            let wanted = Set(readers.flatMap { statements[$0.key, space]?.missing ?? [] })
            return Space(space: space, starts: starts, wanted: wanted, readers: readers)
        }
    }

    /// A statement that contradicts what is held here counts for nothing: the other store was restored, or this one was.
    private static func start(
        _ chain: ChainID, _ position: VersionVector.Position, _ statement: Statement?, earlierHead: (UInt64) -> UInt64?
    ) -> UInt64 {
        guard let item = statement?.chains.first(where: { $0.chain == chain }) else { return 0 }
        let known = item.count == position.count ? position.head.short : item.count < position.count ? earlierHead(item.count) : nil
        return known ?? item.head == item.head ? item.count : 0
    }
}
