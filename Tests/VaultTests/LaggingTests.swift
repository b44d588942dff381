import Foundation
import GRDB
import Records
import ReplicatedLog
import Sealing
import Testing

@testable import Vault

/// A save by itself writes one row; the heads and the tally follow, and until then the segments say what they would say.
@Suite struct LaggingTests {
    /// A store of two chains in one space and one in another, where the last saves came one by one.
    private func saved(_ count: Int) throws -> (store: TestVault, chains: [TestChain]) {
        let store = try TestVault()
        var chains = [try TestChain(1, in: .north), try TestChain(2, in: .north), try TestChain(3, in: .south)]
        for index in chains.indices { try store.log.write(LogBatch(try chains[index].save(2))) }
        for number in 0..<count { try store.log.write(LogBatch(try chains[number % 3].save(1))) }
        return (store, chains)
    }

    private func tamper(_ store: TestVault, _ sql: String) throws {
        let queue = try DatabaseQueue(path: store.folder.file("log.sqlite"))
        try queue.write { try $0.execute(sql: sql) }
        try queue.close()
    }

    private func logByteCount(_ store: TestVault) throws -> Int { try store.folder.bytes("log.sqlite-wal").count }

    @Test func `a save by itself takes two pages of the write-ahead log`() throws {
        var (store, chains) = try saved(10)
        var taken = [Int]()
        for _ in 0..<21 {
            let before = try logByteCount(store)
            try store.log.write(LogBatch(try chains[0].save(1)))
            taken.append((try logByteCount(store) - before) / (4096 + 24))
        }
        // A page more where a page of the table is full.
        #expect(taken.sorted()[10] == 2 && taken.allSatisfy { (2...4).contains($0) }, "\(taken)")
    }

    @Test(arguments: [0, 1, 7, 127, 128, 129, 300])
    func `a store whose process was killed has every save`(count: Int) throws {
        let (store, chains) = try saved(count)
        let picture = try LogPicture(store.log)
        for end in [chains[0], chains[1], chains[2]] {
            #expect(store.log.head(of: end.id, in: end.writer.space) == end.head)
        }
        let killed = try store.killed()
        try killed.open()
        for _ in 0..<2 {
            #expect(killed.vault.damage.isEmpty && killed.vault.warnings.isEmpty)
            #expect(killed.vault.check(readData: true).faults.isEmpty)
            #expect(try LogPicture(killed.log) == picture)
            try killed.reopen()
        }
        var next = chains[1]
        try killed.log.write(LogBatch(try next.save(1)))
        #expect(killed.log.head(of: next.id, in: .north) == next.head)
    }

    @Test(arguments: ["max(id)", "max(id) - 1", "max(id) - 4", "min(id)"])
    func `a save that vanished from a store whose process was killed is missed`(row: String) throws {
        let killed = try saved(9).store.killed()
        try tamper(killed, "DELETE FROM segment WHERE id = (SELECT \(row) FROM segment)")
        try killed.open()
        #expect(!killed.vault.damage.isEmpty && !killed.vault.check(readData: false).faults.isEmpty)
        try killed.vault.repair()
        try killed.reopen()
        #expect(killed.vault.damage.isEmpty && killed.vault.check(readData: true).faults.isEmpty)
    }

    @Test(arguments: 0..<9)
    func `a save that cannot be read any more after a kill costs what follows it in its chain, and waits`(number: Int64) throws {
        let (store, chains) = try saved(9)
        let killed = try store.killed()
        try tamper(killed, "UPDATE segment SET body = zeroblob(300) WHERE id = \(7 + number)")
        try killed.open()
        #expect(!killed.vault.damage.isEmpty)
        try killed.vault.repair()
        try killed.reopen()
        #expect(killed.vault.check(readData: true).faults.isEmpty)
        let broken = chains[Int(number) % 3]
        let end = UInt64(2 + number / 3)
        #expect(killed.log.head(of: broken.id, in: broken.writer.space)?.count == end)
        #expect(try killed.log.held().map(\.contents.first).sorted() == Array(end + 1..<5))
        for chain in chains where chain.id != broken.id {
            #expect(killed.log.head(of: chain.id, in: chain.writer.space) == chain.head)
        }
    }

    @Test func `joining, erasing and a parcel of others bring the heads up to the saves before`() throws {
        let acts: [(TestVault, inout [TestChain]) throws -> Void] = [
            { store, _ in _ = try store.log.compact(.north, limit: 64) },
            { store, chains in _ = try store.log.compactOneRun(of: chains[0].id, in: .north) },
            { store, chains in try store.log.erase([chains[0].id: [3]], in: .north) },
            { store, chains in try store.log.write(LogBatch(try chains[1].save(2) + chains[2].save(1))) },
            { store, _ in try store.log.remove(.south) },
        ]
        for act in acts {
            var (store, chains) = try saved(12)
            try act(store, &chains)
            let picture = try LogPicture(store.log)
            let killed = try store.killed()
            try killed.open()
            #expect(killed.vault.damage.isEmpty)
            #expect(try LogPicture(killed.log) == picture)
            // And once more after a save that lags again.
            try killed.log.write(LogBatch(try chains[0].save(1)))
            let again = try killed.killed()
            try again.open()
            #expect(again.vault.damage.isEmpty && again.log.head(of: chains[0].id, in: .north) == chains[0].head)
        }
    }

    @Test func `a store of the former layout opens, and is of this one once something is written`() throws {
        var (store, chains) = try saved(5)
        try store.reopen()
        let picture = try LogPicture(store.log)
        // The tally of layout 1 says nothing about numbers.
        var former = RowTally()
        for table in LogTable.allCases where table != .tally { former.counts[table] = try store.database.raw.rowCount(table) }
        let row = try store.database.seal(former.encoded, in: SealedDatabase.deviceSpace, table: .tally, id: RowTally.row)
        _ = try store.database.raw.write { try $0.update(.tally, id: RowTally.row, wrap: row.wrap, body: row.body) }
        try store.database.raw.close()
        store.abandon()
        try tamper(store, "PRAGMA user_version = 1")
        try store.open()
        #expect(store.vault.damage.isEmpty && store.vault.check(readData: true).faults.isEmpty)
        #expect(store.database.raw.version == 1)
        #expect(try LogPicture(store.log) == picture)
        for _ in 0..<3 { try store.log.write(LogBatch(try chains[0].save(1))) }
        #expect(store.database.raw.version == 2)
        let killed = try store.killed()
        try killed.open()
        #expect(killed.vault.damage.isEmpty && killed.database.raw.version == 2)
        #expect(killed.log.head(of: chains[0].id, in: .north) == chains[0].head)
    }

    @Test func `a number that a failed save had is given to the next one, and nothing is missed`() throws {
        var (store, chains) = try saved(2)
        struct Fault: Error {}
        let next = try chains[0].save(1)
        store.database.raw.fault = { if $0 == .segment { throw Fault() } }
        #expect(throws: Fault.self) { try store.log.write(LogBatch(next)) }
        store.database.raw.fault = nil
        try store.log.write(LogBatch(next))
        let killed = try store.killed()
        try killed.open()
        #expect(killed.vault.damage.isEmpty && killed.log.head(of: chains[0].id, in: .north) == chains[0].head)
    }
}
