import Records
import ReplicatedLog
import Testing
import Trials

@testable import Vault

/// What every implementation of the seam promises.
@Suite struct LogStoreTests {
    @Test(arguments: StoreKind.allCases)
    func `what was written is read back, before and after the store was opened again`(kind: StoreKind) throws {
        let store = try TestLog(kind)
        var chains = [try TestChain(1, in: .north), try TestChain(2, in: .north), try TestChain(3, in: .south)]
        for index in chains.indices { try store.log.write(LogBatch(try chains[index].save(index + 2))) }
        for _ in 0..<2 {
            #expect(store.log.spaces == [.north, .south])
            for chain in chains {
                let space = chain.writer.space
                #expect(store.log.head(of: chain.id, in: space) == chain.head)
                #expect(try store.log.segments(of: chain.id, in: space, from: 0) == chain.segments.map(\.contents))
                for segment in chain.segments {
                    #expect(try store.log.entry(chain.id, segment.first, in: space) == segment.entries[0])
                }
            }
            #expect(store.log.heads(in: .north) == chains[0..<2].sorted { $0.id < $1.id }.map(\.head))
            try store.reopen()
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `segments are given from the one that holds a sequence, uncut, and none beyond the head`(kind: StoreKind) throws {
        let store = try TestLog(kind)
        var chain = try TestChain(1, in: .north)
        try chain.save(5)
        let first = try #require(chain.segments[0].contents.joined(with: chain.segments[1].contents)).verified(after: nil)
        try store.log.write(LogBatch([first] + chain.segments[2...]))
        #expect(try store.log.segments(of: chain.id, in: .north, from: 1).map(\.first) == [0, 2, 3, 4])
        #expect(try store.log.segments(of: chain.id, in: .north, from: 4).map(\.first) == [4])
        #expect(try store.log.segments(of: chain.id, in: .north, from: 5).isEmpty)
        #expect(try store.log.segments(of: chain.id, in: .south, from: 0).isEmpty)
        #expect(try store.log.entry(chain.id, 5, in: .north) == nil)
        #expect(try store.log.entry(.filled(9), 0, in: .north) == nil)
    }

    @Test(arguments: StoreKind.allCases)
    func `a segment that does not continue its chain is refused, and the whole batch with it`(kind: StoreKind) throws {
        let store = try TestLog(kind)
        var chain = try TestChain(1, in: .north)
        try store.log.write(LogBatch(try chain.save(1)))
        let next = try chain.save(2)
        let before = try LogPicture(store.log)
        for segments in [[next[1]], [chain.segments[0]], [next[0], next[0]]] {
            var batch = LogBatch(segments)
            batch.settings["name"] = [1]
            batch.outbox = [[2]]
            #expect(code { try store.log.write(batch) } == .doesNotContinue)
        }
        try store.reopen()
        #expect(try LogPicture(store.log) == before)
        #expect(try store.log.setting("name") == nil)
        try store.log.write(LogBatch(next))
        #expect(store.log.head(of: chain.id, in: .north) == chain.head)
    }

    @Test(arguments: StoreKind.allCases)
    func `held segments wait until they are released, each once`(kind: StoreKind) throws {
        let store = try TestLog(kind)
        var chain = try TestChain(1, in: .north)
        let segments = try chain.save(3).map(\.contents)
        let held = segments.map { HeldSegment(contents: $0, reason: .gap, arrived: 5) }
        var batch = LogBatch()
        batch.held = held + [held[0]]
        try store.log.write(batch)
        try store.reopen()
        #expect(Set(try store.log.held()) == Set(held))

        var next = LogBatch()
        next.released = [held[0].id, held[1].id]
        next.held = [HeldSegment(contents: segments[1], reason: .fork, arrived: 6)]
        try store.log.write(next)
        for _ in 0..<2 {
            #expect(Set(try store.log.held()) == [next.held[0], held[2]])
            try store.reopen()
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `the newest statement of a device and a space takes the place of the one before`(kind: StoreKind) throws {
        let store = try TestLog(kind)
        func statement(_ device: UInt8, _ space: SpaceID, _ bytes: [UInt8]) -> StoredStatement {
            StoredStatement(deviceKey: [UInt8](repeating: device, count: 32), space: space, bytes: bytes)
        }
        for statements in [
            [statement(1, .north, [1]), statement(2, .north, [2])], [statement(1, .north, [3, 3, 3]), statement(1, .south, [])],
        ] {
            var batch = LogBatch()
            batch.statements = statements
            try store.log.write(batch)
            try store.reopen()
        }
        #expect(
            Set(try store.log.statements())
                == [statement(1, .north, [3, 3, 3]), statement(2, .north, [2]), statement(1, .south, [])])
    }

    @Test(arguments: StoreKind.allCases)
    func `outbox notes keep their order and go when they are done`(kind: StoreKind) throws {
        let store = try TestLog(kind)
        var batch = LogBatch()
        batch.outbox = [[1], [2, 2], []]
        try store.log.write(batch)
        try store.reopen()
        let items = try store.log.outbox()
        #expect(items.map(\.bytes) == [[1], [2, 2], []])
        var done = LogBatch()
        done.outboxDone = [items[1].id, 999]
        done.outbox = [[4]]
        try store.log.write(done)
        try store.reopen()
        #expect(try store.log.outbox().map(\.bytes) == [[1], [], [4]])
    }

    @Test(arguments: StoreKind.allCases)
    func `settings are set, replaced and removed`(kind: StoreKind) throws {
        let store = try TestLog(kind)
        for (settings, expected) in [
            (["a": [1], "б": [2, 2]], ["a": [1], "б": [2, 2]]), (["a": [], "c": nil], ["a": [], "б": [2, 2]]),
            (["б": nil, "c": [3]], ["a": [], "c": [3]]),
        ] as [([String: [UInt8]?], [String: [UInt8]])] {
            var batch = LogBatch()
            batch.settings = settings
            try store.log.write(batch)
            try store.reopen()
            for name in ["a", "б", "c"] { #expect(try store.log.setting(name) == expected[name]) }
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `names of settings and keys of devices beyond their length are refused`(kind: StoreKind) throws {
        let store = try TestLog(kind)
        var batch = LogBatch()
        batch.settings[String(repeating: "n", count: LogBatch.settingNameBytesMax)] = [1]
        try store.log.write(batch)
        batch.settings[String(repeating: "n", count: LogBatch.settingNameBytesMax + 1)] = [1]
        #expect(code { try store.log.write(batch) } == .tooLarge)
        var other = LogBatch()
        other.statements = [StoredStatement(deviceKey: [1, 2], space: .north, bytes: [])]
        #expect(code { try store.log.write(other) } == .refused)
    }

    @Test(arguments: StoreKind.allCases)
    func `compaction joins small neighbours and changes neither heads nor entries`(kind: StoreKind) throws {
        let store = try TestLog(kind)
        var chains = [try TestChain(1, in: .north), try TestChain(2, in: .north)]
        for _ in 0..<20 {
            for index in chains.indices { try store.log.write(LogBatch(try chains[index].save(1))) }
        }
        let before = try LogPicture(store.log)
        let gone = try store.log.compact(.north, limit: 1000)
        #expect(gone == 38)
        for _ in 0..<2 {
            #expect(try LogPicture(store.log) == before)
            for chain in chains {
                let segments = try store.log.segments(of: chain.id, in: .north, from: 0)
                #expect(segments.count == 1)
                #expect(try segments[0].verified(after: nil).head == chain.head)
            }
            try store.reopen()
        }
        // What was joined goes on.
        for index in chains.indices { try store.log.write(LogBatch(try chains[index].save(1))) }
        #expect(store.log.head(of: chains[0].id, in: .north)?.count == 21)
    }

    @Test(arguments: StoreKind.allCases)
    func `one compaction joins no more rows than it is told to`(kind: StoreKind) throws {
        let store = try TestLog(kind)
        var chain = try TestChain(1, in: .north)
        try store.log.write(LogBatch(try chain.save(30)))
        let gone = try store.log.compact(.north, limit: 10)
        #expect((1..<10).contains(gone))
        #expect(try store.log.segments(of: chain.id, in: .north, from: 0).count == 30 - gone)
        #expect(try store.log.compact(.south, limit: 10) == 0)
    }

    @Test(arguments: StoreKind.allCases)
    func `erased entries keep their place in the chain and lose their content`(kind: StoreKind) throws {
        let store = try TestLog(kind)
        var chain = try TestChain(1, in: .north)
        try store.log.write(LogBatch(try chain.save(6)))
        try store.log.compact(.north, limit: 3)
        try store.log.erase([chain.id: [1, 4]], in: .north)
        for _ in 0..<2 {
            for sequence in 0..<6 {
                let entry = try #require(try store.log.entry(chain.id, UInt64(sequence), in: .north))
                #expect((entry.payload == nil) == [1, 4].contains(sequence))
            }
            var head: ChainHead?
            try store.log.allSegments(in: .north) { segment in
                head = try segment.verified(after: head) { [1, 4].contains($0) }.head
            }
            #expect(head == chain.head)
            try store.reopen()
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `a removed space leaves nothing behind and the others as they were`(kind: StoreKind) throws {
        let store = try TestLog(kind)
        var north = try TestChain(1, in: .north)
        var south = try TestChain(1, in: .south)
        func batch(_ chain: inout TestChain) throws -> LogBatch {
            var batch = LogBatch(try chain.save(2))
            batch.held = try chain.save(1).map { HeldSegment(contents: $0.contents, reason: .cutOff, arrived: 0) }
            batch.statements = [StoredStatement(deviceKey: [UInt8](repeating: 3, count: 32), space: chain.writer.space, bytes: [1])]
            return batch
        }
        try store.log.write(try batch(&south))
        let before = try LogPicture(store.log)
        try store.log.write(try batch(&north))
        try store.log.remove(.north)
        for _ in 0..<2 {
            #expect(try LogPicture(store.log) == before)
            #expect(store.log.spaces == [.south])
            try store.reopen()
        }
        // The space may come back.
        try store.log.write(LogBatch(Array(north.segments[..<2])))
        #expect(store.log.head(of: north.id, in: .north)?.count == 2)
    }

    @Test(arguments: 0..<8 as Range<UInt64>)
    func `the sealed store holds what the one in memory holds, whatever is done in whatever order`(seed: UInt64) throws {
        let memory = try TestLog(.memory)
        let sealed = try TestLog(.sealed)
        var random = SeededGenerator(seed: seed)
        var chains = try (1...20).map { try TestChain(UInt8($0), in: $0 % 3 == 0 ? .south : .north) }
        for _ in 0..<40 {
            switch random.below(10) {
            case 0..<6:
                var batch = LogBatch()
                for _ in 0...random.below(3) {
                    let index = random.below(chains.count)
                    batch.segments += try chains[index].save(1 + random.below(3))
                }
                batch.settings["s\(random.below(3))"] = random.below(3) == 0 ? .some(nil) : random.bytes(random.below(40))
                if random.below(3) == 0 { batch.outbox = [random.bytes(5)] }
                if random.below(3) == 0 { batch.outboxDone = Set(try memory.log.outbox().prefix(1).map(\.id)) }
                if random.below(3) == 0, let segment = chains[random.below(chains.count)].segments.last {
                    batch.held = [HeldSegment(contents: segment.contents, reason: .gap, arrived: Int64(random.below(9)))]
                }
                if random.below(3) == 0 { batch.released = Set(try memory.log.held().prefix(1).map(\.id)) }
                try memory.log.write(batch)
                try sealed.log.write(batch)
            case 6: _ = try (memory.log.compact(.north, limit: 20), sealed.log.compact(.north, limit: 20))
            case 7:
                let chain = chains[random.below(chains.count)]
                guard chain.head.count > 0 else { continue }
                let sequences: Set<UInt64> = [UInt64(random.below(Int(chain.head.count)))]
                try memory.log.erase([chain.id: sequences], in: chain.writer.space)
                try sealed.log.erase([chain.id: sequences], in: chain.writer.space)
            default: try sealed.reopen()
            }
            #expect(try LogPicture(sealed.log) == LogPicture(memory.log), "replay with seed \(seed)")
            for name in ["s0", "s1", "s2"] { #expect(try sealed.log.setting(name) == memory.log.setting(name)) }
        }
    }
}
