import Crypto
import Records

extension Keyfile {
    /// A keyfile with one person, in a random slot, and random bytes in all others.
    static func alone(
        _ person: PersonID, storeID: StoreID, storeKey: SymmetricKey, key: SymmetricKey, salt: [UInt8],
        parameters: ScryptParameters, generation: UInt64, random: inout some RandomNumberGenerator
    ) -> Keyfile {
        var slots: [[UInt8]] = []
        for _ in 0..<slotCount { slots.append(random.bytes(KeyfileSlot.byteCount)) }
        var directory = KeyfileDirectory(persons: Array(repeating: nil, count: slotCount))
        let index = Int.random(in: 0..<slotCount, using: &random)
        slots[index] = KeyfileSlot.seal(
            storeKey: storeKey, person: person, key: key, storeID: storeID, index: index, random: &random)
        directory.persons[index] = person
        return Keyfile(
            generation: generation, storeID: storeID, parameters: parameters, salt: salt, slots: slots, directory: directory,
            storeKey: storeKey, random: &random)
    }

    /// The next generation, with one slot changed and the directory sealed anew.
    func replacingSlot(
        _ index: Int, by slot: [UInt8], directory: KeyfileDirectory, unlocked: Unlocked, random: inout some RandomNumberGenerator
    ) -> Keyfile {
        var slots = slots
        slots[index] = slot
        return Keyfile(
            generation: generation + 1, storeID: storeID, parameters: parameters, salt: salt, slots: slots, directory: directory,
            storeKey: unlocked.storeKey, random: &random)
    }

    private init(
        generation: UInt64, storeID: StoreID, parameters: ScryptParameters, salt: [UInt8], slots: [[UInt8]],
        directory: KeyfileDirectory, storeKey: SymmetricKey, random: inout some RandomNumberGenerator
    ) {
        self.init(generation: generation, storeID: storeID, parameters: parameters, salt: salt, slots: slots, directory: [])
        self = Keyfile(
            generation: generation, storeID: storeID, parameters: parameters, salt: salt, slots: slots,
            directory: directory.sealed(storeKey: storeKey, preceding: precedingDirectory, random: &random))
    }
}
