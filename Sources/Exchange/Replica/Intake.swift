public import Records
public import ReplicatedLog
public import Roster

/// What became of one segment that arrived.
public enum Verdict: Hashable, Sendable {
    case accepted(entryCount: Int)
    case alreadyHeld
    /// Kept aside, or dropped at once when there is no room: ``IntakeOutcome/droppedCount``.
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
    /// Where a chain that is held stood at an earlier count; `nil` when it is not known.
    public typealias EarlierHead = (SpaceID, ChainID, UInt64) -> ChainHead?

    public private(set) var outcome: IntakeOutcome
    private var heads: [SpaceID: [ChainID: ChainHead]]
    private var waiting: WaitingRoom
    private let heldBefore: Set<EntryHash>
    /// Heads inside what is held that a segment was found to agree with: the next segment mostly starts there.
    private var agreed: [SpaceID: [ChainID: ChainHead]] = [:]
    private let ownDeviceKey: [UInt8]?
    private let now: Int64

    init(roster: Roster, heads: [SpaceID: [ChainID: ChainHead]], waiting: WaitingRoom, ownDeviceKey: [UInt8]?, now: Int64) {
        outcome = IntakeOutcome(roster: roster)
        self.heads = heads
        self.waiting = waiting
        heldBefore = Set(waiting.segments.keys)
        self.ownDeviceKey = ownDeviceKey
        self.now = now
    }

    /// Judges a segment and whatever had waited for it.
    ///
    /// - Parameter earlierHead: tells a fork from a forgery; asked only for segments that begin or end inside what is held.
    public mutating func receive(_ segment: UnverifiedSegment, earlierHead: EarlierHead = { _, _, _ in nil }) -> Verdict {
        let verdict = judge(segment, earlierHead: earlierHead)
        if case .accepted = verdict { releaseWaiting(after: segment.chain, in: segment.space, earlierHead: earlierHead) }
        return verdict
    }

    private mutating func judge(_ segment: UnverifiedSegment, earlierHead: EarlierHead) -> Verdict {
        let head = heads[segment.space]?[segment.chain]
        let count = head?.count ?? 0
        guard segment.end > count else { return compare(segment, earlierHead: earlierHead) }
        guard segment.first <= count, let origin = head?.origin ?? segment.origin else { return hold(segment, .gap) }
        let fresh = segment.suffix(from: count)
        let verified: Segment
        do {
            verified = try verify(fresh, after: head)
        } catch {
            return error.code == .brokenChain && isSigned(segment, earlierHead: earlierHead) ? hold(segment, .fork) : .refused(error.code)
        }
        switch outcome.roster.knowingEpochs(of: fresh).authority(over: origin, chain: segment.chain, in: segment.space) {
        case .accepted: return accept(verified)
        case .unknownDevice: return hold(segment, .unknownDevice)
        case .notGranted: return hold(segment, .notGranted)
        case .cutOff(let end):
            if verified.end > end.count { return hold(segment, .cutOff) }
            // What the registrar held there was another history.
            if verified.end == end.count, verified.head.hash != end.head { return hold(segment, .fork) }
            return accept(verified)
        }
    }

    /// A segment that ends inside what is held: the same entries again, or others at their place.
    private mutating func compare(_ segment: UnverifiedSegment, earlierHead: EarlierHead) -> Verdict {
        guard let before = start(of: segment, earlierHead: earlierHead),
            let known = self.head(of: segment, at: segment.end, earlierHead: earlierHead)
        else { return .alreadyHeld }
        guard let reached = segment.head(after: before, before: segment.end) else { return .refused(.brokenChain) }
        if reached.hash == known.hash {
            agreed[segment.space, default: [:]][segment.chain] = known
            return .alreadyHeld
        }
        do {
            _ = try verify(segment, after: before)
            return hold(segment, .fork)
        } catch {
            return isSigned(segment, earlierHead: earlierHead) ? hold(segment, .fork) : .refused(error.code)
        }
    }

    /// Whether its device signed it after all, as another course of the chain: one that parts inside it, or that parted before.
    private func isSigned(_ segment: UnverifiedSegment, earlierHead: EarlierHead) -> Bool {
        if let before = start(of: segment, earlierHead: earlierHead), (try? verify(segment, after: before)) != nil { return true }
        return otherCourses(of: segment, earlierHead: earlierHead).contains { (try? verify(segment, after: $0)) != nil }
    }

    /// Where other courses of the segment's chain, as far as they are held, reach its first entry.
    private func otherCourses(of segment: UnverifiedSegment, earlierHead: EarlierHead) -> [ChainHead] {
        let forks = waiting.forks(of: segment.chain).filter { $0.first < segment.first }
        var ends = [ChainHead]()
        for fork in forks {
            let starts = [start(of: fork, earlierHead: earlierHead)].compactMap(\.self) + ends.filter { $0.count == fork.first }
            ends += starts.compactMap { fork.head(after: $0, before: min(fork.end, segment.first)) }
        }
        return ends.filter { $0.count == segment.first }
    }

    private func verify(_ segment: UnverifiedSegment, after head: ChainHead?) throws(LogError) -> Segment {
        let roster = outcome.roster
        return try segment.verified(after: head) { roster.isErased(space: segment.space, chain: segment.chain, sequence: $0) }
    }

    /// The chain as held before the segment's first entry.
    private func start(of segment: UnverifiedSegment, earlierHead: EarlierHead) -> ChainHead? {
        if segment.first == 0 { return segment.origin.map { ChainHead(origin: $0) } }
        return head(of: segment, at: segment.first, earlierHead: earlierHead)
    }

    private func head(of segment: UnverifiedSegment, at count: UInt64, earlierHead: EarlierHead) -> ChainHead? {
        if let head = heads[segment.space]?[segment.chain], head.count == count { return head }
        if let head = agreed[segment.space]?[segment.chain], head.count == count { return head }
        return earlierHead(segment.space, segment.chain, count)
    }

    private mutating func accept(_ segment: Segment) -> Verdict {
        // What the registrar erased is not taken in again, whoever still had it.
        let roster = outcome.roster
        let erased = (segment.first..<segment.end).filter { roster.isErased(space: segment.space, chain: segment.chain, sequence: $0) }
        let segment = segment.erasing(Set(erased))
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
        var held = HeldSegment(contents: segment, reason: reason, arrived: now)
        if let known = waiting.segments[held.id] {
            guard known.reason != reason else { return .held(reason) }
            held.isSalvaged = known.isSalvaged
        }
        remove(held.id)
        waiting.insert(held)
        outcome.held.append(held)
        outcome.released.remove(held.id)
        for excess in waiting.excess {
            remove(excess.id)
            outcome.droppedCount += 1
        }
        return .held(reason)
    }

    private mutating func remove(_ id: EntryHash) {
        guard waiting.remove(id) != nil else { return }
        if let index = outcome.held.lastIndex(where: { $0.id == id }) { outcome.held.remove(at: index) }
        if heldBefore.contains(id) { outcome.released.insert(id) }
    }

    /// After a chain moved on, or the roster changed, what waited for that is judged again, until nothing moves.
    private mutating func releaseWaiting(after chain: ChainID, in space: SpaceID, earlierHead: EarlierHead) {
        let rosterSpace = outcome.roster.organisation.rosterSpace
        var rosterMoved = space == rosterSpace
        var moved: Set<ChainID> = [chain]
        while !moved.isEmpty || rosterMoved {
            let candidates = waiting.candidates(behind: moved, rosterMoved: rosterMoved)
            moved = []
            rosterMoved = false
            for held in candidates {
                let verdict = judge(held.contents, earlierHead: earlierHead)
                if case .held = verdict { continue }
                // Its own store had verified it: what came in the place of the entries before it is another course of the chain.
                if case .refused = verdict, held.isSalvaged { continue }
                if case .accepted = verdict {
                    moved.insert(held.contents.chain)
                    rosterMoved = rosterMoved || held.contents.space == rosterSpace
                }
                remove(held.id)
            }
        }
    }
}
