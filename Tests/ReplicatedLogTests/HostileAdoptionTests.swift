import Records
import Testing
import Trials

@testable import ReplicatedLog

/// What was forged or altered is never folded: the entry that carries it stands, and what it brings is nothing.
struct HostileAdoptionTests {
    private static func isProved(_ bytes: [UInt8]) -> Bool { (try? UnverifiedAdoption(decoding: bytes).verified()) != nil }

    private func expectNothing(_ bytes: [UInt8], _ comment: Comment) throws {
        var state = try AdoptionSample().target([bytes])
        #expect(state.recordCount == 0 && state.operationCount == 0 && state.refusedAdoptionCount == 1, comment)
        #expect(state.stateHash() == (try AdoptionSample().target([[]]).withHash()), comment)
    }

    @Test func `every byte counts`() throws {
        let body = try AdoptionSample().bodies()[0]
        #expect(Self.isProved(body))
        for place in body.indices {
            for bit in [UInt8(1), 0x80] {
                var altered = body
                altered[place] ^= bit
                #expect(!Self.isProved(altered), "byte \(place)")
            }
        }
        try expectNothing(body.dropLast() + [body[body.count - 1] ^ 1], "an altered signature")
    }

    @Test func `what is cut short or goes on is refused`() throws {
        let body = try AdoptionSample().bodies()[0]
        for count in 0..<body.count { #expect(!Self.isProved(Array(body.prefix(count)))) }
        try expectNothing(body + [0], "a byte too many")
    }

    @Test func `an entry that another device signed is refused`() throws {
        let sample = try AdoptionSample()
        let body = try UnverifiedAdoption(decoding: sample.bodies()[0])
        let proved = try body.verified()
        let forger = TestDevice(66)
        let signature = try forger.sign(EntryHeader.signedBytes(for: try #require(proved.entries.last).hash))
        let forged = UnverifiedAdoption(space: body.space, origin: body.origin, items: body.items, signature: signature)
        try expectNothing(forged.bytes(), "signed by somebody else")
        let renamed = UnverifiedAdoption(space: body.space, origin: forger.origin, items: body.items, signature: signature)
        try expectNothing(renamed.bytes(), "under the forger's own name")
    }

    @Test func `an entry that the signed one does not name is refused`() throws {
        let body = try UnverifiedAdoption(decoding: AdoptionSample().bodies()[0])
        for index in body.items.indices.dropLast() {
            // The next item must now carry the hash that followed from the one left out; it has none.
            let rest = Array(body.items[..<index] + body.items[(index + 1)...])
            let cut = UnverifiedAdoption(space: body.space, origin: body.origin, items: rest, signature: body.signature)
            #expect(!Self.isProved(cut.bytes()), "item \(index)")
        }
        // One more, of which nothing says that its device wrote it.
        let first = body.items[0]
        guard case .payload(let payload, let salt, let bytes) = first.content else { throw TestFailure("the sample begins with a payload") }
        for index in 1..<body.items.count where body.items[index].sequence > body.items[index - 1].sequence + 1 {
            let made = UnverifiedAdoption.Item(
                sequence: body.items[index - 1].sequence + 1, previous: nil, skip: .zero, time: 0, context: [], roster: .none,
                content: .payload(payload, salt, bytes: bytes))
            var items = body.items
            items.insert(made, at: index)
            #expect(
                !Self.isProved(UnverifiedAdoption(space: body.space, origin: body.origin, items: items, signature: body.signature).bytes()))
        }
    }

    @Test func `entries of the very space are not adopted into it`() throws {
        var sample = try AdoptionSample()
        let bodies = try sample.bodies()
        var state = SpaceState(space: .test)
        for segment in sample.chain.segments { _ = state.fold(segment) }
        let before = state.stateHash()
        _ = state.fold(try sample.chain.save(bodies.map { .other(code: 6, bytes: $0) }))
        #expect(state.stateHash() == before && state.refusedAdoptionCount == bodies.count)
    }

    @Test func `counts beyond the limits are refused before anything is made of them`() throws {
        let body = try UnverifiedAdoption(decoding: AdoptionSample().bodies()[0])
        func header(_ count: UInt64) -> ByteWriter {
            var writer = ByteWriter()
            writer.byte(1)
            writer.identifier(body.space)
            writer.raw(body.origin.deviceKey)
            writer.raw(body.origin.incarnation)
            writer.varint(count)
            return writer
        }
        for count in [UInt64(0), 1025, .max] {
            #expect(refusal { _ = try UnverifiedAdoption(decoding: header(count).bytes) } == .malformed)
        }
        for gap in [UInt64(UInt32.max), .max] {
            var writer = header(1)
            writer.varint(gap)
            writer.raw([UInt8](repeating: 0, count: 400))
            #expect(refusal { _ = try UnverifiedAdoption(decoding: writer.bytes) } == .malformed)
        }
        // A payload that becomes seventeen times as much.
        var bomb = header(1)
        bomb.varint(0)
        bomb.signed(0)
        bomb.varint(0)
        bomb.varint(0)
        bomb.fixed64(0)
        bomb.byte(2)
        bomb.raw([UInt8](repeating: 0, count: 16))
        bomb.blob(Deflate.stored([UInt8](repeating: 0, count: 30_000)[...], dictionary: []))
        bomb.raw(body.signature)
        #expect(refusal { _ = try UnverifiedAdoption(decoding: bomb.bytes) } == .malformed)
    }

    @Test(arguments: batches(0..<2_000, of: 250))
    func `bodies changed at random prove nothing and crash nothing`(seeds: [UInt64]) throws {
        let bodies = try AdoptionSample().bodies()
        for seed in seeds {
            var generator = SeededGenerator(seed: seed)
            var body = bodies[0]
            for _ in 0..<1 + generator.below(4) {
                let place = generator.below(body.count)
                switch generator.below(4) {
                case 0: body[place] = UInt8(generator.below(256))
                case 1: body.remove(at: place)
                case 2: body.insert(UInt8(generator.below(256)), at: place)
                default:
                    body.replaceSubrange(place..<min(body.count, place + generator.below(40)), with: generator.bytes(generator.below(40)))
                }
            }
            #expect(body == bodies[0] || !Self.isProved(body), "replay with SEED=\(seed)")
        }
    }
}

extension SpaceState {
    fileprivate func withHash() -> EntryHash {
        var copy = self
        return copy.stateHash()
    }
}
