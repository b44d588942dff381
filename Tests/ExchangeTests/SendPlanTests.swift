import Records
import ReplicatedLog
import Testing

@testable import Exchange
@testable import Roster

/// What is sent to whom: everything beyond what the recipients have stated, and nothing else.
struct SendPlanTests {
    private static let own = TestDevice(1)
    private static let laptop = TestDevice(2)
    private static let tablet = TestDevice(3)
    private static let southern = TestDevice(4)

    private let office: Office
    private let chain: TestChain
    private let vectors: [SpaceID: VersionVector]

    init() throws {
        var office = try Office(Self.own)
        try office.enrol(Self.own, [.north: .write])
        try office.enrol(Self.laptop, [.north: .write])
        try office.enrol(Self.tablet, [.north: .read])
        try office.enrol(Self.southern, [.south: .write])
        self.office = office
        let chain = try TestChain(entries: 10, of: Self.own, in: .north)
        self.chain = chain
        vectors = [office.space: Self.vector(office.chain), .north: Self.vector(chain)]
    }

    private static func vector(_ chain: TestChain) -> VersionVector {
        VersionVector([chain.chain: .init(count: chain.end.count, head: chain.end.head)])
    }

    private func statement(_ device: TestDevice, _ count: Int, space: SpaceID = .north, of chain: TestChain? = nil) -> Statement {
        let chain = chain ?? self.chain
        let head = chain.head(UInt64(count))
        return Statement(
            space: space,
            vector: VersionVector(head.map { [chain.chain: VersionVector.Position(count: $0.count, head: $0.hash)] } ?? [:]), roster: .none,
            missing: [[UInt8](repeating: device.number, count: 32)], time: 1, incarnation: device.incarnation, key: device.signingKey)
    }

    private func plan(
        _ statements: [Statement], to devices: [TestDevice]? = nil, resend: Bool = false, roster: Roster? = nil, own: Set<ChainID> = []
    ) -> SendPlan {
        var peers = PeerStatements()
        for statement in statements { peers.take(statement) }
        let chains = [chain.chain: chain, office.chain.chain: office.chain]
        return SendPlan(
            roster: roster ?? office.roster, ownDeviceKey: Self.own.publicKey, vectors: vectors, statements: peers,
            recipients: devices.map { Set($0.map(\.publicKey)) }, resend: resend, doubtfulChains: own,
            earlierHead: { chains[$1]?.head($2)?.hash.short })
    }

    private func start(_ plan: SendPlan, in space: SpaceID = .north) -> UInt64? {
        plan.spaces.first { $0.space == space }?.starts.values.first
    }

    @Test func `everything is sent to whom nothing is known of`() {
        let plan = plan([])
        #expect(plan.recipients.map(\.code) == ["D2", "D3", "D4"])
        #expect(plan.spaces.map(\.space) == [office.space, .north])
        #expect(start(plan) == 0 && start(plan, in: office.space) == 0)
        #expect(plan.spaces[1].readers.map(\.code) == ["D2", "D3"])
    }

    @Test(arguments: [(3, 7, UInt64(3)), (10, 4, 4), (10, 9, 9), (0, 10, 0)])
    func `a chain is sent from the least that a recipient stated`(one: Int, other: Int, expected: UInt64) {
        #expect(start(plan([statement(Self.laptop, one), statement(Self.tablet, other)])) == expected)
    }

    @Test func `only those who are written to count`() {
        #expect(start(plan([statement(Self.laptop, 8), statement(Self.tablet, 2)], to: [Self.laptop])) == 8)
        #expect(plan([], to: [Self.southern]).spaces.map(\.space) == [office.space])
        #expect(plan([], to: []).recipients.isEmpty)
    }

    @Test func `nothing is sent when all is confirmed, but the space still gets a statement`() {
        let plan = plan([
            statement(Self.laptop, 10), statement(Self.tablet, 10), statement(Self.laptop, 5, space: office.space, of: office.chain),
        ])
        #expect(plan.spaces.map(\.space) == [office.space, .north])
        #expect(plan.spaces[1].starts.isEmpty)
        #expect(plan.spaces[0].starts == [office.chain.chain: 0])
    }

    @Test func `the roster is sent to everyone, also to whom no space is granted`() throws {
        var office = office
        try office.enrol(TestDevice(9))
        let plan = plan([], to: [TestDevice(9)], roster: office.roster)
        #expect(plan.recipients.map(\.code) == ["D9"])
        #expect(plan.spaces.map(\.space) == [office.space])
        #expect(plan.spaces[0].readers.map(\.code) == ["D9"])
    }

    @Test func `sending again starts every chain from its first entry`() {
        let plan = plan([statement(Self.laptop, 10), statement(Self.tablet, 10)], resend: true)
        #expect(start(plan) == 0 && start(plan, in: office.space) == 0)
    }

    @Test(arguments: [10, 7, 1])
    func `a statement that contradicts what is held counts for nothing`(count: Int) throws {
        var other = TestChain(Self.own, in: .north)
        for _ in 0..<count { try other.save("another life") }
        #expect(start(plan([statement(Self.laptop, count, of: other), statement(Self.tablet, 10)])) == 0)
        #expect(start(plan([statement(Self.laptop, count), statement(Self.tablet, 10)])) == (count == 10 ? nil : UInt64(count)))
    }

    @Test func `whoever holds more than we do is sent nothing of it`() throws {
        var longer = chain
        try longer.save("beyond")
        let plan = plan([statement(Self.laptop, 11, of: longer), statement(Self.tablet, 10)])
        #expect(plan.spaces.first { $0.space == .north }?.starts == [:])
    }

    @Test func `whoever holds more of a chain of our own than we do is sent all of it: theirs may be another course`() throws {
        var longer = chain
        try longer.save("beyond")
        let plan = plan([statement(Self.laptop, 11, of: longer), statement(Self.tablet, 10)], own: [chain.chain])
        #expect(start(plan) == 0)
    }

    @Test func `a revoked device gets nothing, and one that lost a space nothing of it`() throws {
        var office = office
        try office.chain.decide(
            .revoke(deviceKey: Self.laptop.publicKey, cutOffs: []), .withdraw(deviceKey: Self.tablet.publicKey, space: .north, cutOffs: []))
        let plan = plan([], roster: office.roster)
        #expect(plan.recipients.map(\.code) == ["D3", "D4"])
        #expect(plan.spaces.map(\.space) == [office.space])
    }

    @Test func `documents that readers lack are wanted, those of others are not`() {
        let plan = plan([statement(Self.laptop, 1), statement(Self.tablet, 1), statement(Self.southern, 1, space: .south)])
        #expect(plan.spaces[1].wanted == [[UInt8](repeating: 2, count: 32), [UInt8](repeating: 3, count: 32)])
    }
}
