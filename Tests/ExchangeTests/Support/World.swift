import Records
import ReplicatedLog
import Testing
import Trials

@testable import Exchange
@testable import Roster

/// One device of the world: a replica, and the store that a replica leaves to others.
struct Node {
    let device: TestDevice
    var replica: Replica
    var statements = PeerStatements()
    /// Verified segments as they were accepted or written.
    var log: [SpaceID: [ChainID: [Segment]]] = [:]

    init(_ device: TestDevice, _ organisation: Organisation) {
        self.device = device
        replica = Replica(organisation: organisation)
    }

    /// The spaces that the roster held grants to this device, to read at least.
    var granted: [SpaceID] { (replica.roster.devices[device.publicKey]?.grants.keys).map { $0.sorted() } ?? [] }

    var writable: [SpaceID] { granted.filter { replica.roster.devices[device.publicKey]?.grants[$0] == .write } }

    func earlierHead(_ space: SpaceID, _ chain: ChainID, _ count: UInt64) -> ChainHead? {
        var head: ChainHead?
        for segment in log[space]?[chain] ?? [] where (head?.count ?? 0) < count {
            head = segment.contents.head(after: head, before: min(count, segment.end))
        }
        return head?.count == count ? head : nil
    }

    /// What is held of a chain from a place on.
    func segments(of chain: ChainID, in space: SpaceID, from start: UInt64) -> [UnverifiedSegment] {
        (log[space]?[chain] ?? []).filter { $0.end > start }.map { $0.contents.suffix(from: start) }
    }

    @discardableResult
    mutating func receive(_ segments: [UnverifiedSegment], now: Int64 = 0) -> [Verdict] {
        var intake = replica.intake(ownDeviceKey: device.publicKey, now: now)
        let verdicts = segments.map { segment in intake.receive(segment) { earlierHead($0, $1, $2) } }
        for segment in intake.outcome.accepted { log[segment.space, default: [:]][segment.chain, default: []].append(segment) }
        _ = replica.take(intake.outcome)
        return verdicts
    }

    mutating func write(_ operations: [Operation], in space: SpaceID) throws {
        let state = replica.spaces[space] ?? SpaceState(space: space)
        let chain = device.chain(in: space)
        var writer = TestChain(device, in: space, held: state.heads[chain])
        let segment = try writer.save(operations, context: state.contextChange(since: chain))
        #expect(receive([segment.contents]) == [.accepted(entryCount: 1)])
    }

    func statement(of space: SpaceID, time: Int64) -> Statement {
        Statement(
            space: space, vector: replica.vector(of: space), roster: replica.roster.head, missing: [], time: time,
            incarnation: device.incarnation, key: device.signingKey)
    }
}

/// Several replicas that write and meet; everything about it follows from its seed.
struct World {
    let seed: UInt64
    var generator: SeededGenerator
    var office: Office
    var nodes: [Node] = []
    let spaces: [SpaceID]
    /// Devices that join only later, with what they will be granted.
    var late: [(node: Int, grants: [SpaceID: Access])] = []
    /// The clock of the world, and what is claimed of it.
    var now: Int64 = 1
    /// Whether some segment was held or refused for lack of a grant: so that a world can be seen to have tried.
    var heldReasons: Set<HoldReason> = []

    init(seed: UInt64) throws {
        self.seed = seed
        generator = SeededGenerator(seed: seed)
        office = try Office(TestDevice(1))
        spaces = [.north, .south].shuffled(using: &generator).prefix(generator.below(2) + 1) + []
        let count = generator.below(5) + 2
        nodes = (0..<count).map { [organisation = office.organisation] in Node(TestDevice(UInt8($0 + 1)), organisation) }
        for index in nodes.indices {
            let grants = randomGrants(for: index)
            if index > 1, generator.chance(1, in: 3) {
                late.append((index, grants))
            } else {
                try office.enrol(nodes[index].device, grants)
            }
        }
        // The registrar holds its own decisions at once; everybody else learns them.
        nodes[0].receive(office.chain.segments.map(\.contents))
    }

    /// The first two devices write everywhere; of the others some read, some write, some hold nothing.
    private mutating func randomGrants(for index: Int) -> [SpaceID: Access] {
        var grants = [SpaceID: Access]()
        for space in spaces {
            switch index < 2 ? 3 : generator.below(4) {
            case 0: break
            case 1: grants[space] = .read
            default: grants[space] = .write
            }
        }
        return grants
    }

    // MARK: Steps

    mutating func run(steps: Int) throws {
        for _ in 0..<steps {
            now += 1
            switch generator.below(12) {
            case 0..<5: try write(by: generator.below(nodes.count))
            case 5..<10: try meet(generator.below(nodes.count), generator.below(nodes.count))
            case 10: try enrolLate()
            default: try intrude(by: generator.below(nodes.count))
            }
        }
    }

    mutating func write(by index: Int) throws {
        guard let space = nodes[index].writable.randomElement(using: &generator) else { return }
        try nodes[index].write(randomOperations(of: index, in: space), in: space)
    }

    private mutating func randomOperations(of index: Int, in space: SpaceID) -> [Operation] {
        let chains = nodes[index].replica.spaces[space]?.heads.keys.sorted() ?? []
        guard let chain = chains.randomElement(using: &generator), !generator.chance(1, in: 4) else {
            return [.create(kind: "client", schemaVersion: 1)]
        }
        let record = OperationID(chain: chain, sequence: 0, ordinal: 0)
        let value = Value.integer(Int64(generator.below(4)))
        switch generator.below(3) {
        case 0: return [.put(record: record, field: "name", value: value, over: nil)]
        case 1:
            return [
                .add(record: record, field: "needs", value: value), .remove(record: record, field: "needs", value: .integer(0), over: nil),
            ]
        default: return [.note(record: record, field: "log", text: "note", about: nil)]
        }
    }

    mutating func enrolLate() throws {
        guard let next = late.popLast() else { return }
        try office.enrol(nodes[next.node].device, next.grants)
        nodes[0].receive(office.chain.segments.suffix(1).map(\.contents))
    }

    /// A device that may not write somewhere writes there nevertheless, and brings it to somebody.
    mutating func intrude(by index: Int) throws {
        // Not enrolled yet, a device may be granted the space later: then this is where its chain begins.
        guard !late.contains(where: { $0.node == index }) else { return }
        let grants = office.roster.devices[nodes[index].device.publicKey]?.grants ?? [:]
        guard let space = spaces.first(where: { grants[$0] != .write }), let victim = nodes.indices.randomElement(using: &generator),
            victim != index, nodes[victim].granted.contains(space)
        else { return }
        var chain = TestChain(nodes[index].device, in: space)
        let segment = try chain.save([.create(kind: "forged", schemaVersion: 1)])
        let verdicts = nodes[victim].receive([segment.contents], now: now)
        let reason: HoldReason = nodes[victim].replica.roster.devices[nodes[index].device.publicKey] == nil ? .unknownDevice : .notGranted
        #expect(verdicts == [.held(reason)], "replay with SEED=\(seed)")
        heldReasons.insert(reason)
    }

    // MARK: Meetings

    /// One brings another what it lacks, or some of it: out of order, twice, with holes that a later meeting fills.
    mutating func meet(_ from: Int, _ to: Int) throws {
        guard from != to else { return }
        var segments = offered(from, to)
        if generator.chance(1, in: 2) { segments = segments.filter { _ in generator.chance(2, in: 3) } }
        if generator.chance(1, in: 2) { segments.shuffle(using: &generator) }
        if generator.chance(1, in: 3) { segments += segments.filter { _ in generator.chance(1, in: 2) } }
        let batch = generator.below(4) + 1
        for start in stride(from: 0, to: segments.count, by: batch) {
            for case .held(let reason) in nodes[to].receive(Array(segments[start..<min(start + batch, segments.count)]), now: now) {
                heldReasons.insert(reason)
            }
        }
        if generator.chance(1, in: 2) { acknowledge(by: to, to: from) }
    }

    /// What the plan of one for the other comes to; as a stick would, only what both may read.
    func offered(_ from: Int, _ to: Int) -> [UnverifiedSegment] {
        plan(from, to: [nodes[to].device]).spaces.flatMap { part in
            part.starts.sorted { $0.key < $1.key }.flatMap { nodes[from].segments(of: $0.key, in: part.space, from: $0.value) }
        }
    }

    func plan(_ from: Int, to devices: [TestDevice]?, resend: Bool = false) -> SendPlan {
        let node = nodes[from]
        return SendPlan(
            roster: node.replica.roster, ownDeviceKey: node.device.publicKey, vectors: node.replica.spaces.mapValues(\.vector),
            statements: node.statements, recipients: devices.map { Set($0.map(\.publicKey)) }, resend: resend,
            earlierHead: { node.earlierHead($0, $1, $2)?.hash.short })
    }

    mutating func acknowledge(by index: Int, to other: Int) {
        for space in nodes[index].replica.spaces.keys.sorted() {
            nodes[other].statements.take(nodes[index].statement(of: space, time: now))
        }
    }

    /// Everybody meets everybody until nobody has anything to bring.
    mutating func heal() throws {
        while !late.isEmpty { try enrolLate() }
        var isMoving = true
        while isMoving {
            isMoving = false
            now += 1
            for from in nodes.indices {
                for to in nodes.indices where from != to {
                    let segments = offered(from, to)
                    guard !segments.isEmpty else { continue }
                    isMoving = true
                    nodes[to].receive(segments, now: now)
                    acknowledge(by: to, to: from)
                }
            }
            try #require(now < 100, "meetings never end: replay with SEED=\(seed)")
        }
    }
}
