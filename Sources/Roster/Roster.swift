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
        var withdrawn: [SpaceID: [CutOff]] = [:]
        /// Cut-offs of everything, when the device was revoked.
        public internal(set) var revoked: [CutOff]?
    }

    public let organisation: Organisation
    public internal(set) var epoch: Epoch?
    public internal(set) var devices: [[UInt8]: Device] = [:]
    public internal(set) var spaces: [SpaceID] = []
    public internal(set) var head = RosterHead.none
    /// Entries whose payload the registrar erased.
    var erasures: Set<Place> = []
    /// Verified roster segments by registrar; folded again from the start when an epoch changes.
    private var segments: [ChainID: [Segment]] = [:]
    private var epochs: [UInt64: Epoch] = [:]

    struct Place: Hashable, Sendable {
        let space: SpaceID
        let chain: ChainID
        let sequence: UInt64
    }

    public init(organisation: Organisation) { self.organisation = organisation }

    /// Every device that is enrolled and not revoked, by code.
    public var activeDevices: [Device] {
        devices.values.filter { $0.revoked == nil }.sorted { $0.code < $1.code }
    }

    public func device(code: String) -> Device? { devices.values.first { $0.code == code.uppercased() } }

    /// The devices that a space is granted to, by code.
    public func readers(of space: SpaceID) -> [Device] {
        activeDevices.filter { space == organisation.rosterSpace || $0.grants[space] != nil }
    }

    public func isErased(space: SpaceID, chain: ChainID, sequence: UInt64) -> Bool {
        erasures.contains(Place(space: space, chain: chain, sequence: sequence))
    }
}

extension Roster {
    /// Takes a verified roster segment that ``authority(over:chain:in:end:)`` accepted.
    public mutating func fold(_ segment: Segment) {
        segments[segment.chain, default: []].append(segment)
        for epoch in Self.epochs(in: segment.contents) where epoch.isSigned(by: organisation) { epochs[epoch.number] = epoch }
        // A roster is small and changes rarely: folding it again keeps one code path for every epoch.
        refold()
    }

    static func epochs(in segment: UnverifiedSegment) -> [Epoch] {
        segment.entries.flatMap { $0.payload?.operations ?? [] }.compactMap { operation in
            if case .epoch(let epoch)? = try? Decision(operation) { epoch } else { nil }
        }
    }

    private mutating func refold() {
        var fresh = Roster(organisation: organisation)
        fresh.segments = segments
        fresh.epochs = epochs
        for number in epochs.keys.sorted() {
            guard let epoch = epochs[number] else { continue }
            fresh.epoch = epoch
            let end = epochs[number + 1]?.predecessor
            for (chain, segments) in segments where segments.first?.head.origin.deviceKey == epoch.registrarKey {
                let limit = end.map { $0.chain == chain ? $0.count : 0 } ?? UInt64.max
                for segment in segments { fresh.take(segment, below: limit) }
            }
        }
        self = fresh
    }

    private mutating func take(_ segment: Segment, below limit: UInt64) {
        for (offset, entry) in segment.entries.enumerated() where segment.first + UInt64(offset) < limit {
            for operation in entry.payload?.operations ?? [] {
                // A decision that this version cannot read changes nothing here; it is kept and forwarded in its segment.
                if let decision = try? Decision(operation) { take(decision) }
            }
            head = RosterHead(count: head.count + 1, head: segment.hashes[offset].short)
        }
    }

    private mutating func take(_ decision: Decision) {
        switch decision {
        case .epoch, .settleFork, .other: break
        case .enrol(let key, let recipientKey, let code, let role):
            if devices[key] == nil { devices[key] = Device(key: key, recipientKey: recipientKey, code: code, role: role) }
        case .rekey(let key, let recipientKey): devices[key]?.recipientKey = recipientKey
        case .space(let space): if !spaces.contains(space) { spaces.append(space) }
        case .grant(let key, let space, let access):
            devices[key]?.grants[space] = access
            devices[key]?.withdrawn[space] = nil
        case .withdraw(let key, let space, let cutOffs):
            devices[key]?.grants[space] = nil
            devices[key]?.withdrawn[space] = cutOffs
        case .revoke(let key, let cutOffs): devices[key]?.revoked = cutOffs
        case .erase(let space, let chain, let sequence):
            erasures.insert(Place(space: space, chain: chain, sequence: sequence))
        }
    }
}
