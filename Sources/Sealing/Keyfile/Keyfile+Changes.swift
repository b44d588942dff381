public import Crypto
public import Records

extension Keyfile {
    /// The first keyfile of a store: generation 1, one person.
    ///
    /// - Parameter storeKey: 256 random bits that nothing else uses.
    /// - Parameter random: where salts and the content of unused slots come from.
    /// - Throws: `.notEnoughMemory`, like everything here that takes a passphrase.
    public static func create(
        storeID: StoreID, storeKey: SymmetricKey, person: PersonID, passphrase: Passphrase, parameters: ScryptParameters,
        random: inout some RandomNumberGenerator
    ) throws(SealingError) -> Keyfile {
        let salt = random.bytes(Scrypt.saltByteCount)
        return try alone(
            person, storeID: storeID, storeKey: storeKey, key: Scrypt.key(passphrase, salt: salt, parameters: parameters),
            salt: salt, parameters: parameters, generation: 1, random: &random)
    }

    /// Gives another person a slot.
    ///
    /// - Throws: `.personExists`, `.keyfileFull`, `.passphraseInUse`, `.damaged`.
    public func adding(
        _ person: PersonID, passphrase: Passphrase, unlocked: Unlocked, random: inout some RandomNumberGenerator
    ) throws(SealingError) -> Keyfile {
        var directory = try openDirectory(unlocked)
        guard directory.slot(of: person) == nil else {
            throw SealingError(.personExists, "This person can already unlock the store.", hint: "Change the passphrase instead.")
        }
        // A random place, so that a person's place does not say how many came before.
        guard let index = directory.freeSlots.randomElement(using: &random) else {
            throw SealingError(.keyfileFull, "All \(Self.slotCount) slots of the keyfile are taken.", hint: "Remove a person first.")
        }
        let key = try Scrypt.key(passphrase, salt: salt, parameters: parameters)
        guard try openSlot(with: key) == nil else { throw Self.passphraseInUse }
        directory.persons[index] = person
        return replacingSlot(
            index, by: sealedSlot(index, person: person, key: key, unlocked: unlocked, random: &random), directory: directory,
            unlocked: unlocked, random: &random)
    }

    /// Gives a person another passphrase, whose old one then opens nothing in this generation.
    ///
    /// When the store has one person only, the salt is drawn anew and `parameters`, if given, take effect; with more persons
    /// both stay, because the other slots hang on them.
    ///
    /// - Throws: `.personUnknown`, `.passphraseInUse`, `.damaged`.
    public func changing(
        _ person: PersonID, passphrase: Passphrase, parameters newParameters: ScryptParameters? = nil, unlocked: Unlocked,
        random: inout some RandomNumberGenerator
    ) throws(SealingError) -> Keyfile {
        let directory = try openDirectory(unlocked)
        guard let index = directory.slot(of: person) else { throw Self.personUnknown }
        if directory.occupiedCount == 1 {
            let salt = random.bytes(Scrypt.saltByteCount)
            let parameters = newParameters ?? parameters
            return try Self.alone(
                person, storeID: storeID, storeKey: unlocked.storeKey, key: Scrypt.key(passphrase, salt: salt, parameters: parameters),
                salt: salt, parameters: parameters, generation: generation + 1, random: &random)
        }
        let key = try Scrypt.key(passphrase, salt: salt, parameters: parameters)
        if let holder = try openSlot(with: key), holder.person != person { throw Self.passphraseInUse }
        return replacingSlot(
            index, by: sealedSlot(index, person: person, key: key, unlocked: unlocked, random: &random), directory: directory,
            unlocked: unlocked, random: &random)
    }

    /// Takes a person's slot away and fills it with random bytes.
    ///
    /// Old copies of the file, and old flash cells, still hold the slot: who must be kept out for certain needs a new store key.
    ///
    /// - Throws: `.personUnknown`, `.lastPerson`, `.damaged`.
    public func removing(
        _ person: PersonID, unlocked: Unlocked, random: inout some RandomNumberGenerator
    ) throws(SealingError) -> Keyfile {
        var directory = try openDirectory(unlocked)
        guard let index = directory.slot(of: person) else { throw Self.personUnknown }
        guard directory.occupiedCount > 1 else {
            throw SealingError(
                .lastPerson, "Nobody else can unlock this store.", hint: "Add another person first, or remove the store itself.")
        }
        directory.persons[index] = nil
        return replacingSlot(
            index, by: random.bytes(KeyfileSlot.byteCount), directory: directory, unlocked: unlocked, random: &random)
    }

    private func sealedSlot(
        _ index: Int, person: PersonID, key: SymmetricKey, unlocked: Unlocked, random: inout some RandomNumberGenerator
    ) -> [UInt8] {
        KeyfileSlot.seal(
            storeKey: unlocked.storeKey, person: person, key: key, storeID: storeID, index: index, random: &random)
    }

    private static var passphraseInUse: SealingError {
        SealingError(.passphraseInUse, "Somebody else of this store uses this passphrase.", hint: "Choose another one.")
    }

    private static var personUnknown: SealingError {
        SealingError(.personUnknown, "This person has no slot in the keyfile.", hint: "List the persons of this store.")
    }
}
