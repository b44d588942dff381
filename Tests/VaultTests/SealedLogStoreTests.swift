import GRDB
import Records
import ReplicatedLog
import Sealing
import Testing
import Trials

@testable import Vault

/// What only the store on disk promises.
@Suite struct SealedLogStoreTests {
    /// A batch with something for every table.
    private func fullBatch(_ chain: inout TestChain, released: Set<HeldSegment.ID> = []) throws -> LogBatch {
        var batch = LogBatch(try chain.save(2))
        batch.held = [HeldSegment(contents: chain.segments[0].contents, reason: .fork, arrived: 1)]
        batch.released = released
        batch.statements = [StoredStatement(deviceKey: [UInt8](repeating: 1, count: 32), space: .north, bytes: [1])]
        batch.outbox = [[7]]
        batch.settings = ["kept": [1], "gone": nil]
        return batch
    }

    @Test func `a batch that fails at any statement leaves nothing, in memory and on disk`() throws {
        let store = try TestVault()
        var chain = try TestChain(1, in: .north)
        var first = try fullBatch(&chain)
        first.settings = ["gone": [9]]
        try store.log.write(first)
        let before = try LogPicture(store.log)
        let batch = try fullBatch(&chain, released: [first.held[0].id])
        var failures = 0
        while true {
            var statement = 0
            store.database.raw.fault = { _ in
                statement += 1
                if statement > failures { throw TestFailure("statement \(statement) fails") }
            }
            do {
                try store.log.write(batch)
                break
            } catch is TestFailure {
                failures += 1
            }
            store.database.raw.fault = nil
            #expect(try LogPicture(store.log) == before)
            #expect(try store.log.setting("gone") == [9])
            if failures % 3 == 0 {
                try store.reopen()
                #expect(try LogPicture(store.log) == before)
                #expect(store.vault.damage.isEmpty)
            }
        }
        #expect(failures >= 8)
        try store.reopen()
        #expect(store.log.head(of: chain.id, in: .north) == chain.head)
        #expect(try store.log.setting("kept") == [1])
    }

    @Test func `a full disk is said, nothing of the save is kept, and reading and removing go on`() throws {
        let store = try TestVault(pageCountMax: 60)
        var chain = try TestChain(1, in: .north)
        var saved = 0
        var failure: VaultErrorCode?
        while failure == nil {
            let text = String(decoding: SeededText.letters(3000, seed: UInt64(saved)), as: UTF8.self)
            let segments = try chain.save(1, text: text)
            failure = code { try store.log.write(LogBatch(segments)) }
            if failure == nil { saved += 1 }
        }
        #expect(failure == .storageFull)
        #expect(saved > 3)
        for _ in 0..<2 {
            #expect(store.log.head(of: chain.id, in: .north) == chain.segments[saved - 1].head)
            #expect(try store.log.entry(chain.id, UInt64(saved - 1), in: .north) == chain.segments[saved - 1].entries[0])
            try store.reopen()
        }
        #expect(store.vault.damage.isEmpty)
        // What makes room is still possible, and then saving is too.
        try store.vault.removeSpace(.north)
        var south = try TestChain(2, in: .south)
        try store.log.write(LogBatch(try south.save(1)))
    }

    @Test func `when only the reserve is left, nothing is added, and what unlocking and exporting need is still written`() throws {
        let store = try TestVault()
        var chain = try TestChain(1, in: .north)
        try store.log.write(LogBatch(try chain.save(2)))
        store.database.raw.reserveByteCount = .max
        #expect(code { try store.log.write(LogBatch(try chain.save(1))) } == .storageFull)
        #expect(code { _ = try store.documents.add(to: .north) { nil } } == .storageFull)
        #expect(code { try store.vault.writeImage([]) } == .storageFull)
        var batch = LogBatch()
        batch.settings = ["lock": [1]]
        batch.outbox = [[1]]
        try store.log.write(batch)
        try store.log.compact(.north, limit: 10)
        try store.vault.removeSpace(.north)
    }

    @Test func `a closed store says so`() throws {
        let store = try TestVault()
        var chain = try TestChain(1, in: .north)
        try store.log.write(LogBatch(try chain.save(2)))
        try store.vault.close()
        #expect(code { try store.log.write(LogBatch(try chain.save(1))) } == .stopped)
        #expect(code { _ = try store.log.held() } == .stopped)
        #expect(code { _ = try store.documents.add(to: .north) { nil } } == .stopped)
    }

    @Test func `the author's own entries need fewer salts once they are joined, and verify all the same`() throws {
        let store = try TestVault()
        let ring = store.vault.ring
        let origin = try #require(ChainOrigin(deviceKey: ring.signingKey.publicKey, incarnation: ring.incarnation))
        var writer = ChainWriter(
            space: .north, origin: origin, held: nil, saltSecret: withSecretBytes(of: ring.saltSecret) { $0 })
        for _ in 0..<16 {
            let record = writer.nextOperation(0)
            let payload = Payload(person: .filled(1), subject: record, operations: [.create(kind: "client", schemaVersion: 1)])
            let segment = try writer.append(payload, time: 1, context: [], roster: .none) { bytes in
                // The label is part of the bytes to be signed, so it is taken off here and put on again by the key.
                let label = "satchel/v1/entry-signature"
                return ring.signingKey.sign(label: label, message: Array(bytes.dropFirst(label.utf8.count + 1)))
            }
            try store.log.write(LogBatch([segment]))
        }
        try store.log.compact(.north, limit: 100)
        let joined = try store.log.segments(of: writer.chain, in: .north, from: 0)
        #expect(joined.map(\.salts.count) == [1])
        #expect(try joined[0].verified(after: nil).head == writer.head)
    }

    @Test(arguments: [ResultCode.SQLITE_IOERR_FSYNC, .SQLITE_IOERR_WRITE, .SQLITE_CORRUPT])
    func `after a failed write nothing more is written, and reading goes on`(result: ResultCode) throws {
        let store = try TestVault()
        var chain = try TestChain(1, in: .north)
        try store.log.write(LogBatch(try chain.save(1)))
        let next = try chain.save(1)
        store.database.raw.fault = { _ in throw DatabaseError(resultCode: result) }
        #expect([.stopped, .damaged].contains(code { try store.log.write(LogBatch(next)) }))
        store.database.raw.fault = nil
        #expect(code { try store.log.write(LogBatch(next)) } == .stopped)
        #expect(
            code { _ = try store.documents.receive([UInt8](repeating: 0, count: 32), size: 0, offset: 0, bytes: [], space: .north) }
                == .stopped)
        #expect(try store.log.entry(chain.id, 0, in: .north) == chain.segments[0].entries[0])
        try store.reopen()
        try store.log.write(LogBatch(next))
    }

    @Test func `heads of many chains are found again, whichever moved last`() throws {
        let store = try TestVault()
        var chains = try (1...40).map { try TestChain($0, in: .north) }
        for index in chains.indices { try store.log.write(LogBatch(try chains[index].save(1))) }
        for index in [3, 7, 3, 39, 3] { try store.log.write(LogBatch(try chains[index].save(1))) }
        #expect(try store.database.raw.rowCount(.head) == 2)
        try store.reopen()
        #expect(store.log.heads(in: .north) == chains.sorted { $0.id < $1.id }.map(\.head))
        for index in 0..<20 { try store.log.write(LogBatch(try chains[index].save(1))) }
        try store.reopen()
        #expect(store.log.heads(in: .north) == chains.sorted { $0.id < $1.id }.map(\.head))
    }

    @Test func `an index from the image is used as far as its rows are still the same`() throws {
        let store = try TestVault()
        var chain = try TestChain(1, in: .north)
        for _ in 0..<6 { try store.log.write(LogBatch(try chain.save(1))) }
        try store.vault.writeImage([])
        // Rows that came since, and rows that are gone.
        try store.log.write(LogBatch(try chain.save(3)))
        try store.log.compact(.north, limit: 4)
        let before = try LogPicture(store.log)
        try store.reopen()
        #expect(try LogPicture(store.log) == before)
        #expect(store.vault.damage.isEmpty)
    }

    @Test func `an index from a newer image does not mislead a log that was put back`() throws {
        let store = try TestVault()
        var chain = try TestChain(1, in: .north)
        try store.log.write(LogBatch(try chain.save(2)))
        try store.close()
        let old = try store.folder.bytes("log.sqlite")
        try store.open()
        var forgotten = chain
        try store.log.write(LogBatch(try forgotten.save(3, text: "forgotten")))
        try store.vault.writeImage([])
        try store.close()
        try store.folder.write(old, to: "log.sqlite")
        try store.open()
        // The same row numbers are given to other entries.
        try store.log.write(LogBatch(try chain.save(2, text: "instead")))
        try store.reopen()
        #expect(store.vault.damage.isEmpty)
        for segment in chain.segments {
            #expect(try store.log.entry(chain.id, segment.first, in: .north) == segment.entries[0])
        }
    }

    @Test func `compaction goes on where many small rows are, and never writes an entry over and over`() throws {
        let store = try TestVault()
        var chain = try TestChain(1, in: .north)
        var rewritten = 0
        for _ in 0..<200 {
            try store.log.write(LogBatch(try chain.save(1)))
            guard store.log.wantsCompaction(chain.id, in: .north) else { continue }
            let gone = try store.log.compact(.north, limit: 256)
            #expect(gone > 0)
            rewritten += gone
        }
        #expect(try store.log.segments(of: chain.id, in: .north, from: 0).count < 40)
        #expect(rewritten < 400)
        #expect(try LogPicture(store.log).entries[.north]?[chain.id] == chain.segments.flatMap(\.entries))
    }

    @Test func `joining one run at a time loses nothing, whenever it is stopped, and comes to an end`() throws {
        let store = try TestVault()
        var chain = try TestChain(1, in: .north)
        for _ in 0..<120 { try store.log.write(LogBatch(try chain.save(1))) }
        let before = try LogPicture(store.log)
        var steps = 0
        while try store.log.compactOneRun(of: chain.id, in: .north) {
            steps += 1
            #expect(try LogPicture(store.log) == before)
            // As a process that is killed between two steps leaves it.
            try store.reopen()
            #expect(store.vault.damage.isEmpty)
            #expect(store.log.index.items(chain.id, .north).allSatisfy { $0.byteCount <= 64 << 10 })
            #expect(steps < 20)
        }
        #expect(steps > 0 && store.log.index.items(chain.id, .north).count < 8)
        #expect(try !store.log.compactOneRun(of: chain.id, in: .north))
        #expect(try LogPicture(store.log) == before)
    }

    @Test func `a join that fails at any statement leaves what was there`() throws {
        let store = try TestVault()
        var chain = try TestChain(1, in: .north)
        for _ in 0..<8 { try store.log.write(LogBatch(try chain.save(1))) }
        let before = try LogPicture(store.log)
        var failures = 0
        while true {
            var statement = 0
            store.database.raw.fault = { _ in
                statement += 1
                if statement > failures { throw TestFailure("statement \(statement) fails") }
            }
            do {
                #expect(try store.log.compactOneRun(of: chain.id, in: .north))
                break
            } catch is TestFailure {
                failures += 1
            }
            store.database.raw.fault = nil
            #expect(try LogPicture(store.log) == before && store.log.index.items(chain.id, .north).count == 8)
        }
        store.database.raw.fault = nil
        #expect(failures >= 8 && store.log.index.items(chain.id, .north).count == 1)
        #expect(try LogPicture(store.log) == before)
        try store.reopen()
        #expect(try LogPicture(store.log) == before && store.vault.damage.isEmpty)
    }

    @Test func `nothing that was written can be found in any file of the store`() throws {
        let store = try TestVault()
        let canary = "Canary-Zq7w9-أمينة"
        var chain = try TestChain(1, in: .north)
        let statement = StoredStatement(deviceKey: [UInt8](repeating: 0xC7, count: 32), space: .north, bytes: Array(canary.utf8))
        for _ in 0..<5 {
            var batch = LogBatch(try chain.save(3, text: canary))
            batch.settings[canary] = Array(canary.utf8)
            batch.outbox = [Array(canary.utf8)]
            batch.statements = [statement]
            batch.held = [HeldSegment(contents: chain.segments[0].contents, reason: .gap, arrived: 1)]
            try store.log.write(batch)
        }
        let content = Array(String(repeating: canary, count: 3000).utf8)
        var parts = [content]
        let digest = try store.documents.add(to: .north) { parts.popLast() }.digest
        _ = try store.documents.receive([UInt8](repeating: 5, count: 32), size: 99_999, offset: 0, bytes: content, space: .north)
        try store.vault.writeImage([ImagePart(name: canary, bytes: content)])
        // The search itself finds what is there.
        #expect(content.contains(Array(canary.utf8)))
        let needles = [
            Array(canary.utf8), chain.id.bytes, SpaceID.north.bytes, digest, statement.deviceKey, store.vault.ring.incarnation,
            store.vault.ring.signingKey.publicKey, PersonID.filled(1).bytes, chain.segments[0].contents.encoded(),
        ]
        for _ in 0..<2 {
            for file in store.folder.files {
                let bytes = try store.folder.bytes(file)
                for (index, needle) in needles.enumerated() {
                    #expect(!bytes.contains(needle), "\(file) shows needle \(index)")
                }
            }
            try store.close()
        }
    }
}

/// Letters that do not compress.
enum SeededText {
    static func letters(_ count: Int, seed: UInt64) -> [UInt8] {
        var random = SeededGenerator(seed: seed)
        return (0..<count).map { _ in UInt8(33 + random.below(90)) }
    }
}

extension Array where Element == UInt8 {
    /// Whether `needle` stands somewhere in these bytes.
    func contains(_ needle: [UInt8]) -> Bool {
        guard let first = needle.first, needle.count <= count else { return false }
        return withUnsafeBufferPointer { bytes in
            (0...bytes.count - needle.count).contains { start in
                bytes[start] == first && needle.indices.allSatisfy { bytes[start + $0] == needle[$0] }
            }
        }
    }
}
