public import Records
public import Sealing

extension Vault {
    private static let generationSetting = "vault/keyfile-generation"

    /// The persons who can unlock the store.
    public func persons() throws -> [PersonID] { try keyfile.persons(unlocked) }

    /// - Throws: `SealingError` `.personExists`, `.keyfileFull`, `.passphraseInUse`; what storage throws.
    public func addPerson(_ person: PersonID, passphrase: Passphrase) throws {
        var random = random
        try replaceKeyfile(try keyfile.adding(person, passphrase: passphrase, unlocked: unlocked, random: &random))
    }

    /// Gives the person who unlocked the store another passphrase.
    ///
    /// - Throws: `SealingError` `.passphraseInUse`; what storage throws, and the old passphrase stays.
    public func changePassphrase(_ passphrase: Passphrase) throws {
        var random = random
        try replaceKeyfile(try keyfile.changing(person, passphrase: passphrase, unlocked: unlocked, random: &random))
    }

    /// - Throws: `SealingError` `.personUnknown`, `.lastPerson`; what storage throws.
    public func removePerson(_ person: PersonID) throws {
        var random = random
        try replaceKeyfile(try keyfile.removing(person, unlocked: unlocked, random: &random))
    }

    /// The generation is remembered only after the copies are written: a crash between leaves a keyfile that is newer than
    /// remembered, which is no fault, never one that is older.
    private func replaceKeyfile(_ next: Keyfile) throws {
        do { try Self.write(next, to: directory.keyfileA, on: directory.disk) } catch { throw database.raw.judge(error) }
        // From here on the new one counts, whether or not its copy can be written: unlocking mends that.
        keyfile = next
        do { try Self.write(next, to: directory.keyfileB, on: directory.disk) } catch {
            warnings.append("The second copy of the keyfile could not be written. It is written again with the next unlocking.")
        }
        try rememberGeneration()
    }

    func rememberGeneration() throws {
        var writer = ByteWriter()
        writer.fixed64(keyfile.generation)
        var batch = LogBatch()
        batch.settings[Self.generationSetting] = writer.bytes
        try log.write(batch)
    }

    func compareGeneration() throws {
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
}

/// The two copies of the keyfile.
extension Vault {
    static func write(_ keyfile: Keyfile, to path: String, on disk: any Disk) throws {
        try DurableFile.write(keyfile.encoded, to: path, on: disk)
    }

    static func keyfileCopies(_ directory: VaultDirectory) -> [[UInt8]?] {
        [directory.keyfileA, directory.keyfileB].map { keyfileCopy($0, on: directory.disk) }
    }

    /// - Returns: `nil` when there is no file; nothing, which no keyfile is, when it cannot be read.
    private static func keyfileCopy(_ path: String, on disk: any Disk) -> [UInt8]? {
        do {
            return try DurableFile.read(path, on: disk, byteCountMax: Keyfile.byteCountMax)
        } catch {
            return (error as? VaultError)?.code == .missing ? nil : []
        }
    }

    /// Unlocks the newest copy; when somebody altered that one, the other.
    static func unlockKeyfile(
        _ directory: VaultDirectory, _ passphrase: Passphrase
    ) throws -> (keyfile: Keyfile, unlocked: Keyfile.Unlocked, needsRewrite: Bool) {
        let copies = keyfileCopies(directory)
        let selection = try Keyfile.newest(of: copies)
        let altered: SealingError
        do {
            let unlocked = try selection.keyfile.unlock(passphrase)
            return (selection.keyfile, unlocked, selection.needsRewrite)
        } catch {
            guard error.code == .damaged else { throw error }
            altered = error
        }
        for copy in copies {
            guard let copy, let other = try? Keyfile(decoding: copy), other != selection.keyfile else { continue }
            if let unlocked = try? other.unlock(passphrase) { return (other, unlocked, true) }
        }
        throw altered
    }

    func mendKeyfile() {
        do {
            try Self.write(keyfile, to: directory.keyfileA, on: directory.disk)
            try Self.write(keyfile, to: directory.keyfileB, on: directory.disk)
            warnings.append("One copy of the keyfile was damaged, missing or old; it was written again from the other.")
        } catch {
            warnings.append("One copy of the keyfile is damaged, missing or old, and could not be written again. Check the disk.")
        }
    }
}
