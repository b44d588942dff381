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
    public private(set) var person: PersonID
    /// What was found and mended while opening, in words.
    public private(set) var warnings: [String]
    let directory: VaultDirectory
    private let database: LogDatabase
    private let sealer: RowSealer
    private var keyfile: Keyfile
    private var unlocked: Keyfile.Unlocked

    private static let generationSetting = "keyfile-generation"

    private init(
        directory: VaultDirectory, keyfile: Keyfile, unlocked: Keyfile.Unlocked, database: LogDatabase, sealer: RowSealer,
        indexImage: [UInt8]?,
        warnings: [String]
    ) throws {
        self.directory = directory
        self.keyfile = keyfile
        self.unlocked = unlocked
        self.database = database
        self.sealer = sealer
        self.warnings = warnings
        path = directory.path
        person = unlocked.person
        log = try SealedLogStore(database: database, sealer: sealer, indexImage: indexImage)
        documents = try DocumentStore(directory: directory, database: database, sealer: sealer)
    }

    public var ring: KeyRing { sealer.ring }

    /// A new store with new keys.
    ///
    /// - Throws: `.alreadyExists`, `.notAStore`, and what storage throws; the folder is then removed again as far as it was made.
    public static func create(
        at path: String, person: PersonID, passphrase: Passphrase, parameters: ScryptParameters, pageCountMax: Int? = nil
    ) throws -> Vault {
        var random = SystemRandomNumberGenerator()
        let directory = try VaultDirectory.create(path)
        let storeKey = SymmetricKey(size: .bits256)
        let keyfile = try Keyfile.create(
            storeID: StoreID.random(using: &random), storeKey: storeKey, person: person, passphrase: passphrase, parameters: parameters,
            random: &random)
        var ring = KeyRing.generate()
        try ring.addSpace(RowSealer.deviceSpace)
        let database = try LogDatabase(path: directory.log, creating: true, pageCountMax: pageCountMax)
        let sealer = RowSealer(ring: ring, storeKey: storeKey)
        let sealedRing = sealer.sealedRing
        try database.write { try $0.putRing(sealedRing) }
        let vault = try Vault(
            directory: directory, keyfile: keyfile, unlocked: try keyfile.unlock(passphrase), database: database, sealer: sealer,
            indexImage: nil, warnings: [])
        try vault.rememberGeneration()
        // The keyfile makes the folder a store, so it comes last.
        try vault.writeKeyfile()
        return vault
    }

    /// Opens the store with a person's passphrase. Costs one scrypt derivation.
    ///
    /// - Throws: `SealingError` `.wrongPassphrase`; `.notAStore`, `.held`, `.damaged`, `.olderKeyfile`.
    public static func unlock(at path: String, passphrase: Passphrase, pageCountMax: Int? = nil) throws -> Vault {
        let directory = try VaultDirectory.open(path)
        let copies = [directory.keyfileA, directory.keyfileB].map { try? DurableFile.read($0, byteCountMax: Keyfile.byteCountMax) }
        let selection = try Keyfile.newest(of: copies)
        let unlocked = try selection.keyfile.unlock(passphrase)
        let database = try LogDatabase(path: directory.log, creating: false, pageCountMax: pageCountMax)
        let ring = try KeyRing(opening: try database.ring(), storeKey: unlocked.storeKey)
        let sealer = RowSealer(ring: ring, storeKey: unlocked.storeKey)
        let image = try? ViewImage.read(directory.image, key: unlocked.storeKey, store: selection.keyfile.storeID)
        let vault = try Vault(
            directory: directory, keyfile: selection.keyfile, unlocked: unlocked, database: database, sealer: sealer,
            indexImage: image?[SegmentIndexPart.name], warnings: [])
        vault.loadedImage = image
        try vault.compareGeneration()
        if selection.needsRewrite {
            vault.warnings.append("One copy of the keyfile was damaged, missing or old; it was written again from the other.")
            try vault.writeKeyfile()
        }
        return vault
    }

    /// The image's parts as read at opening, until ``takeImage()``.
    private var loadedImage: [String: [UInt8]]?

    enum SegmentIndexPart {
        static let name = "segments"
    }

    // MARK: The image of the view

    /// The image that lay beside the log when the store was opened; `nil` when there was none, or none that opens.
    public func takeImage() -> [String: [UInt8]]? {
        defer { loadedImage = nil }
        return loadedImage
    }

    /// Writes the image anew, with the index of segments added to `parts`.
    public func writeImage(_ parts: [ImagePart]) throws {
        try ViewImage.write(
            parts + [ImagePart(name: SegmentIndexPart.name, bytes: log.indexImage)], to: directory.image, key: sealer.imageKey,
            store: keyfile.storeID)
    }

    // MARK: Keys and persons

    /// Makes a changed key ring durable.
    public func saveRing(_ ring: KeyRing) throws { try log.saveRing(ring) }

    public func persons() throws -> [PersonID] { try keyfile.persons(unlocked) }

    public func addPerson(_ person: PersonID, passphrase: Passphrase) throws {
        var random = SystemRandomNumberGenerator()
        try replaceKeyfile(try keyfile.adding(person, passphrase: passphrase, unlocked: unlocked, random: &random))
    }

    /// Gives the person who unlocked the store another passphrase.
    public func changePassphrase(_ passphrase: Passphrase) throws {
        var random = SystemRandomNumberGenerator()
        try replaceKeyfile(try keyfile.changing(person, passphrase: passphrase, unlocked: unlocked, random: &random))
        unlocked = try keyfile.unlock(passphrase)
    }

    public func removePerson(_ person: PersonID) throws {
        var random = SystemRandomNumberGenerator()
        try replaceKeyfile(try keyfile.removing(person, unlocked: unlocked, random: &random))
    }

    /// The generation is remembered only after both copies are written: a crash between leaves a keyfile that is newer than
    /// remembered, which is no fault, never one that is older.
    private func replaceKeyfile(_ next: Keyfile) throws {
        keyfile = next
        try writeKeyfile()
        try rememberGeneration()
    }

    private func writeKeyfile() throws {
        try DurableFile.write(keyfile.encoded, to: directory.keyfileA)
        try DurableFile.write(keyfile.encoded, to: directory.keyfileB)
    }

    private func rememberGeneration() throws {
        var writer = ByteWriter()
        writer.fixed64(keyfile.generation)
        var batch = LogBatch()
        batch.settings[Self.generationSetting] = writer.bytes
        try log.write(batch)
    }

    private func compareGeneration() throws {
        guard let bytes = try log.setting(Self.generationSetting) else { return }
        var reader = ByteReader(bytes)
        let remembered = try reader.fixed64()
        guard keyfile.generation >= remembered else {
            throw VaultError(
                .olderKeyfile, "The keyfile is older than the store: somebody put an earlier copy of it back.",
                hint: "Somebody removed since may have a passphrase that opens it. Put the newest keyfile.a and keyfile.b back.")
        }
        if keyfile.generation > remembered { try rememberGeneration() }
    }

    public func close() throws { try database.close() }

    // MARK: Check

    /// What SQLite finds wrong with the log's file; empty when nothing.
    public func integrityFaults() throws -> [String] { try database.integrityFaults() }

    /// Bytes of the store on disk.
    public var byteCount: UInt64 { FolderSize.bytes(below: path) }
}
