public import Records
public import ReplicatedLog
public import Roster

/// What became of one segment that arrived.
public enum Verdict: Hashable, Sendable {
    case accepted(entryCount: Int)
    case alreadyHeld
    case held(HoldReason)
    /// Forged, altered, or of no known place: not kept.
    case refused(LogErrorCode)
}

/// What a run of arrivals came to; to be stored whole, then folded.
public struct IntakeOutcome: Sendable {
    /// In an order in which each continues its chain.
    public fileprivate(set) var accepted: [Segment] = []
    public fileprivate(set) var held: [HeldSegment] = []
    /// Held before, and now accepted, refused or dropped.
    public fileprivate(set) var released: Set<EntryHash> = []
    /// Held segments that had to make room.
    public fileprivate(set) var droppedCount = 0
    public fileprivate(set) var roster: Roster
    public fileprivate(set) var rosterChanged = false
    /// Somebody brought entries of this device's own chains that its store did not have: the store was rolled back.
    public fileprivate(set) var broughtBackOwnEntries = false
}

/// Judges what arrives, one segment after another: order, authority, hashes, signature. Pure: it stores and folds nothing.
public struct Intake: Sendable {
    public private(set) var outcome: IntakeOutcome
    private var heads: [SpaceID: [ChainID: ChainHead]]
    private var waiting: [EntryHash: HeldSegment]
    private var waitingBytes: Int
    private let ownDeviceKey: [UInt8]?
    private let now: Int64

    init(roster: Roster, heads: [SpaceID: [ChainID: ChainHead]], held: [EntryHash: HeldSegment], ownDeviceKey: [UInt8]?, now: Int64) {
        outcome = IntakeOutcome(roster: roster)
        self.heads = heads
        waiting = held
        waitingBytes = held.values.reduce(0) { $0 + $1.byteCount }
        self.ownDeviceKey = ownDeviceKey
        self.now = now
    }

    /// Judges a segment and whatever had waited for it.
    ///
    /// - Parameter earlierHead: where a chain that is held stood at an earlier count, to prove a fork; `nil` when it is not known.
    public mutating func receive(
        _ segment: UnverifiedSegment, earlierHead: (SpaceID, ChainID, UInt64) -> ChainHead? = { _, _, _ in nil }
    ) -> Verdict {
        let verdict = judge(segment, earlierHead: earlierHead)
        if case .accepted = verdict { releaseWaiting(after: segment.chain, in: segment.space, earlierHead: earlierHead) }
        return verdict
    }

    private mutating func judge(_ segment: UnverifiedSegment, earlierHead: (SpaceID, ChainID, UInt64) -> ChainHead?) -> Verdict {
        let head = heads[segment.space]?[segment.chain]
        let count = head?.count ?? 0
        guard segment.end > count else { return .alreadyHeld }
        guard segment.first <= count, let origin = head?.origin ?? segment.origin else { return hold(segment, .gap) }
        let fresh = segment.suffix(from: count)
        let roster = outcome.roster
        let verified: Segment
        do {
            verified = try fresh.verified(after: head) { roster.isErased(space: segment.space, chain: segment.chain, sequence: $0) }
        } catch {
            if error.code == .brokenChain,
                let before = segment.first < count ? earlierHead(segment.space, segment.chain, segment.first) : nil,
                (try? segment.verified(after: before)) != nil
            {
                return hold(segment, .fork)
            }
            return .refused(error.code)
        }
        if roster.introducesRegistrar(fresh) { return accept(verified) }
        switch roster.authority(over: origin, chain: segment.chain, in: segment.space) {
        case .accepted: return accept(verified)
        case .unknownDevice: return hold(segment, .unknownDevice)
        case .notGranted: return hold(segment, .notGranted)
        case .cutOff(let limit): return segment.end <= limit ? accept(verified) : hold(segment, .cutOff)
        }
    }

    private mutating func accept(_ segment: Segment) -> Verdict {
        heads[segment.space, default: [:]][segment.chain] = segment.head
        outcome.accepted.append(segment)
        if segment.head.origin.deviceKey == ownDeviceKey { outcome.broughtBackOwnEntries = true }
        if segment.space == outcome.roster.organisation.rosterSpace {
            outcome.roster.fold(segment)
            outcome.rosterChanged = true
        }
        return .accepted(entryCount: segment.entries.count)
    }

    private mutating func hold(_ segment: UnverifiedSegment, _ reason: HoldReason) -> Verdict {
        let held = HeldSegment(contents: segment, reason: reason, arrived: now)
        if let known = waiting[held.id], known.reason == reason { return .held(reason) }
        remove(held.id)
        waiting[held.id] = held
        waitingBytes += held.byteCount
        outcome.held.append(held)
        outcome.released.remove(held.id)
        makeRoom()
        return .held(reason)
    }

    private mutating func remove(_ id: EntryHash) {
        guard let held = waiting.removeValue(forKey: id) else { return }
        waitingBytes -= held.byteCount
        if let index = outcome.held.firstIndex(where: { $0.id == id }) {
            outcome.held.remove(at: index)
        } else {
            outcome.released.insert(id)
        }
    }

    /// Pending segments of unknown devices go first, then the oldest; never a fork, which is evidence.
    private mutating func makeRoom() {
        guard waitingBytes > HeldSegment.bytesMax else { return }
        let order = waiting.values.filter { $0.reason != .fork }
            .sorted { ($0.reason == .unknownDevice ? 0 : 1, $0.arrived) < ($1.reason == .unknownDevice ? 0 : 1, $1.arrived) }
        for held in order where waitingBytes > HeldSegment.bytesMax {
            remove(held.id)
            outcome.droppedCount += 1
        }
    }

    /// After a chain moved on, or the roster changed, what waited for that is judged again, until nothing moves.
    private mutating func releaseWaiting(
        after chain: ChainID, in space: SpaceID, earlierHead: (SpaceID, ChainID, UInt64) -> ChainHead?
    ) {
        var rosterMoved = space == outcome.roster.organisation.rosterSpace
        var moved: Set<ChainID> = [chain]
        while !moved.isEmpty || rosterMoved {
            let candidates = waiting.values
                .filter { $0.reason != .fork && (moved.contains($0.contents.chain) || (rosterMoved && $0.reason != .gap)) }
                .sorted { ($0.contents.chain, $0.contents.first) < ($1.contents.chain, $1.contents.first) }
            moved = []
            rosterMoved = false
            for held in candidates {
                let verdict = judge(held.contents, earlierHead: earlierHead)
                switch verdict {
                case .held: continue
                case .accepted:
                    moved.insert(held.contents.chain)
                    if held.contents.space == outcome.roster.organisation.rosterSpace { rosterMoved = true }
                case .alreadyHeld, .refused: break
                }
                remove(held.id)
            }
        }
    }
}
