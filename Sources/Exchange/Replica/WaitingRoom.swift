import Records
import ReplicatedLog

/// Segments that wait, within a stated number of bytes; what a repair salvaged is not counted and never leaves to make room.
struct WaitingRoom: Sendable {
    private(set) var segments: [EntryHash: HeldSegment]
    private(set) var byteCount: Int
    private var chains: [ChainID: Set<EntryHash>] = [:]
    private let byteCountMax: Int

    init(_ segments: [EntryHash: HeldSegment], byteCountMax: Int) {
        self.segments = segments
        self.byteCountMax = byteCountMax
        byteCount = segments.values.reduce(0) { $0 + Self.cost($1) }
        for segment in segments.values { chains[segment.contents.chain, default: []].insert(segment.id) }
    }

    mutating func insert(_ segment: HeldSegment) {
        remove(segment.id)
        segments[segment.id] = segment
        chains[segment.contents.chain, default: []].insert(segment.id)
        byteCount += Self.cost(segment)
    }

    @discardableResult
    mutating func remove(_ id: EntryHash) -> HeldSegment? {
        guard let segment = segments.removeValue(forKey: id) else { return nil }
        chains[segment.contents.chain]?.remove(id)
        byteCount -= Self.cost(segment)
        return segment
    }

    /// What is held of other courses of a chain, from its beginning on.
    func forks(of chain: ChainID) -> [UnverifiedSegment] {
        (chains[chain] ?? []).compactMap { segments[$0] }.filter { $0.reason == .fork }.map(\.contents).sorted { $0.first < $1.first }
    }

    /// What may have waited for one of these chains or, when the roster moved, for the roster; each chain in order.
    ///
    /// - Complexity: linear in what waits for the chains; in everything that waits, when the roster moved.
    func candidates(behind moved: Set<ChainID>, rosterMoved: Bool) -> [HeldSegment] {
        var found = moved.flatMap { chains[$0] ?? [] }.compactMap { segments[$0] }
        if rosterMoved { found += segments.values.filter { $0.reason != .gap && !moved.contains($0.contents.chain) } }
        return found.filter { $0.reason != .fork }.sorted {
            ($0.contents.chain, $0.contents.first, $0.contents.end, $0.id) < ($1.contents.chain, $1.contents.first, $1.contents.end, $1.id)
        }
    }

    /// What has to leave so that the rest fits: pending segments of unknown devices first, then the oldest. Forks are evidence
    /// and go last, the newest first: one of a chain proves as much as many.
    var excess: [HeldSegment] {
        guard byteCount > byteCountMax else { return [] }
        var rest = byteCount
        return segments.values.filter { !$0.isSalvaged }.sorted(by: Self.leavesBefore).prefix { segment in
            defer { rest -= segment.byteCount }
            return rest > byteCountMax
        }
    }

    private static func cost(_ segment: HeldSegment) -> Int { segment.isSalvaged ? 0 : segment.byteCount }

    private static func leavesBefore(_ left: HeldSegment, _ right: HeldSegment) -> Bool {
        func rank(_ reason: HoldReason) -> Int { reason == .unknownDevice ? 0 : reason == .fork ? 2 : 1 }
        guard rank(left.reason) == rank(right.reason) else { return rank(left.reason) < rank(right.reason) }
        guard left.arrived == right.arrived else {
            return left.reason == .fork ? left.arrived > right.arrived : left.arrived < right.arrived
        }
        return left.id < right.id
    }
}
