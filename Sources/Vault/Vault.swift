import Crypto
public import Records
import ReplicatedLog
public import Sealing

/// A device's sealed store on disk, unlocked: the log, the documents, the image of the view, and the keys to them.
///
/// Owned by one actor; not to be shared. While it lives, no other process can open the store.
public final class Vault {
    public let log: SealedLogStore
    public let documents: DocumentStore
    public let path: String
    /// Who unlocked it.
    public let person: PersonID
    /// What was found and mended while opening, in words.
    public internal(set) var warnings: [String]
    let directory: VaultDirectory
    /// Where keys, incarnations and names come from.
    let random: Randomness
    let database: SealedDatabase
    var keyfile: Keyfile
    let unlocked: Keyfile.Unlocked
    /// The log lacks something that was in it when the store was last closed: an older copy of `log.sqlite` was put back.
    ///
    /// Going on with this device's chains would fork them. A store that was put back as a whole looks like this one did then; only others
    /// can tell. What came after the last closing, and was lost with a copy from between, is not noticed here either.
    public let logWasPutBack: Bool
    /// The image found at opening, until ``takeImage()``.
    var loadedImage: StoredImage?
    var imageWriter: ViewImageWriter?
    /// Of the newest image, without what sealing adds.
    public internal(set) var imageByteCount: Int
    /// What lies in the file.
    private var writtenHeads: HeadsRecord?

    private init(
        directory: VaultDirectory, keyfile: Keyfile, unlocked: Keyfile.Unlocked, random: Randomness, pageCountMax: Int?
    ) throws {
        self.directory = directory
        self.random = random
        self.keyfile = keyfile
        self.unlocked = unlocked
        path = directory.path
        person = unlocked.person
        let raw = try LogDatabase(path: directory.log, on: directory.disk, creating: false, pageCountMax: pageCountMax)
        database = try SealedDatabase(opening: raw, storeKey: unlocked.storeKey)
        var image = try? StoredImage(directory.image, on: directory.disk, key: unlocked.storeKey, store: keyfile.storeID)
        let indexImage: [UInt8]?
        do { indexImage = try image?.bytes(of: Self.indexPart) } catch {
            indexImage = nil
            image = nil
        }
        log = try SealedLogStore(database: database, indexImage: indexImage)
        imageByteCount = Int(image?.byteCount ?? 0)
        documents = try DocumentStore(directory: directory, database: database, random: random)
        // A cache: without it, or when it cannot be read, the store is as good, and only this is not noticed.
        writtenHeads = try? HeadsRecord(
            opening: DurableFile.read(directory.heads, on: directory.disk, byteCountMax: HeadsRecord.byteCountMax), key: unlocked.storeKey,
            store: keyfile.storeID)
        // Damage explains a log that lacks something, and is dealt with by a repair.
        logWasPutBack = database.damage.isEmpty && writtenHeads?.isBeyond(log) ?? false
        loadedImage = image
        warnings = database.mended + database.damage
    }

    /// A new store with new keys. An interrupted creation leaves a folder in which it can be begun again.
    ///
    /// - Throws: `.alreadyExists`, `.notAStore`, and what storage throws.
    /// - Complexity: two scrypt derivations.
    public static func create(
        at path: String, on disk: any Disk = SystemDisk(), person: PersonID, passphrase: Passphrase, parameters: ScryptParameters,
        random: Randomness = .system, pageCountMax: Int? = nil
    ) throws -> Vault {
        var generator = random
        let directory = try VaultDirectory.create(path, on: disk)
        let storeKey = SymmetricKey(size: .bits256)
        let keyfile = try Keyfile.create(
            storeID: StoreID.random(using: &generator), storeKey: storeKey, person: person, passphrase: passphrase, parameters: parameters,
            random: &generator)
        var ring = KeyRing.generate(random: &generator)
        try ring.addSpace(SealedDatabase.deviceSpace)
        let raw = try LogDatabase(path: directory.unfinishedLog, on: disk, creating: true, pageCountMax: pageCountMax)
        _ = try SealedDatabase(creating: raw, ring: ring, storeKey: storeKey)
        try raw.close()
        try write(keyfile, to: directory.keyfileA, on: disk)
        try write(keyfile, to: directory.keyfileB, on: disk)
        try directory.finishCreation()
        let vault = try Vault(
            directory: directory, keyfile: keyfile, unlocked: try keyfile.unlock(passphrase), random: random, pageCountMax: pageCountMax)
        try vault.rememberGeneration()
        return vault
    }

    /// Opens the store with a person's passphrase. Costs one scrypt derivation.
    ///
    /// Damage that leaves the rest usable does not keep the store shut: see ``damage``.
    ///
    /// - Throws: `SealingError` `.wrongPassphrase`; `.notAStore`, `.held`, `.damaged`, `.newerVersion`, `.olderKeyfile`.
    public static func unlock(
        at path: String, on disk: any Disk = SystemDisk(), passphrase: Passphrase, random: Randomness = .system, pageCountMax: Int? = nil
    ) throws -> Vault {
        let directory = try VaultDirectory.open(path, on: disk)
        let (keyfile, unlocked, needsRewrite) = try unlockKeyfile(directory, passphrase)
        let vault = try Vault(
            directory: directory, keyfile: keyfile, unlocked: unlocked, random: random, pageCountMax: pageCountMax)
        try vault.compareGeneration()
        if needsRewrite { vault.mendKeyfile() }
        if vault.damage.isEmpty { try vault.database.finishKeyChanges() }
        return vault
    }

    /// The keys as they are now. Change a copy and hand it to ``saveRing(_:)``.
    public var ring: KeyRing { database.ring }

    /// Makes a changed key ring durable.
    ///
    /// - Throws: `.refused` when it lacks the keys of a space that is held.
    public func saveRing(_ ring: KeyRing) throws { try database.saveRing(ring) }

    /// Closes the files and lets other processes open the store. Nothing of the store can be used afterwards.
    ///
    /// - Throws: `.stopped` when the disk failed; the store is closed all the same.
    public func close() throws {
        // Whatever fails: the next process must be able to open the store.
        defer { directory.release() }
        abandonImage()
        var failure: (any Error)?
        if database.raw.stopped == nil {
            // What lags is in the segments; without room for it the next opening looks there.
            try? log.catchUp()
            do { try writeHeads() } catch { failure = error }
        }
        try database.raw.close()
        if let failure { throw failure }
    }

    /// Bytes of the store on disk.
    public var byteCount: UInt64 { FolderSize.bytes(below: path) }
}

extension Vault {
    /// Records beside the log how far its chains are held. Does nothing when that is what the record says, when parts of the log are
    /// damaged, or when there is no room: an older record protects less, and is as true.
    ///
    /// - Throws: `.stopped` when the disk fails.
    public func writeHeads() throws {
        guard database.damage.isEmpty else { return }
        let record = HeadsRecord(of: log)
        guard record != writtenHeads, !record.isEmpty || writtenHeads != nil else { return }
        try database.raw.requireWritable(growing: false)
        do {
            try DurableFile.write(
                record.sealed(key: unlocked.storeKey, store: keyfile.storeID), to: directory.heads, on: directory.disk)
        } catch let error as VaultError where error.code == .storageFull || error.code == .readOnly {
            return
        } catch {
            throw database.raw.judge(error)
        }
        writtenHeads = record
    }

    /// Takes the record away before the log is made to hold less.
    func removeHeads() throws {
        writtenHeads = nil
        do {
            try DurableFile.remove(directory.heads, on: directory.disk)
            try DurableFile.syncFolder(of: directory.heads, on: directory.disk)
        } catch {
            throw database.raw.judge(error)
        }
    }
}
