import GRDB
import Records
import ReplicatedLog
import Sealing
import Testing
import Trials

@testable import Vault

/// Whatever happens to `log.sqlite`: either the data is there, or it is said that it is not.
@Suite struct DamageTests {
    /// A store with something in every table, closed.
    private struct Filled {
        let store: TestVault
        var chains: [TestChain]
        let digest: [UInt8]
        let picture: LogPicture

        init() throws {
            store = try TestVault()
            chains = [try TestChain(1, in: .north), try TestChain(2, in: .north), try TestChain(3, in: .south)]
            for round in 0..<12 {
                for index in chains.indices {
                    var batch = LogBatch(try chains[index].save(1, text: String(repeating: "words ", count: round * 10)))
                    batch.settings["setting \(round)"] = [UInt8(round)]
                    batch.outbox = [[UInt8(round)]]
                    batch.held = [HeldSegment(contents: chains[index].segments[0].contents, reason: .fork, arrived: 1)]
                    batch.statements = [
                        StoredStatement(deviceKey: [UInt8](repeating: UInt8(index), count: 32), space: .north, bytes: [1])
                    ]
                    try store.log.write(batch)
                }
                if round == 5 { try store.log.compact(.north, limit: 6) }
            }
            var pieces = [[UInt8](repeating: 7, count: 20_000)]
            digest = try store.documents.add(to: .north) { pieces.popLast() }.digest
            _ = try store.documents.receive(
                [UInt8](repeating: 9, count: 32), size: 9000, offset: 100, bytes: [UInt8](repeating: 3, count: 5000), space: .south)
            picture = try LogPicture(store.log)
            try store.close()
        }

        /// Whether everything that was written is there.
        func isIntact() throws -> Bool {
            for round in 0..<12 where try store.log.setting("setting \(round)") != [UInt8(round)] { return false }
            guard store.documents.has(digest, in: .north), store.documents.pieces.count == 1 else { return false }
            return try LogPicture(store.log) == picture
        }

        /// Changes rows behind the store's back.
        func tamper(_ sql: String) throws {
            let queue = try DatabaseQueue(path: store.folder.file("log.sqlite"))
            try queue.write { try $0.execute(sql: sql) }
            try queue.close()
        }
    }

    @Test(arguments: 0..<8)
    func `a flipped bit anywhere in the log is either harmless or said`(part: Int) throws {
        let filled = try Filled()
        let whole = try filled.store.folder.bytes("log.sqlite")
        var random = SeededGenerator(seed: UInt64(part))
        // The file's header, the heads of pages, and places drawn at random.
        var places = Array(stride(from: part, to: 100, by: 20))
        for page in stride(from: part * 4096, to: whole.count, by: 8 * 4096) { places += [page, page + 3 + random.below(10)] }
        for _ in 0..<12 { places.append(random.below(whole.count)) }
        var counts = (intact: 0, said: 0)
        for place in places where place < whole.count {
            var damaged = whole
            damaged[place] ^= 1 << UInt8(random.below(8))
            try filled.store.folder.write(damaged, to: "log.sqlite")
            do {
                try filled.store.open()
                let faults = filled.store.vault.check(readData: true).faults
                if faults.isEmpty && filled.store.vault.warnings.isEmpty {
                    #expect(try filled.isIntact(), "bit flipped at \(place) of part \(part)")
                    counts.intact += 1
                } else {
                    #expect(faults.allSatisfy { !$0.hint.isEmpty })
                    counts.said += 1
                }
                try? filled.store.close()
            } catch let error as any ExplainedFailure {
                #expect(!error.hint.isEmpty, "\(error.message)")
                counts.said += 1
                try? filled.store.close()
            }
        }
        #expect(counts.said > 0 && counts.intact > 0)
    }

    @Test(arguments: [0, 1, 99, 4096, 5000, 40_960])
    func `a log that was cut short is either refused or said to be damaged`(size: Int) throws {
        let filled = try Filled()
        try filled.store.folder.write(Array(try filled.store.folder.bytes("log.sqlite").prefix(size)), to: "log.sqlite")
        do {
            try filled.store.open()
            #expect(!filled.store.vault.damage.isEmpty)
        } catch let error as any ExplainedFailure {
            #expect(error.kind == .damaged, "\(error.message)")
        }
    }

    @Test(arguments: LogTable.allCases)
    func `a row that vanished is missed`(table: LogTable) throws {
        let filled = try Filled()
        try filled.tamper("DELETE FROM \(table.rawValue) WHERE id = (SELECT max(id) FROM \(table.rawValue))")
        try filled.store.open()
        #expect(!filled.store.vault.damage.isEmpty)
        #expect(!filled.store.vault.warnings.isEmpty)
        #expect(!filled.store.vault.check(readData: false).faults.isEmpty)
    }

    @Test(arguments: LogTable.allCases)
    func `rows that changed places are found out`(table: LogTable) throws {
        let filled = try Filled()
        // The newest and the oldest row; where there is only one, its body is altered.
        try filled.tamper(
            """
            UPDATE \(table.rawValue) SET (wrap, body) =
              (SELECT wrap, CAST(substr(body, 1, length(body) - 1) || x'00' AS BLOB) FROM \(table.rawValue) ORDER BY id DESC LIMIT 1)
              WHERE id = (SELECT min(id) FROM \(table.rawValue))
            """)
        try filled.store.open()
        #expect(!filled.store.vault.damage.isEmpty)
    }

    @Test(arguments: LogTable.allCases.filter { $0 != .tally && $0 != .outbox })
    func `a row of another table opens nowhere else`(table: LogTable) throws {
        let filled = try Filled()
        try filled.tamper("INSERT INTO \(table.rawValue) (wrap, body) SELECT wrap, body FROM outbox WHERE id = 1")
        try filled.store.open()
        #expect(!filled.store.vault.damage.isEmpty)
    }

    @Test func `something added to the schema keeps the store shut`() throws {
        for sql in [
            "CREATE TABLE more (id INTEGER)", "CREATE TRIGGER t AFTER INSERT ON segment BEGIN DELETE FROM segment; END",
            "CREATE INDEX i ON segment (wrap)", "CREATE VIEW v AS SELECT 1", "PRAGMA application_id = 7", "DROP TABLE peer",
        ] {
            let filled = try Filled()
            try filled.tamper(sql)
            #expect(code { try filled.store.open() } == .damaged, "\(sql)")
        }
        let filled = try Filled()
        try filled.tamper("PRAGMA user_version = 3")
        #expect(code { try filled.store.open() } == .newerVersion)
    }

    @Test func `heads that were lost are made again from the segments`() throws {
        let filled = try Filled()
        try filled.tamper("UPDATE head SET body = zeroblob(500)")
        try filled.store.open()
        #expect(!filled.store.vault.damage.isEmpty)
        #expect(try LogPicture(filled.store.log) == filled.picture)
        let report = try filled.store.vault.repair()
        #expect(report.entries.isEmpty)
        try filled.store.reopen()
        #expect(filled.store.vault.damage.isEmpty)
        #expect(try filled.isIntact())
    }

    @Test(arguments: ["DELETE FROM segment WHERE id % 3 = 0", "UPDATE segment SET body = zeroblob(9) WHERE id > 5", "DELETE FROM segment"])
    func `what a repair gave up comes back from peers, and then everything is as it was`(sql: String) throws {
        var filled = try Filled()
        let incarnation = try filled.store.open().ring.incarnation
        try filled.store.close()
        try filled.tamper(sql)
        try filled.store.open()
        // Until the repair the rest is readable and nothing is added.
        var next = filled.chains[2]
        #expect(code { try filled.store.log.write(LogBatch(try next.save(1))) } == .damaged)
        #expect(try filled.store.log.setting("setting 3") == [3])
        #expect(filled.store.log.heads(in: .north).count == 2)
        #expect(throws: VaultError.self) {
            for chain in filled.chains { _ = try filled.store.log.segments(of: chain.id, in: chain.writer.space, from: 0) }
        }
        let report = try filled.store.vault.repair()
        #expect(!report.entries.isEmpty)
        #expect(filled.store.vault.ring.incarnation != incarnation)
        try filled.store.reopen()
        #expect(filled.store.vault.damage.isEmpty)
        for lost in report.entries {
            let chain = try #require(filled.chains.first { $0.id == lost.chain })
            #expect((filled.store.log.head(of: lost.chain, in: lost.space)?.count ?? 0) == lost.from)
            var batch = LogBatch(Array(chain.segments[Int(lost.from)...]))
            batch.released = Set(try filled.store.log.held().filter { $0.isSalvaged && $0.contents.chain == lost.chain }.map(\.id))
            try filled.store.log.write(batch)
        }
        for _ in 0..<2 {
            #expect(try filled.isIntact())
            #expect(filled.store.vault.check(readData: true).faults.isEmpty)
            try filled.store.reopen()
        }
        try filled.store.log.write(LogBatch(try filled.chains[2].save(1)))
    }

    @Test func `small things that cannot be read are given up by a repair, and the rest stays`() throws {
        let filled = try Filled()
        try filled.tamper("UPDATE setting SET body = zeroblob(9) WHERE id = 2; UPDATE outbox SET wrap = zeroblob(60) WHERE id = 1")
        try filled.store.open()
        try filled.store.vault.repair()
        try filled.store.reopen()
        #expect(filled.store.vault.damage.isEmpty)
        #expect(try LogPicture(filled.store.log).entries == filled.picture.entries)
        #expect(try filled.store.log.outbox().count == filled.picture.outbox.count - 1)
    }
}
