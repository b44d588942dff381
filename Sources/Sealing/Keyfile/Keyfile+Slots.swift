import Crypto
import Records

/// One slot: store key 32 ‖ person 16, sealed under the passphrase's key for this store and this slot.
enum KeyfileSlot {
    static let plaintextByteCount = SymmetricKey.standardByteCount + PersonID.byteCount
    static let byteCount = Int(SealedObject.sealedSize(of: UInt64(plaintextByteCount)))

    static func seal(
        storeKey: SymmetricKey, person: PersonID, key: SymmetricKey, storeID: StoreID, index: Int,
        random: inout some RandomNumberGenerator
    ) -> [UInt8] {
        storeKey.requireStandardSize()
        var plaintext = storeKey.copiedBytes + person.bytes
        defer { wipe(&plaintext) }
        return SealedObject.seal(plaintext, key: key, context: context(storeID, index), random: &random)
    }

    /// - Returns: `nil` when this is not the slot of that passphrase.
    static func open(
        _ sealed: [UInt8], key: SymmetricKey, storeID: StoreID, index: Int
    ) -> (storeKey: SymmetricKey, person: PersonID)? {
        guard var plaintext = try? SealedObject.open(sealed, key: key, context: context(storeID, index)) else { return nil }
        defer { wipe(&plaintext) }
        guard plaintext.count == plaintextByteCount,
            let person = PersonID(bytes: plaintext.suffix(PersonID.byteCount))
        else { return nil }
        return (SymmetricKey(data: plaintext.prefix(SymmetricKey.standardByteCount)), person)
    }

    private static func context(_ storeID: StoreID, _ index: Int) -> [UInt8] {
        Labels.keyfileSlot + storeID.bytes + [UInt8(index)]
    }
}
