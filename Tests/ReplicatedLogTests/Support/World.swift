import Records
import Trials

@testable import ReplicatedLog

/// Several replicas of one space that write, meet in any order, and are each followed by a slow model.
struct World {
    /// One entry as its author wrote it, with what the author had folded: not read back from what was written.
    struct Written {
        let segment: Segment
        let seen: Set<ModelState.Entry>
        let operations: [Operation]
    }

    struct Replica {
        let number: UInt8
        var device: TestDevice
        var writer: ChainWriter
        /// Which of the world's chains it writes now.
        var chain: Int
        var state: SpaceState
        var model = ModelState()
        var picture = Picture()
        /// Per chain of the world, how many entries were folded.
        var counts: [Int] = []
    }

    let seed: UInt64
    var generator: SeededGenerator
    var replicas: [Replica] = []
    var chains: [[Written]] = []
    /// Records created so far, by anyone: a replica may write on one that it has not seen yet.
    var known: [RecordID] = []
    /// Edits are about the first so many records only, so that these get crowded.
    var recordCountMax = Int.max

    init(seed: UInt64, replicas count: Int? = nil) {
        self.seed = seed
        generator = SeededGenerator(seed: seed)
        for number in 0..<(count ?? generator.below(5) + 2) {
            let device = TestDevice(UInt8(number + 1))
            replicas.append(
                Replica(
                    number: UInt8(number + 1), device: device, writer: device.writer(), chain: chains.count,
                    state: SpaceState(space: .test)))
            chains.append([])
        }
    }

    // MARK: Writing

    /// One save of one replica, from what it has folded.
    mutating func write(by index: Int) throws {
        var replica = replicas[index]
        let operations = randomOperations(for: replica)
        let seen = entries(of: replica)
        let segment = try replica.writer.save(
            operations, by: replica.device, time: Int64(generator.below(100)) - 20, person: .repeating(replica.number),
            context: replica.state.contextChange(since: replica.writer.chain),
            roster: generator.chance(1, in: 4) ? RosterHead(count: 3, head: generator.next()) : .none)
        chains[replica.chain].append(Written(segment: segment, seen: seen, operations: operations))
        known += operations.indices.compactMap { ordinal in
            guard case .create = operations[ordinal] else { return nil }
            return OperationID(chain: segment.chain, sequence: segment.first, ordinal: UInt16(ordinal))
        }
        replica.picture.apply(replica.state.fold(segment))
        replicas[index] = replica
        noteFolded(chain: replica.chain, upTo: chains[replica.chain].count, by: index)
    }

    /// The replica's store was restored from a backup: it goes on under a new incarnation and a new chain.
    mutating func restart(_ index: Int) {
        let device = TestDevice(replicas[index].number, incarnation: UInt8(chains.count))
        replicas[index].device = device
        replicas[index].writer = device.writer()
        replicas[index].chain = chains.count
        chains.append([])
    }

    private func entries(of replica: Replica) -> Set<ModelState.Entry> {
        var result = Set<ModelState.Entry>()
        for (chain, count) in replica.counts.enumerated() {
            for sequence in 0..<count { result.insert(ModelState.Entry(chain: chain, sequence: sequence)) }
        }
        return result
    }

    // MARK: Delivering

    /// Brings some run of a chain to a replica: in order, overlapping, again, or beyond a gap.
    mutating func deliver(chain: Int, to index: Int) throws {
        let written = chains[chain]
        guard !written.isEmpty else { return }
        let held = replicas[index].count(of: chain)
        let first = min(generator.chance(3, in: 4) ? held : generator.below(written.count), written.count - 1)
        let end = first + 1 + generator.below(written.count - first)
        try deliver(chain: chain, first..<end, to: index)
    }

    /// - Parameter range: may start before what is held, and beyond it: then it is refused.
    mutating func deliver(chain: Int, _ range: Range<Int>, to index: Int) throws {
        let segment = try run(chain: chain, range)
        let held = replicas[index].count(of: chain)
        let source = chains[chain]
        let before = range.lowerBound == 0 ? nil : source[range.lowerBound - 1].segment.head
        guard range.lowerBound <= held else {
            let head = held == 0 ? nil : source[held - 1].segment.head
            guard refusal({ _ = try segment.verified(after: head) }) == .gap else { throw TestFailure("a gap was not noticed") }
            return
        }
        replicas[index].picture.apply(replicas[index].state.fold(try segment.verified(after: before)))
        noteFolded(chain: chain, upTo: range.upperBound, by: index)
        if generator.chance(1, in: 8) { replicas[index].state = try SpaceState(snapshot: replicas[index].state.snapshot()) }
    }

    /// Everything that the replica lacks, chains in random order.
    mutating func deliverAll(to index: Int) throws {
        for chain in chains.indices.shuffled(using: &generator) {
            while replicas[index].count(of: chain) < chains[chain].count {
                let held = replicas[index].count(of: chain)
                let end = held + 1 + generator.below(chains[chain].count - held)
                try deliver(chain: chain, held..<end, to: index)
            }
        }
    }

    /// A run of a chain, joined from its entries or cut out of a longer run, sometimes through its encoded form.
    private mutating func run(chain: Int, _ range: Range<Int>) throws -> UnverifiedSegment {
        let start = generator.below(range.lowerBound + 1)
        var joined = chains[chain][start].segment.contents
        for written in chains[chain][start..<range.upperBound].dropFirst() {
            guard let next = joined.joined(with: written.segment.contents) else { throw TestFailure("segments do not join") }
            joined = next
        }
        let cut = joined.suffix(from: UInt64(range.lowerBound))
        return generator.chance(1, in: 2) ? try UnverifiedSegment(decoding: cut.encoded(), in: .test) : cut
    }

    private mutating func noteFolded(chain: Int, upTo end: Int, by index: Int) {
        while replicas[index].counts.count < chains.count { replicas[index].counts.append(0) }
        for sequence in replicas[index].counts[chain]..<max(end, replicas[index].counts[chain]) {
            let written = chains[chain][sequence]
            replicas[index].model.fold(
                written.operations, at: ModelState.Entry(chain: chain, sequence: sequence), of: written.segment.chain, seen: written.seen)
            replicas[index].counts[chain] = sequence + 1
        }
    }
}

extension World.Replica {
    func count(of chain: Int) -> Int { chain < counts.count ? counts[chain] : 0 }
}
