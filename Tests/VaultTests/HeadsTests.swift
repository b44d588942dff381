import Glibc
import Records
import ReplicatedLog
import Sealing
import Testing

@testable import Vault

/// An older copy of `log.sqlite` in a store that is otherwise as it was left.
@Suite struct HeadsTests {
    /// A store closed after four entries, with the log as it was after two of them.
    private func filled() throws -> (store: TestVault, chain: TestChain, older: [UInt8]) {
        let store = try TestVault()
        var chain = try TestChain(1, in: .north)
        try store.log.write(LogBatch(try chain.save(2)))
        try store.close()
        let older = try store.folder.bytes("log.sqlite")
        try store.open()
        try store.log.write(LogBatch(try chain.save(2)))
        try store.close()
        return (store, chain, older)
    }

    @Test func `a log that was put back is noticed, and one that went on is not`() throws {
        var (store, chain, older) = try filled()
        #expect(try !store.open().logWasPutBack)
        try store.log.write(LogBatch(try chain.save(3)))
        // As a process that is killed leaves it: the record is behind the log.
        let newer = try store.folder.bytes("heads.sealed")
        try store.close()
        try store.folder.write(newer, to: "heads.sealed")
        #expect(try !store.open().logWasPutBack)
        try store.close()

        try store.folder.write(older, to: "log.sqlite")
        #expect(try store.open().logWasPutBack)
        // Closing records what there is now.
        #expect(try !store.reopen().logWasPutBack)
    }

    @Test func `a log that holds as many entries of another course is noticed`() throws {
        let (store, _, older) = try filled()
        let record = try store.folder.bytes("heads.sealed")
        try store.folder.write(older, to: "log.sqlite")
        try store.folder.remove("heads.sealed")
        try store.open()
        var other = try TestChain(1, in: .north)
        try other.save(2)
        try store.log.write(LogBatch(try other.save(2, text: "something else")))
        try store.close()
        try store.folder.write(record, to: "heads.sealed")
        #expect(try store.open().logWasPutBack)
    }

    @Test(arguments: ["missing", "flipped", "short", "empty", "of another store", "too large"])
    func `a record that cannot be read is no error, and is written again`(damage: String) throws {
        let (store, _, older) = try filled()
        var bytes = try store.folder.bytes("heads.sealed")
        let whole = bytes.count
        switch damage {
        case "flipped": bytes[bytes.count - 1] ^= 1
        case "short": bytes.removeLast(20)
        case "empty": bytes = []
        case "of another store":
            let other = try filled().store
            bytes = try other.folder.bytes("heads.sealed")
        case "too large": #expect(truncate(store.folder.file("heads.sealed"), off_t(HeadsRecord.byteCountMax) + 1) == 0)
        default: try store.folder.remove("heads.sealed")
        }
        if damage != "missing", damage != "too large" { try store.folder.write(bytes, to: "heads.sealed") }
        #expect(try !store.open().logWasPutBack)
        #expect(store.vault.warnings.isEmpty && store.vault.damage.isEmpty)
        try store.close()
        #expect(try store.folder.bytes("heads.sealed").count == whole)
        #expect(try store.folder.permissions("heads.sealed") == 0o600)
        try store.folder.write(older, to: "log.sqlite")
        #expect(try store.open().logWasPutBack)
    }

    @Test func `the record follows the image, and a closing that changes nothing does not write it`() throws {
        let store = try TestVault()
        try store.reopen()
        #expect(!store.folder.exists("heads.sealed"))
        var chain = try TestChain(1, in: .north)
        try store.log.write(LogBatch(try chain.save(1)))
        try store.vault.writeImage([])
        let written = try store.folder.bytes("heads.sealed")
        // It is sealed with fresh random bytes each time.
        try store.reopen()
        try store.reopen()
        #expect(try store.folder.bytes("heads.sealed") == written)
        try store.log.write(LogBatch(try chain.save(1)))
        try store.close()
        #expect(try store.folder.bytes("heads.sealed") != written)
    }

    @Test func `what was removed or given up on purpose is not taken for an older log`() throws {
        let (store, chain, _) = try filled()
        try store.open()
        var other = try TestChain(2, in: .south)
        try store.log.write(LogBatch(try other.save(1)))
        try store.reopen()
        try store.vault.removeSpace(.south)
        #expect(try !store.reopen().logWasPutBack)
        let row = try #require(try store.database.raw.row(.segment, 3))
        _ = try store.database.raw.write { try $0.update(.segment, id: 3, wrap: row.wrap, body: [1, 2, 3]) }
        // Damage is not taken for it either.
        #expect(try !store.reopen().logWasPutBack)
        #expect(try store.vault.repair().entries.map(\.chain) == [chain.id])
        #expect(try !store.reopen().logWasPutBack)
    }

    @Test func `a store whose disk has failed closes without it`() throws {
        let (store, chain, _) = try filled()
        let written = try store.folder.bytes("heads.sealed")
        try store.open()
        var next = chain
        try store.log.write(LogBatch(try next.save(1)))
        store.database.raw.stop(VaultError(.stopped, "the disk"))
        try store.close()
        #expect(try store.folder.bytes("heads.sealed") == written)
        #expect(try !store.open().logWasPutBack)
    }

    @Test func `the record is laid out as documented`() throws {
        let store = try TestVault()
        var chain = try TestChain(1, in: .north)
        try store.log.write(LogBatch(try chain.save(3)))
        let context = Array("satchel/v1/vault-heads\0".utf8) + store.vault.keyfile.storeID.bytes
        let key = store.vault.unlocked.storeKey
        try store.close()
        let plaintext = try SealedObject.open(try store.folder.bytes("heads.sealed"), key: key, context: context)
        let content: [UInt8] = [1] + SpaceID.north.bytes + chain.id.bytes + [3] + chain.head.hash.bytes
        let unpadded = [UInt8(content.count)] + content
        #expect(Array(plaintext.prefix(unpadded.count)) == unpadded)
        #expect(plaintext.count == Int(Padme.paddedSize(UInt64(unpadded.count))))
        #expect(plaintext.dropFirst(unpadded.count).allSatisfy { $0 == 0 })
    }
}
