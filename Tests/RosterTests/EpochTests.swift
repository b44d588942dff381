import Crypto
import Records
import ReplicatedLog
import Testing

@testable import Roster

/// The root key's word on who the registrar is.
struct EpochTests {
    private static let laptop = TestDevice(20)
    private static let tablet = TestDevice(21)

    @Test func `an epoch counts only when the organisation's root key signed it`() throws {
        let organisation = try Organisation.test()
        let key = TestDevice(1).publicKey
        #expect(try Epoch(number: 1, registrarKey: key, predecessor: nil, root: .test).isSigned(by: organisation))
        #expect(try !Epoch(number: 1, registrarKey: key, predecessor: nil, root: .numbered(8)).isSigned(by: organisation))
        #expect(try !Epoch(number: 1, registrarKey: key, predecessor: nil, root: .test).isSigned(by: .test(.numbered(8))))
    }

    @Test func `a changed epoch is not signed`() throws {
        let organisation = try Organisation.test()
        let predecessor = CutOff(chain: .repeating(1), count: 300, head: EntryHash(hashing: [1]))
        for end in [nil, predecessor] {
            var writer = ByteWriter()
            try Epoch(number: 2, registrarKey: TestDevice(1).publicKey, predecessor: end, root: .test).write(to: &writer)
            for place in writer.bytes.indices {
                var bytes = writer.bytes
                bytes[place] ^= UInt8(1) << UInt8(place % 8)
                var reader = ByteReader(bytes)
                guard let epoch = try? Epoch(from: &reader) else { continue }
                #expect(!epoch.isSigned(by: organisation), "byte \(place)")
            }
        }
    }

    @Test func `an epoch of number 0 cannot be read`() throws {
        var writer = ByteWriter()
        try Epoch(number: 0, registrarKey: TestDevice(1).publicKey, predecessor: nil, root: .test).write(to: &writer)
        #expect(throws: ByteFault.outOfRange) {
            var reader = ByteReader(writer.bytes)
            _ = try Epoch(from: &reader)
        }
    }

    @Test func `a registrar that the root key does not name is refused`() throws {
        let organisation = try Organisation.test()
        var office = Office(organisation, TestDevice(1))
        var impostor = Office(organisation, TestDevice(9))
        try office.decide(.epoch(try Epoch(number: 1, registrarKey: office.device.publicKey, predecessor: nil, root: .test)))
        // Signed by another root, and the true epoch copied.
        try impostor.decide(.epoch(try Epoch(number: 9, registrarKey: impostor.device.publicKey, predecessor: nil, root: .numbered(8))))
        try impostor.decide(.enrol(Self.laptop, "K7Q"))
        let fresh = Roster(organisation: organisation)
        let held = Roster(organisation, office.segments)
        for roster in [fresh, held] {
            let judging = roster.knowingEpochs(of: impostor.segments[0].contents)
            #expect(
                judging.authority(over: impostor.device.origin, chain: impostor.chain, in: organisation.rosterSpace)
                    == (roster.epoch == nil ? .unknownDevice : .notGranted))
        }
        #expect(Roster.organisation(founding: impostor.segments[0].contents) == nil)
        #expect(Roster.organisation(founding: office.segments[0].contents) == organisation)
        // Were it folded nevertheless, it would decide nothing.
        #expect(Roster(organisation, office.segments + impostor.segments).devices.isEmpty)
        #expect(held.authority(over: office.device.origin, chain: office.chain, in: organisation.rosterSpace) == .accepted)
    }

    @Test func `the opening of a roster founds only the organisation whose space it stands in`() throws {
        let organisation = try Organisation.test()
        let other = try Organisation.test(.numbered(8))
        var stranger = Office(other, TestDevice(1))
        try stranger.decide(.epoch(try Epoch(number: 1, registrarKey: TestDevice(1).publicKey, predecessor: nil, root: .test)))
        #expect(Roster.organisation(founding: stranger.segments[0].contents) == nil)
        var silent = Office(organisation, TestDevice(1))
        try silent.decide(.space(.north))
        #expect(Roster.organisation(founding: silent.segments[0].contents) == nil)
    }

    /// Three registrars, one after another: each later epoch ends the chain before at a stated entry.
    struct Succession {
        let organisation: Organisation
        var offices: [Office]
        let cuts: [UInt64]

        init(_ devices: [TestDevice], numbers: [UInt64] = [1, 2, 3]) throws {
            organisation = try .test()
            offices = devices.map { [organisation] in Office(organisation, $0) }
            var ends = [CutOff]()
            for index in offices.indices {
                try offices[index].decide(
                    .epoch(
                        try Epoch(number: numbers[index], registrarKey: devices[index].publicKey, predecessor: ends.last, root: .test)))
                try offices[index].decide(.enrol(TestDevice(UInt8(40 + index)), "E\(index)"))
                ends.append(offices[index].end)
                // Written after the root key had spoken, or by a copy of the store.
                try offices[index].decide(.enrol(TestDevice(UInt8(50 + index)), "L\(index)"))
            }
            cuts = ends.map(\.count)
        }

        func roster(_ order: [Int]) -> Roster { Roster(organisation, order.flatMap { offices[$0].segments }) }
    }

    @Test(arguments: [[UInt64(1), 2, 3], [1, 5, 9]])
    func `each registrar is heard up to where the next epoch says`(numbers: [UInt64]) throws {
        let succession = try Succession([TestDevice(1), TestDevice(2), TestDevice(3)], numbers: numbers)
        for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0], [2, 0, 1]] {
            let roster = succession.roster(order)
            #expect(roster.activeDevices.map(\.code) == ["E0", "E1", "E2", "L2"])
            #expect(roster.head == RosterHead(count: 7, head: succession.offices[2].end.head.short))
            let space = succession.organisation.rosterSpace
            for (index, office) in succession.offices.enumerated() {
                let authority = roster.authority(over: office.device.origin, chain: office.chain, in: space)
                guard index < 2, case .cutOff(let end) = authority else {
                    #expect(index == 2 && authority == .accepted)
                    continue
                }
                #expect(end.count == succession.cuts[index])
            }
        }
    }

    @Test func `a registrar restored under the same key is heard from its new chain and its old one up to the cut`() throws {
        let succession = try Succession([TestDevice(1), TestDevice(1, incarnation: 5), TestDevice(1, incarnation: 6)])
        for order in [[0, 1, 2], [2, 1, 0]] {
            let roster = succession.roster(order)
            #expect(roster.activeDevices.map(\.code) == ["E0", "E1", "E2", "L2"])
            #expect(roster.head.count == 7)
        }
    }

    @Test func `an epoch that was passed over leaves no trace`() throws {
        let organisation = try Organisation.test()
        var offices = [1, 2, 3].map { Office(organisation, TestDevice($0)) }
        try offices[0].decide(.epoch(try Epoch(number: 1, registrarKey: TestDevice(1).publicKey, predecessor: nil, root: .test)))
        let early = offices[0].end
        try offices[0].decide(.enrol(Self.laptop, "K7Q"))
        try offices[1].decide(.epoch(try Epoch(number: 2, registrarKey: TestDevice(2).publicKey, predecessor: early, root: .test)))
        try offices[1].decide(.enrol(Self.tablet, "M4T"))
        // The root key changes its mind: the second registrar never was, and the first is heard further.
        try offices[2].decide(.epoch(try Epoch(number: 3, registrarKey: TestDevice(3).publicKey, predecessor: offices[0].end, root: .test)))
        for order in [[0, 1, 2], [2, 1, 0]] {
            let roster = Roster(organisation, order.flatMap { offices[$0].segments })
            #expect(roster.activeDevices.map(\.code) == ["K7Q"])
            #expect(roster.authority(over: TestDevice(2).origin, chain: offices[1].chain, in: organisation.rosterSpace) == .notGranted)
        }
    }

    @Test func `of two epochs with one number every replica keeps the same`() throws {
        let organisation = try Organisation.test()
        var offices = [1, 2].map { Office(organisation, TestDevice($0)) }
        for index in offices.indices {
            try offices[index].decide(
                .epoch(try Epoch(number: 1, registrarKey: offices[index].device.publicKey, predecessor: nil, root: .test)),
                .enrol(TestDevice(UInt8(40 + index)), "E\(index)"))
        }
        let orders = [[0, 1], [1, 0]].map { Roster(organisation, $0.flatMap { offices[$0].segments }) }
        #expect(orders[0].epoch == orders[1].epoch)
        #expect(orders[0].head == orders[1].head)
        #expect(orders[0].activeDevices == orders[1].activeDevices && orders[0].activeDevices.count == 1)
    }

    @Test func `two chains of one registrar are folded in one order everywhere`() throws {
        let organisation = try Organisation.test()
        var offices = [0, 5].map { Office(organisation, TestDevice(1, incarnation: $0)) }
        try offices[0].decide(
            .epoch(try Epoch(number: 1, registrarKey: TestDevice(1).publicKey, predecessor: nil, root: .test)), .enrol(Self.laptop, "K7Q"))
        try offices[1].decide(.enrol(Self.laptop, "M4T"))
        let orders = [[0, 1], [1, 0]].map { Roster(organisation, $0.flatMap { offices[$0].segments }) }
        #expect(orders[0].head == orders[1].head)
        #expect(orders[0].activeDevices == orders[1].activeDevices)
    }
}
