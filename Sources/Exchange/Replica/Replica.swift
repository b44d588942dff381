public import Records
public import ReplicatedLog
public import Roster

/// One replica as a value: the roster, the folded state of every space held, and what waits. It decides; others store and send.
public struct Replica: Sendable {
    public private(set) var roster: Roster
    /// The roster's own space among them.
    public private(set) var spaces: [SpaceID: SpaceState]
    public private(set) var held: [EntryHash: HeldSegment]

    public init(organisation: Organisation) {
        roster = Roster(organisation: organisation)
        spaces = [organisation.rosterSpace: SpaceState(space: organisation.rosterSpace)]
        held = [:]
    }

    /// Continues from states that were folded before, as the sealed image of the view keeps them.
    public init(roster: Roster, spaces: [SpaceState], held: [HeldSegment]) {
        self.roster = roster
        self.spaces = Dictionary(spaces.map { ($0.space, $0) }, uniquingKeysWith: { $1 })
        self.held = Dictionary(held.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
    }

    public var organisation: Organisation { roster.organisation }

    public func vector(of space: SpaceID) -> VersionVector { spaces[space]?.vector ?? VersionVector() }

    /// A judge of what arrives next, which knows what is held now. Nothing changes here until ``take(_:)``.
    public func intake(ownDeviceKey: [UInt8]?, now: Int64) -> Intake {
        intake(ownDeviceKey: ownDeviceKey, now: now, heldBytesMax: HeldSegment.bytesMax)
    }

    /// - Parameter heldBytesMax: what all held segments together may take.
    package func intake(ownDeviceKey: [UInt8]?, now: Int64, heldBytesMax: Int) -> Intake {
        Intake(
            roster: roster, heads: spaces.mapValues(\.heads), waiting: WaitingRoom(held, byteCountMax: heldBytesMax),
            ownDeviceKey: ownDeviceKey, now: now)
    }

    /// Folds what an intake accepted, once it is on stable storage.
    ///
    /// - Returns: what changed in each space, in order.
    public mutating func take(_ outcome: IntakeOutcome) -> [(space: SpaceID, changes: [Change])] {
        roster = outcome.roster
        for id in outcome.released { held[id] = nil }
        for segment in outcome.held { held[segment.id] = segment }
        var changes = [(SpaceID, [Change])]()
        for segment in outcome.accepted {
            let folded = spaces[segment.space, default: SpaceState(space: segment.space)].fold(segment, adopting: adoptionJudge)
            if !folded.isEmpty { changes.append((segment.space, folded)) }
        }
        return changes
    }

    /// Keeps segments aside that stood before; the log holds them as such already.
    public mutating func setAside(_ segments: [HeldSegment], releasing released: Set<EntryHash> = []) {
        for id in released { held[id] = nil }
        for segment in segments { held[segment.id] = segment }
    }

    /// Spaces whose state has to be folded again from the log: see ``SpaceState/isContradicted``.
    public var contradicted: [SpaceID] { spaces.values.filter(\.isContradicted).map(\.space).sorted() }

    /// Forgets what a space folded into, to fold it again from the log.
    ///
    /// - Parameter isJudgedAnew: also what was found out about it: the roster takes back entries that it came from.
    public mutating func beginAgain(_ space: SpaceID, isJudgedAnew: Bool = false) {
        guard let state = spaces[space] else { return }
        spaces[space] = state.isContradicted && !isJudgedAnew ? state.beginning : SpaceState(space: space)
    }

    /// What counts of entries that were adopted from another space: their device could write there, as far as its chain stands, and they
    /// were not erased.
    public var adoptionJudge: AdoptionJudge {
        let roster = roster
        return AdoptionJudge { chain in
            switch roster.authority(over: chain.origin, chain: chain.chain, in: chain.space) {
            case .accepted: .init(.everything, settled: roster.settlements(of: chain.chain, in: chain.space))
            case .unknownDevice, .notGranted: .init(.nothing)
            case .cutOff(let end): .init(.upTo(count: end.count, head: end.head))
            }
        } accepts: { entry in
            !roster.isErased(space: entry.space, chain: entry.chain, sequence: entry.sequence)
        }
    }

    /// Spaces into which entries of others were adopted that the newest roster judges otherwise than when they were folded.
    public var misjudged: [SpaceID] {
        let judge = adoptionJudge
        return spaces.values.filter { $0.isJudgedOtherwise(by: judge) }.map(\.space).sorted()
    }

    /// What the newest roster takes back: chains of which more was folded than its device may say.
    ///
    /// - Returns: per space and chain, how many entries stand.
    public var overdrawn: [SpaceID: [ChainID: UInt64]] {
        var result = [SpaceID: [ChainID: UInt64]]()
        for (space, state) in spaces where space != organisation.rosterSpace {
            for (chain, head) in state.heads {
                switch roster.authority(over: head.origin, chain: chain, in: space) {
                case .accepted: continue
                case .unknownDevice, .notGranted: result[space, default: [:]][chain] = 0
                case .cutOff(let end):
                    if head.count > end.count { result[space, default: [:]][chain] = end.count }
                    // The registrar held another course of it; where the two part is not known here.
                    if end.count > 0, let known = state.head(of: chain, at: end.count), known != end.head.short {
                        result[space, default: [:]][chain] = 0
                    }
                }
            }
        }
        return result
    }

    /// Entries held whose payload the registrar has erased.
    public var erasable: [SpaceID: [ChainID: Set<UInt64>]] {
        var result = [SpaceID: [ChainID: Set<UInt64>]]()
        for place in roster.erasedPlaces where spaces[place.space]?.hasPayload(place.chain, place.sequence) ?? false {
            result[place.space, default: [:]][place.chain, default: []].insert(place.sequence)
        }
        return result
    }

    /// Entries held that brought what the registrar has erased into another space, and that are not erased themselves.
    ///
    /// Nobody else can tell that an entry without its payload had brought something: the registrar has to name it.
    public var carriers: [SpaceID: [ChainID: Set<UInt64>]] {
        var result = [SpaceID: [ChainID: Set<UInt64>]]()
        for place in roster.erasedPlaces {
            for (space, state) in spaces where space != place.space {
                for carrier in state.carriers(of: place.chain, place.sequence)
                where !roster.isErased(space: space, chain: carrier.chain, sequence: carrier.sequence) {
                    result[space, default: [:]][carrier.chain, default: []].insert(carrier.sequence)
                }
            }
        }
        return result
    }

    /// The canonical state hash of one space; `nil` when nothing of it is held.
    public mutating func stateHash(of space: SpaceID) -> EntryHash? { spaces[space]?.stateHash() }
}

extension Replica {
    /// Folds one segment that is on stable storage: this device's own save, or what the log holds beyond an image.
    public mutating func fold(_ segment: Segment) -> [Change] {
        if segment.space == organisation.rosterSpace { roster.fold(segment) }
        return spaces[segment.space, default: SpaceState(space: segment.space)].fold(segment, adopting: adoptionJudge)
    }
}
