public import Records
import Crypto

extension Keyfile {
    /// Opens the store with `passphrase`.
    ///
    /// - Throws: `.wrongPassphrase` when no slot opens with it; `.damaged` when one does but somebody other than the store's
    ///   holders altered the file (then the other copy may still be good).
    /// - Complexity: one scrypt derivation, whatever the number of persons, so about a second.
    public func unlock(_ passphrase: Passphrase) throws(SealingError) -> Unlocked {
        guard let unlocked = try openSlot(with: Scrypt.key(passphrase, salt: salt, parameters: parameters)) else {
            throw SealingError(
                .wrongPassphrase, "The passphrase does not open this store.", hint: "Check the spelling and the keyboard's language.")
        }
        return unlocked
    }

    /// The persons who can unlock, in no particular order.
    ///
    /// - Throws: `.damaged` when `unlocked` does not belong to this keyfile or the file was altered.
    public func persons(_ unlocked: Unlocked) throws(SealingError) -> [PersonID] {
        try openDirectory(unlocked).persons.compactMap { $0 }.sorted()
    }

    /// What the slot of the passphrase's key holds, checked against the directory; `nil` when no slot is that key's.
    func openSlot(with key: SymmetricKey) throws(SealingError) -> Unlocked? {
        for (index, slot) in slots.enumerated() {
            guard let (storeKey, person) = KeyfileSlot.open(slot, key: key, storeID: storeID, index: index) else { continue }
            let unlocked = Unlocked(storeKey: storeKey, person: person, slotIndex: index)
            // An old slot put back by a stranger would open too; the directory knows who sits where now.
            guard try openDirectory(unlocked).persons[index] == person else { throw Self.altered }
            return unlocked
        }
        return nil
    }

    func openDirectory(_ unlocked: Unlocked) throws(SealingError) -> KeyfileDirectory {
        guard let opened = KeyfileDirectory.open(directory, storeKey: unlocked.storeKey, preceding: precedingDirectory) else {
            throw Self.altered
        }
        return opened
    }

    static var altered: SealingError {
        SealingError(.damaged, "The keyfile was altered from outside, or belongs to another store.", hint: otherCopy)
    }
}
