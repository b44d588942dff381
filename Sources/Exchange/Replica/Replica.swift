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
            let folded = spaces[segment.space, default: SpaceState(space: segment.space)].fold(segment)
            if !folded.isEmpty { changes.append((segment.space, folded)) }
        }
        return changes
    }

    /// The canonical state hash of one space; `nil` when nothing of it is held.
    public mutating func stateHash(of space: SpaceID) -> EntryHash? { spaces[space]?.stateHash() }
}

extension Replica {
    /// Folds one segment that is on stable storage: this device's own save, or what the log holds beyond an image.
    public mutating func fold(_ segment: Segment) -> [Change] {
        if segment.space == organisation.rosterSpace { roster.fold(segment) }
        return spaces[segment.space, default: SpaceState(space: segment.space)].fold(segment)
    }
}
