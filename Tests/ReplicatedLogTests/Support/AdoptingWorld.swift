import Records

@testable import ReplicatedLog
import Trials

/// Two spaces: one whose replicas write as in ``World``, and another into which its entries are brought again and again, where they are
/// edited on. Followed by the slow model, which knows nothing of proofs, chains or contexts.
struct AdoptingWorld {
    struct Written {
        let segment: Segment
        let seen: Set<ModelState.Entry>
        let operations: [Operation]
        /// Entries of the other space that it brings.
        let adopted: Set<ModelState.Entry>
    }

    struct Replica {
        let device: TestDevice
        var writer: ChainWriter
        var state = SpaceState(space: .target)
        /// Per chain of the target, how many entries were folded.
        var counts: [Int]
    }

    let seed: UInt64
    var source: World
    var replicas: [Replica] = []
    var chains: [[Written]] = []
    /// Beyond the chains of the source.
    private static let chainOffset = 1000
    /// Edits are about the first so many records only.
    var recordCountMax = Int.max

    init(seed: UInt64, replicas count: Int = 3) {
        self.seed = seed
        source = World(seed: seed, replicas: 3)
        for number in 0..<count {
            let device = TestDevice(UInt8(100 + number))
            replicas.append(Replica(device: device, writer: device.writer(in: .target), counts: [Int](repeating: 0, count: count)))
            chains.append([])
        }
    }

    var generator: SeededGenerator {
        get { source.generator }
        set { source.generator = newValue }
    }

    // MARK: Writing

    mutating func run(steps: Int) throws {
        for _ in 0..<steps {
            let index = generator.below(replicas.count)
            switch generator.below(12) {
            case 0..<3: try source.write(by: source.generator.below(source.replicas.count))
            case 3:
                try source.deliver(chain: source.generator.below(source.chains.count), to: source.generator.below(source.replicas.count))
            case 4: if generator.chance(1, in: 8) { source.restart(source.generator.below(source.replicas.count)) }
            case 5..<7: try adopt(by: index)
            case 7..<10: try write(edits(by: index), adopting: [], by: index)
            default: try deliver(chain: generator.below(chains.count), to: index)
            }
        }
    }

    private mutating func edits(by index: Int) -> [Operation] {
        let own = replicas[index].state
        return (0..<1 + generator.below(3)).compactMap { _ in
            guard let record = source.known.prefix(recordCountMax).randomElement(using: &generator) else { return nil }
            let field = generator.chance(1, in: 2) ? "name" : "phone"
            let value = Value.text("edit \(generator.below(4))")
            let element = Value.code(generator.chance(1, in: 2) ? "a" : "b")
            switch generator.below(6) {
            case 0..<2: return .put(record: record, field: field, value: value, over: nil)
            case 2:
                let shown = own.survivors(of: record, field: field).map(\.operation).filter { _ in generator.chance(2, in: 3) }
                return .put(record: record, field: field, value: value, over: shown)
            case 3: return .add(record: record, field: "needs", value: element)
            case 4: return .remove(record: record, field: "needs", value: element, over: nil)
            default: return .note(record: record, field: "log", text: "note", about: nil)
            }
        }
    }

    /// Some of what some replica of the source holds, in as many bodies as it takes.
    mutating func adopt(by index: Int) throws {
        let reader = source.replicas[generator.below(source.replicas.count)]
        var wanted = [ChainID: [UInt64]]()
        var adopted = Set<ModelState.Entry>()
        var provable = [ProvableChain]()
        for (chain, written) in source.chains.enumerated() {
            let count = reader.count(of: chain)
            let sequences = (0..<count).filter { _ in generator.chance(1, in: 2) }
            guard !sequences.isEmpty else { continue }
            // The signatures of single saves, or only the last one's.
            var segments = written[..<count].map(\.segment.contents)
            if generator.chance(1, in: 2), let joined = UnverifiedSegment.joining(segments) { segments = [joined] }
            guard let held = ProvableChain(segments) else { throw TestFailure("a chain does not follow itself") }
            provable.append(held)
            wanted[held.chain] = sequences.map(UInt64.init)
            for sequence in sequences { adopted.insert(ModelState.Entry(chain: chain, sequence: sequence)) }
        }
        guard !adopted.isEmpty else { return }
        let bytesMax = generator.chance(1, in: 2) ? UnverifiedAdoption.bytesMax : 6000
        let bodies = try AdoptionPacker(provable).bodies(of: [wanted], bytesMax: bytesMax)
        try write(bodies.map { .other(code: Operation.adoptCode, bytes: $0) }, adopting: adopted, by: index)
    }

    private mutating func write(_ operations: [Operation], adopting adopted: Set<ModelState.Entry>, by index: Int) throws {
        guard !operations.isEmpty else { return }
        var replica = replicas[index]
        var seen = Set<ModelState.Entry>()
        for (chain, count) in replica.counts.enumerated() {
            for sequence in 0..<count {
                seen.insert(ModelState.Entry(chain: Self.chainOffset + chain, sequence: sequence))
                seen.formUnion(chains[chain][sequence].adopted)
            }
        }
        let segment = try replica.writer.save(
            operations, by: replica.device, time: Int64(generator.below(100)),
            context: replica.state.contextChange(since: replica.writer.chain))
        chains[index].append(Written(segment: segment, seen: seen, operations: operations, adopted: adopted))
        _ = replica.state.fold(segment)
        replica.counts[index] += 1
        replicas[index] = replica
        try refoldIfNeeded(index)
    }

    // MARK: Delivering

    mutating func deliver(chain: Int, to index: Int) throws {
        let held = replicas[index].counts[chain]
        guard held < chains[chain].count else { return }
        try deliver(chain: chain, upTo: held + 1 + generator.below(chains[chain].count - held), to: index)
    }

    mutating func deliverAll(to index: Int) throws {
        for chain in chains.indices.shuffled(using: &generator) { try deliver(chain: chain, upTo: chains[chain].count, to: index) }
    }

    private mutating func deliver(chain: Int, upTo end: Int, to index: Int) throws {
        let held = replicas[index].counts[chain]
        guard held < end else { return }
        var head = held == 0 ? nil : chains[chain][held - 1].segment.head
        for written in chains[chain][held..<end] {
            let segment = try UnverifiedSegment(decoding: written.segment.contents.encoded(), in: .target).verified(after: head)
            head = segment.head
            _ = replicas[index].state.fold(segment)
        }
        replicas[index].counts[chain] = end
        try refoldIfNeeded(index)
        if generator.chance(1, in: 4) { replicas[index].state = try SpaceState(snapshot: replicas[index].state.snapshot()) }
    }

    private mutating func refoldIfNeeded(_ index: Int) throws {
        var rounds = 0
        while replicas[index].state.isContradicted {
            rounds += 1
            guard rounds < 20 else { throw TestFailure("folding again does not end, replay with SEED=\(seed)") }
            replicas[index].state = replicas[index].state.beginning
            for chain in chains.indices.shuffled(using: &generator) {
                for written in chains[chain].prefix(replicas[index].counts[chain]) { _ = replicas[index].state.fold(written.segment) }
            }
        }
    }

    // MARK: The model

    /// The state hash of the target, from the definition.
    func modelHash(of index: Int) -> [UInt8] {
        var model = ModelState()
        var adopted = Set<ModelState.Entry>()
        for (chain, count) in replicas[index].counts.enumerated() {
            for sequence in 0..<count {
                let written = chains[chain][sequence]
                adopted.formUnion(written.adopted)
                model.fold(
                    written.operations, at: ModelState.Entry(chain: Self.chainOffset + chain, sequence: sequence),
                    of: written.segment.chain,
                    seen: written.seen)
            }
        }
        for entry in adopted {
            let written = source.chains[entry.chain][entry.sequence]
            model.fold(written.operations, at: entry, of: written.segment.chain, seen: written.seen)
        }
        return model.stateHash(of: .target)
    }
}

extension SpaceID {
    static let target = SpaceID.repeating(0x72)
}
