import GRDB
import Records
import ReplicatedLog
import Testing

@testable import Vault

@Suite struct CheckTests {
    private func filled() throws -> (store: TestVault, chain: TestChain, digest: [UInt8]) {
        let store = try TestVault()
        var chain = try TestChain(1, in: .north)
        for _ in 0..<6 { try store.log.write(LogBatch(try chain.save(1))) }
        var pieces = [[UInt8](repeating: 7, count: 40_000)]
        return (store, chain, try store.documents.add(to: .north) { pieces.popLast() }.digest)
    }

    @Test(arguments: [false, true])
    func `a whole store has no faults, and what was read is counted`(readData: Bool) throws {
        let (store, _, _) = try filled()
        try store.log.compact(.north, limit: 4)
        try store.log.erase([try TestChain(1, in: .north).id: [2]], in: .north)
        for _ in 0..<2 {
            var steps = [Int]()
            var total = 0
            let report = store.vault.check(readData: readData) {
                steps.append($0)
                total = $1
            }
            #expect(report.faults.isEmpty)
            #expect(report.documentCount == 1)
            #expect(report.entryCount == (readData ? 6 : 0))
            #expect(steps == Array(1...max(1, total)).prefix(total).map { $0 })
            #expect(total == (readData ? report.segmentCount + 1 : 0))
            try store.reopen()
        }
    }

    @Test func `all faults are listed, each with a next step`() throws {
        let (store, _, _) = try filled()
        let file = try #require(store.folder.files.first { $0.hasPrefix("blobs/") })
        var bytes = try store.folder.bytes(file)
        bytes[30_000] ^= 1
        try store.folder.write(bytes, to: file)
        try store.database.raw.read { db in try db.execute(sql: "UPDATE segment SET body = substr(body, 1, 90) WHERE id = 4") }
        try store.folder.write([1, 2, 3], to: "keyfile.b")
        let structure = store.vault.check(readData: false)
        #expect(structure.faults.count == 1)
        let report = store.vault.check(readData: true)
        #expect(report.faults.count == 3)
        #expect(report.faults.allSatisfy { !$0.hint.isEmpty })
        #expect(report.entryCount == 3)
        // Looking twice finds the same.
        #expect(store.vault.check(readData: true).faults == report.faults)
    }

    @Test func `a repair after a check drops damaged documents so that they are fetched again`() throws {
        let (store, _, digest) = try filled()
        let file = try #require(store.folder.files.first { $0.hasPrefix("blobs/") })
        try store.folder.remove(file)
        #expect(store.vault.check(readData: false).faults.count == 1)
        #expect(try store.vault.repair().documents == [digest])
        #expect(!store.documents.has(digest, in: .north))
        try store.reopen()
        #expect(store.vault.check(readData: true).faults.isEmpty)
        #expect(!store.documents.missingRanges(of: digest, size: 40_000, space: .north).isEmpty)
    }

    @Test func `files that nobody knows are counted, and are no fault`() throws {
        let (store, _, _) = try filled()
        let file = try #require(store.folder.files.first { $0.hasPrefix("blobs/") })
        try store.folder.copy(file, to: file + ".new")
        let report = store.vault.check(readData: true)
        #expect(report.faults.isEmpty)
        #expect(report.orphanCount == 1)
    }
}
