public import Records
import ReplicatedLog
import Roster

/// What others can be taken to hold of statements, by evidence: so that the same is not said twice, and what is new is said shortly.
///
/// A statement counts as held by a device once that device states to hold an entry of this device's own that travelled for the first
/// time in the very frame with the statement, and never without it: whoever has the one has the other. `Schemas/parcel.md`, "Evidence".
public struct StatementLedger: Sendable {
    /// Own statements of one space that are remembered; the oldest goes first.
    public static let sentCountMax = 8
    /// One of so many own statements of a space is written in full, whatever is known, so that an error about what others hold ends.
    public static let fullEvery = 8
    /// Statements of others whose holders are remembered; the oldest go first.
    public static let holdersCountMax = 2048

    /// The own entry that proves that its holder has the statement too: entry `count - 1` of the chain.
    struct Proof: Hashable, Sendable {
        let space: SpaceID
        let chain: ChainID
        let count: UInt64
    }

    struct Sent: Hashable, Sendable {
        let statement: Statement
        let proof: Proof
        /// How many own statements of its space had been sent with it.
        let number: UInt64
        /// Statements of others that travelled in the same frame, by ``Statement/short``.
        let passedOn: [UInt64]
    }

    struct Holder: Hashable, Sendable {
        let statement: UInt64
        let device: [UInt8]
    }

    /// The newest last.
    var sent: [SpaceID: [Sent]] = [:]
    /// How far own chains have travelled, to anybody.
    var reached: [ChainID: UInt64] = [:]
    /// Times that an own statement was left out or written as a difference since it was last written in full.
    var shortened: [SpaceID: Int] = [:]
    /// How many own statements of a space were sent.
    var spoken: [SpaceID: UInt64] = [:]
    /// Spaces of which something was said since the store was opened. Not kept: a store that was put back is opened first, and whoever
    /// it then talks to hears at once that it holds less.
    private var said: Set<SpaceID> = []
    /// Who brought a statement of somebody else here.
    var holders: [Holder] = []

    public init() {}

    // MARK: What is known

    /// What every reader of a space is known to have: the own statement it is told the newest of, and what came with it.
    private func known(_ part: SendPlan.Space, in plan: SendPlan, incarnation: [UInt8]) -> [Sent] {
        (sent[part.space] ?? []).filter { item in
            guard item.statement.incarnation == incarnation, let proving = plan.spaces.first(where: { $0.space == item.proof.space })
            else { return false }
            // Of another space's entry only when all who read this one read that one too.
            return part.readers.allSatisfy { reader in proving.readers.contains { $0.key == reader.key } }
                && proving.stated[item.proof.chain] ?? 0 >= item.proof.count
        }
    }

    /// How a sender's own statement of a space is to be written.
    public enum Writing: Hashable, Sendable {
        case full
        case difference([UInt8])
        /// Every reader holds one that says the same.
        case leftOut
    }

    /// The difference from what every reader is known to hold; `nil` when there is none.
    public func shortest(_ statement: Statement, to part: SendPlan.Space, in plan: SendPlan) -> [UInt8]? {
        // A reader remembers the last eight, so of older ones nothing is certain.
        let bases = known(part, in: plan, incarnation: statement.incarnation).filter {
            spoken[part.space] ?? 0 < $0.number + UInt64(PeerStatements.baseCountMax)
        }
        return bases.last.flatMap { statement.difference(from: $0.statement) }
    }

    public func writing(_ statement: Statement, to part: SendPlan.Space, in plan: SendPlan) -> Writing {
        guard shortened[part.space] ?? 0 < Self.fullEvery - 1 else { return .full }
        let known = known(part, in: plan, incarnation: statement.incarnation)
        if said.contains(part.space), known.contains(where: { statement.tellsTheSame(as: $0.statement) }) {
            return .leftOut
        }
        return shortest(statement, to: part, in: plan).map { .difference($0) } ?? .full
    }

    /// Whether a statement of another device need not be passed on to the readers of its space.
    ///
    /// A device's own statement is shown to it again when what came from it last contradicts it: its store may have been put back.
    public func isHeld(_ statement: Statement, by part: SendPlan.Space, in plan: SendPlan, statements: PeerStatements, incarnation: [UInt8])
        -> Bool
    {
        let short = statement.short
        if known(part, in: plan, incarnation: incarnation).contains(where: { $0.passedOn.contains(short) }) { return true }
        return part.readers.allSatisfy { reader in
            reader.key == statement.deviceKey
                ? !statements.isDoubted(reader.key, in: part.space) : holders.contains(Holder(statement: short, device: reader.key))
        }
    }

    // MARK: What happens

    /// Somebody brought statements of others, which they therefore hold.
    public mutating func brought(_ statements: [Statement], by device: [UInt8]) {
        for statement in statements where statement.deviceKey != device {
            let holder = Holder(statement: statement.short, device: device)
            if !holders.contains(holder) { holders.append(holder) }
        }
        holders.removeFirst(max(0, holders.count - Self.holdersCountMax))
    }

    /// Forgets the holders of statements that no longer count.
    public mutating func forgetHolders(except statements: [Statement]) {
        let counting = Set(statements.map(\.short))
        holders.removeAll { !counting.contains($0.statement) }
    }

    /// A parcel is about to leave with what was noted. To be kept before it does.
    public mutating func left(_ travel: Travel) {
        for (space, writing) in travel.writings {
            if writing != .leftOut { said.insert(space) }
            shortened[space] = writing == .full ? nil : (shortened[space] ?? 0) + 1
        }
        // An entry that travels again without the statement proves nothing any more.
        for entries in travel.entries {
            let companions = Set(travel.statements.filter { $0.frame == entries.frame }.map(\.statement))
            for space in sent.keys {
                sent[space]?.removeAll { item in
                    item.proof.chain == entries.chain && entries.range.contains(item.proof.count - 1)
                        && !companions.contains(item.statement)
                }
            }
        }
        for own in travel.statements {
            spoken[own.statement.space, default: 0] += 1
            let fresh = travel.entries.filter { $0.frame == own.frame && $0.range.upperBound > reached[$0.chain] ?? 0 }
            guard let entries = fresh.max(by: { $0.range.upperBound < $1.range.upperBound }) else { continue }
            let item = Sent(
                statement: own.statement,
                proof: Proof(space: entries.space, chain: entries.chain, count: entries.range.upperBound),
                number: spoken[own.statement.space] ?? 0,
                passedOn: travel.passedOn.filter { $0.frame == own.frame && $0.space == own.statement.space }.map(\.short))
            var items = sent[own.statement.space] ?? []
            items.removeAll { $0.statement == own.statement }
            items.append(item)
            sent[own.statement.space] = items.suffix(Self.sentCountMax)
        }
        for entries in travel.entries { reached[entries.chain] = max(reached[entries.chain] ?? 0, entries.range.upperBound) }
    }
}

/// What travels in which frame, as far as it proves something later.
public struct Travel: Sendable {
    /// Of one part of what is sent, and a frame's index in it.
    public struct FramePlace: Hashable, Sendable {
        let part: Int
        let index: UInt32

        public init(part: Int, index: UInt32) {
            self.part = part
            self.index = index
        }
    }

    struct Entries {
        let space: SpaceID
        let chain: ChainID
        let range: Range<UInt64>
        let frame: FramePlace
    }

    private(set) var writings: [SpaceID: StatementLedger.Writing] = [:]
    private(set) var statements: [(statement: Statement, frame: FramePlace)] = []
    private(set) var passedOn: [(short: UInt64, space: SpaceID, frame: FramePlace)] = []
    private(set) var entries: [Entries] = []

    public init() {}

    /// How the own statement of a space was decided to be written.
    public mutating func decided(_ writing: StatementLedger.Writing, in space: SpaceID) { writings[space] = writing }

    public mutating func carries(own statement: Statement, in frame: FramePlace) { statements.append((statement, frame)) }

    public mutating func carries(passedOn statement: Statement, in frame: FramePlace) {
        passedOn.append((statement.short, statement.space, frame))
    }

    /// - Parameter range: sequences of entries of a chain of this device.
    public mutating func carries(ownEntries range: Range<UInt64>, of chain: ChainID, in space: SpaceID, frame: FramePlace) {
        entries.append(Entries(space: space, chain: chain, range: range, frame: frame))
    }
}
