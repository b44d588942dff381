import GRDB
import Glibc
import Records
import ReplicatedLog
import Sealing
import Testing

@testable import Vault

@Suite struct VaultTests {
    private static func sealingCode(_ body: () throws -> Void) -> SealingErrorCode? {
        do { try body() } catch let error as SealingError { return error.code } catch { Issue.record(error) }
        return nil
    }

    // MARK: Creating and holding

    @Test func `a new store is readable by its owner only, and holds what it should`() throws {
        let store = try TestVault()
        #expect(try store.folder.permissions("") == 0o700)
        for file in store.folder.files { #expect(try store.folder.permissions(file) == 0o600, "\(file)") }
        try store.vault.writeImage([])
        try store.close()
        #expect(store.folder.files == ["keyfile.a", "keyfile.b", "lock", "log.sqlite", "view.sealed"])
    }

    @Test func `the same keys and the same person are there when it is unlocked again`() throws {
        let store = try TestVault()
        let ring = store.vault.ring
        try store.reopen()
        #expect(store.vault.ring.signingKey.publicKey == ring.signingKey.publicKey)
        #expect(store.vault.ring.incarnation == ring.incarnation)
        #expect(store.vault.person == .filled(1))
        #expect(store.vault.warnings.isEmpty)
    }

    @Test func `a second opener is told which process holds the store`() throws {
        let store = try TestVault()
        do {
            _ = try Vault.unlock(at: store.folder.home, passphrase: try Passphrase(TestVault.passphrase))
            Issue.record("the store was opened twice")
        } catch let error as VaultError {
            #expect(error.code == .held)
            #expect(error.message.contains("\(getpid())"))
        }
        try store.vault.close()
        try store.open()
    }

    @Test func `a folder with something else in it is refused and left alone`() throws {
        let folder = try TestFolder()
        #expect(mkdir(folder.home, 0o755) == 0)
        try folder.write([1], to: "letter.txt")
        #expect(code { _ = try VaultDirectory.create(folder.home) } == .notAStore)
        #expect(code { _ = try VaultDirectory.open(folder.home) } == .notAStore)
        #expect(folder.files == ["letter.txt"])
        let store = try TestVault()
        #expect(code { _ = try VaultDirectory.create(store.folder.home) } == .alreadyExists)
    }

    @Test(arguments: [
        [], ["lock"], ["log.sqlite.new"], ["log.sqlite.new", "keyfile.a.new"], ["log.sqlite.new", "keyfile.a", "keyfile.b", "lock"],
    ])
    func `an interrupted creation is no store and can be begun again`(leftovers: [String]) throws {
        let folder = try TestFolder()
        #expect(mkdir(folder.home, 0o755) == 0)
        for name in leftovers { try folder.write([1, 2, 3], to: name) }
        #expect(!VaultDirectory.exists(folder.home))
        #expect(code { _ = try VaultDirectory.open(folder.home) } == .notAStore)
        let vault = try Vault.create(
            at: folder.home, person: .filled(1), passphrase: try Passphrase("again"), parameters: .weakest)
        try vault.close()
        #expect(folder.files == ["keyfile.a", "keyfile.b", "lock", "log.sqlite"])
    }

    @Test func `a store that lost its log is not taken for an empty one`() throws {
        let store = try TestVault()
        try store.close()
        try store.folder.remove("log.sqlite")
        #expect(code { try store.open() } == .missing)
        #expect(!store.folder.exists("log.sqlite"))
        #expect(code { _ = try VaultDirectory.create(store.folder.home) } == .alreadyExists)
    }

    // MARK: Persons and passphrases

    @Test func `persons come, change their passphrases and go`() throws {
        let store = try TestVault()
        try store.vault.addPerson(.filled(2), passphrase: try Passphrase("second"))
        #expect(try Set(store.vault.persons()) == [.filled(1), .filled(2)])
        try store.close()
        #expect(try store.open("second").person == .filled(2))
        try store.vault.changePassphrase(try Passphrase("third"))
        try store.close()
        #expect(Self.sealingCode { try store.open("second") } == .wrongPassphrase)
        try store.open("third")
        try store.vault.removePerson(.filled(1))
        try store.close()
        #expect(Self.sealingCode { try store.open() } == .wrongPassphrase)
        try store.open("third")
        #expect(Self.sealingCode { try store.vault.removePerson(.filled(2)) } == .lastPerson)
        #expect(store.vault.warnings.isEmpty)
    }

    // MARK: Keyfiles

    @Test(arguments: ["keyfile.a", "keyfile.b"], [nil, 0, 40, 1000] as [Int?])
    func `a damaged or missing copy of the keyfile is written again from the other`(name: String, flipped: Int?) throws {
        let store = try TestVault()
        try store.close()
        var bytes = try store.folder.bytes(name)
        let whole = bytes
        if let flipped {
            bytes[flipped] ^= 1
            try store.folder.write(bytes, to: name)
        } else {
            try store.folder.remove(name)
        }
        try store.open()
        #expect(store.vault.warnings.count == 1)
        #expect(try store.folder.bytes(name) == whole)
        try store.reopen()
        #expect(store.vault.warnings.isEmpty)
    }

    @Test func `when both copies of the keyfile are damaged that is said, and not a wrong passphrase`() throws {
        let store = try TestVault()
        try store.close()
        for name in ["keyfile.a", "keyfile.b"] {
            var bytes = try store.folder.bytes(name)
            bytes[100] ^= 1
            try store.folder.write(bytes, to: name)
        }
        #expect(Self.sealingCode { try store.open() } == .damaged)
    }

    @Test func `a crash between the two copies leaves the newer one in force`() throws {
        let store = try TestVault()
        let old = try store.folder.bytes("keyfile.b")
        try store.vault.changePassphrase(try Passphrase("new one"))
        try store.close()
        try store.folder.write(old, to: "keyfile.b")
        #expect(Self.sealingCode { try store.open() } == .wrongPassphrase)
        try store.open("new one")
        #expect(try store.folder.bytes("keyfile.a") == store.folder.bytes("keyfile.b"))
    }

    @Test func `a keyfile from before a person was removed is recognised`() throws {
        let store = try TestVault()
        try store.vault.addPerson(.filled(2), passphrase: try Passphrase("second"))
        let old = try store.folder.bytes("keyfile.a")
        try store.vault.removePerson(.filled(2))
        try store.close()
        for name in ["keyfile.a", "keyfile.b"] { try store.folder.write(old, to: name) }
        #expect(code { try store.open("second") } == .olderKeyfile)
        #expect(code { try store.open() } == .olderKeyfile)
    }

    @Test func `a keyfile of another store opens nothing here`() throws {
        let store = try TestVault()
        let other = try TestVault()
        try store.close()
        for name in ["keyfile.a", "keyfile.b"] { try store.folder.write(try other.folder.bytes(name), to: name) }
        #expect(code { try store.open() } == .damaged)
    }

    // MARK: Keys

    @Test func `a changed key ring is there after the store was opened again`() throws {
        let store = try TestVault()
        var ring = store.vault.ring
        ring.rotateRecipientKey(retireAfter: 9)
        try store.vault.saveRing(ring)
        try store.reopen()
        #expect(store.vault.ring.recipientKeys.map(\.publicKey) == ring.recipientKeys.map(\.publicKey))
    }

    @Test func `a key ring that would lose the keys of a space is refused`() throws {
        let store = try TestVault()
        let before = store.vault.ring
        var chain = try TestChain(1, in: .north)
        try store.log.write(LogBatch(try chain.save(1)))
        #expect(code { try store.vault.saveRing(before) } == .refused)
        try store.reopen()
        #expect(try store.log.entry(chain.id, 0, in: .north) != nil)
    }

    @Test func `one damaged copy of the key ring is written again from the other`() throws {
        let store = try TestVault()
        try store.database.raw.read { db in
            try db.execute(sql: "UPDATE ring_a SET body = zeroblob(length(body))")
        }
        try store.reopen()
        #expect(store.vault.warnings.count == 1)
        #expect(try store.database.raw.ring(.ringA) == store.database.raw.ring(.ringB))
        try store.reopen()
        #expect(store.vault.warnings.isEmpty)
    }

    @Test func `erasing gives the space another key, and what was interrupted is finished`() throws {
        let store = try TestVault()
        var chain = try TestChain(1, in: .north)
        try store.log.write(LogBatch(try chain.save(4)))
        var pieces: [[UInt8]] = [[1, 2, 3]]
        let digest = try store.documents.add(to: .north) { pieces.popLast() }.digest
        try store.vault.writeImage([ImagePart(name: "view", bytes: [1])])
        let old = try #require(store.vault.ring.spaceKey(.north))
        try store.vault.erase([chain.id: [2]], in: .north)
        #expect(store.vault.ring.spaceKey(.north) != old)
        #expect(!store.vault.ring.hasFormerKeys(of: .north))
        #expect(!store.folder.exists("view.sealed"))

        // A crash right after the new key was made.
        var ring = store.vault.ring
        try ring.rotateSpaceKey(.north)
        try store.vault.saveRing(ring)
        for _ in 0..<2 {
            try store.reopen()
            #expect(!store.vault.ring.hasFormerKeys(of: .north))
            #expect(store.vault.damage.isEmpty)
            #expect(try store.log.entry(chain.id, 1, in: .north) == chain.segments[1].entries[0])
            #expect(try store.log.entry(chain.id, 2, in: .north)?.payload == nil)
            #expect(try store.documents.read(digest, in: .north, at: 0, count: 3) == [1, 2, 3])
        }
    }

    @Test func `a removed space leaves neither its keys nor its rows`() throws {
        let store = try TestVault()
        var chain = try TestChain(1, in: .north)
        try store.log.write(LogBatch(try chain.save(4)))
        try store.vault.removeSpace(.north)
        for _ in 0..<2 {
            #expect(store.vault.ring.spaceKey(.north) == nil)
            #expect(store.log.spaces.isEmpty)
            #expect(try store.database.raw.rowCount(.segment) == 0)
            #expect(store.vault.damage.isEmpty)
            try store.reopen()
        }
    }

    // MARK: The image of the view

    @Test func `the image gives back its parts once, whatever their size`() throws {
        let store = try TestVault()
        let parts = ["empty": 0, "small": 10, "edge": 1 << 20, "large": 3_000_001].mapValues { count in
            (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        }
        try store.vault.writeImage(parts.map { ImagePart(name: $0.key, bytes: $0.value) })
        try store.reopen()
        let image = try #require(store.vault.takeImage())
        for (name, bytes) in parts { #expect(image[name] == bytes) }
        #expect(store.vault.takeImage() == nil)
    }

    @Test func `a damaged image, or that of another store, is as good as none`() throws {
        let store = try TestVault()
        let other = try TestVault()
        for vault in [store, other] { try vault.vault.writeImage([ImagePart(name: "view", bytes: [UInt8](repeating: 1, count: 50_000))]) }
        let whole = try store.folder.bytes("view.sealed")
        var flipped = whole
        flipped[30_000] ^= 1
        for bytes in [flipped, Array(whole[..<40_000]), [], try other.folder.bytes("view.sealed")] {
            try store.close()
            try store.folder.write(bytes, to: "view.sealed")
            try store.open()
            #expect(store.vault.takeImage() == nil)
        }
    }
}
