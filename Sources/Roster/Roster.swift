public import Records
public import ReplicatedLog

/// Who may read and write: what the registrar's decisions fold into.
///
/// One writer, so there is no quarrel about who removed whom. Authority is judged by position in the chain
/// against the newest roster held, never by a clock or by what an entry claims to have seen.
public struct Roster: Sendable {
    public struct Device: Hashable, Sendable {
        public let key: [UInt8]
        public internal(set) var recipientKey: [UInt8]
        public let code: String
        public let role: DeviceRole
        public internal(set) var grants: [SpaceID: Access] = [:]
        /// Cut-offs of spaces that were withdrawn.
        public internal(set) var withdrawn: [SpaceID: [CutOff]] = [:]
        /// Cut-offs of everything, when the device was revoked.
        public internal(set) var revoked: [CutOff]?
    }

    public let organisation: Organisation
    public internal(set) var epoch: Epoch?
    public internal(set) var devices: [[UInt8]: Device] = [:]
    public internal(set) var spaces: [SpaceID] = []
    public internal(set) var head = RosterHead.none
    /// Releases of which every part is here and fits its digest, by number.
    public internal(set) var releases: [UInt64: Release] = [:]
    /// Parts of releases that are not whole yet.
    var releaseParts: [ReleasePart.Whole: [Int: [UInt8]]] = [:]
    /// Entries whose payload the registrar erased.
    var erasures: Set<Place> = []
    /// Where courses of a chain part: the entry whose course the registrar said stands.
    public internal(set) var settlements: [SpaceID: [ChainID: [UInt64: EntryHash]]] = [:]
    /// Verified roster segments by registrar; folded again from the start when an epoch changes.
    var segments: [ChainID: [Segment]] = [:]
    var epochs: [UInt64: Epoch] = [:]

    /// Where an entry stands.
    public struct Place: Hashable, Sendable {
        public let space: SpaceID
        public let chain: ChainID
        public let sequence: UInt64
    }

    public init(organisation: Organisation) { self.organisation = organisation }

    /// The release that counts: the whole one with the highest number.
    public var release: Release? { releases.max { $0.key < $1.key }?.value }

    /// Every device that is enrolled and not revoked, by code.
    public var activeDevices: [Device] {
        devices.values.filter { $0.revoked == nil }.sorted(by: Self.inOrder)
    }

    /// The device that bears a code, in either case; the one with the smallest key, should two bear it.
    public func device(code: String) -> Device? {
        devices.values.filter { $0.code == code.uppercased() }.min(by: Self.inOrder)
    }

    private static func inOrder(_ left: Device, _ right: Device) -> Bool {
        left.code == right.code ? left.key.lexicographicallyPrecedes(right.key) : left.code < right.code
    }

    /// The devices that a space is granted to, by code.
    public func readers(of space: SpaceID) -> [Device] {
        activeDevices.filter { space == organisation.rosterSpace || $0.grants[space] != nil }
    }

    public var erasedPlaces: Set<Place> { erasures }

    /// Where courses of a chain part: by sequence, the entry whose course the registrar said stands; the last word on each place.
    public func settlements(of chain: ChainID, in space: SpaceID) -> [UInt64: EntryHash] { settlements[space]?[chain] ?? [:] }

    public func isErased(space: SpaceID, chain: ChainID, sequence: UInt64) -> Bool {
        erasures.contains(Place(space: space, chain: chain, sequence: sequence))
    }
}
