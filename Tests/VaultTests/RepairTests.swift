import Records
import ReplicatedLog
import Sealing
import Testing

@testable import Vault

/// A repair gives up what cannot be read, and not one entry more.
@Suite struct RepairTests {
    private static let entryCount = 6

    /// A store with one chain, every entry in a row of its own, and with `damaged` of them unreadable; opened again.
    private func damaged(_ damaged: Set<Int>, of space: SpaceID = .north) throws -> (store: TestVault, chain: TestChain) {
        let store = try TestVault()
        var chain = try TestChain(1, in: space)
        for segment in try chain.save(Self.entryCount) { try store.log.write(LogBatch([segment])) }
        for row in damaged { try damage(.segment, Int64(row + 1), of: store) }
        try store.reopen()
        return (store, chain)
    }

    private func damage(_ table: LogTable, _ id: Int64, of store: TestVault) throws {
        let row = try #require(try store.database.raw.row(table, id))
        _ = try store.database.raw.write { try $0.update(table, id: id, wrap: row.wrap, body: row.body.map { ~$0 }) }
    }

    @Test(arguments: 1..<(1 << entryCount))
    func `of a chain with holes every entry that can be read is kept, in the log or waiting`(holes: Int) throws {
        let gone = Set((0..<Self.entryCount).filter { holes & 1 << $0 != 0 })
        let (store, chain) = try damaged(gone)
        let whole = (0..<Self.entryCount).prefix { !gone.contains($0) }.count
        let report = try store.vault.repair()
        let waiting = (whole..<Self.entryCount).filter { !gone.contains($0) }
        #expect(report.entries.map(\.from) == [UInt64(whole)])
        #expect(report.entries.map(\.keptCount) == [UInt64(waiting.count)])
        #expect(report.entries.map(\.lostCount) == [UInt64(gone.count)])
        for _ in 0..<2 {
            #expect(store.vault.damage.isEmpty)
            #expect(store.vault.check(readData: true).faults.isEmpty)
            #expect(try store.log.segments(of: chain.id, in: .north, from: 0) == chain.segments[..<whole].map(\.contents))
            let held = try store.log.held().sorted { $0.contents.first < $1.contents.first }
            #expect(held.map(\.contents) == waiting.map { chain.segments[$0].contents })
            #expect(held.allSatisfy { $0.reason == .gap && $0.isSalvaged })
            try store.reopen()
        }
        // Once more, with the first row that is left: nothing that waits is lost by it.
        guard whole > 0 else { return }
        try damage(.segment, 1, of: store)
        try store.reopen()
        #expect(try store.vault.repair().entries.map(\.keptCount) == [UInt64(whole - 1)])
        #expect(Set(try store.log.held().map(\.contents.first)) == Set((1..<whole).map(UInt64.init)).union(waiting.map(UInt64.init)))
    }

    @Test(arguments: 0..<entryCount)
    func `entries behind the damage can be read, and only what covers it is refused`(hole: Int) throws {
        let (store, chain) = try damaged([hole])
        for sequence in 0..<Self.entryCount {
            let read = { try store.log.segments(of: chain.id, in: .north, from: UInt64(sequence)) }
            if sequence > hole {
                #expect(try read() == chain.segments[sequence...].map(\.contents))
            } else {
                #expect(code { _ = try read() } == .damaged)
            }
        }
    }

    @Test func `a row that the image still knows is passed over once a check has read it`() throws {
        let store = try TestVault()
        var chain = try TestChain(1, in: .north)
        for segment in try chain.save(Self.entryCount) { try store.log.write(LogBatch([segment])) }
        try store.vault.writeImage([])
        try damage(.segment, 3, of: store)
        try store.reopen()
        #expect(store.vault.damage.isEmpty)
        #expect(code { try store.log.allSegments(in: .north) { _ in } } == .damaged)
        for _ in 0..<2 { #expect(store.vault.check(readData: true).faults.count == 1) }
        var read = [UnverifiedSegment]()
        try store.log.allSegments(in: .north) { read.append($0) }
        #expect(read == chain.segments[..<2].map(\.contents))
        #expect(try store.vault.repair().entries.map(\.keptCount) == [3])
        #expect(store.vault.damage.isEmpty)
        #expect(try store.reopen().damage.isEmpty)
    }

    @Test(arguments: [LogTable.segment, .head, .held, .setting, .document])
    func `a repair that fails half way changes nothing, and the next one does all of it`(table: LogTable) throws {
        let (store, chain) = try damaged([2])
        var pieces = [[UInt8](repeating: 7, count: 100)]
        // A store with damage takes documents, though no entries.
        let digest = try store.documents.add(to: .north) { pieces.popLast() }.digest
        try store.folder.remove(try #require(store.folder.files.first { $0.hasPrefix("blobs/") }))
        _ = store.vault.check(readData: true)
        let incarnation = store.vault.ring.incarnation
        let repair = { try store.vault.repair { lost in ["lost": Array(lost.values.flatMap { $0 }.joined())] } }
        store.database.raw.fault = { if $0 == table { throw TestFailure("no") } }
        #expect(throws: TestFailure.self) { _ = try repair() }
        store.database.raw.fault = nil
        // By then the device has let go of a chain that it might have cut.
        #expect(store.vault.ring.incarnation != incarnation)
        try store.reopen()
        #expect(!store.vault.damage.isEmpty)
        #expect(try store.log.held().isEmpty)
        #expect(try store.log.setting("lost") == nil)
        #expect(try store.log.segments(of: chain.id, in: .north, from: 3).count == 3)
        _ = store.vault.check(readData: true)
        #expect(try repair().documents == [digest])
        try store.reopen()
        #expect(try store.log.setting("lost") == digest)
        #expect(try store.log.held().count == 3)
        #expect(store.documents.count == 0)
        #expect(store.vault.check(readData: true).faults.isEmpty)
    }

    @Test func `a document that was mended since the check is not given up`() throws {
        let store = try TestVault()
        let bytes = [UInt8](repeating: 7, count: 100)
        var pieces = [bytes]
        _ = try store.documents.add(to: .north) { pieces.popLast() }
        try store.folder.remove(try #require(store.folder.files.first { $0.hasPrefix("blobs/") }))
        #expect(store.vault.check(readData: false).faults.count == 1)
        pieces = [bytes]
        _ = try store.documents.add(to: .north) { pieces.popLast() }
        #expect(try store.vault.repair().documents.isEmpty)
        #expect(store.documents.count == 1)
    }
}
