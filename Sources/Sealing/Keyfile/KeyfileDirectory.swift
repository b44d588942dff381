import Crypto
import Records

/// Who sits in which slot, sealed under the store key over the hash of everything that stands before it in the file.
struct KeyfileDirectory: Equatable {
    /// One place per slot; `nil` is free.
    var persons: [PersonID?]

    private static let entryByteCount = 1 + PersonID.byteCount
    static let byteCount = Int(SealedObject.sealedSize(of: UInt64(Keyfile.slotCount * entryByteCount)))

    var occupiedCount: Int { persons.count { $0 != nil } }

    var freeSlots: [Int] { persons.indices.filter { persons[$0] == nil } }

    func slot(of person: PersonID) -> Int? { persons.firstIndex(of: person) }

    func sealed(storeKey: SymmetricKey, preceding: [UInt8], random: inout some RandomNumberGenerator) -> [UInt8] {
        var plaintext = [UInt8]()
        for person in persons {
            plaintext.append(person == nil ? 0 : 1)
            plaintext.append(contentsOf: person?.bytes ?? [UInt8](repeating: 0, count: PersonID.byteCount))
        }
        return SealedObject.seal(plaintext, key: storeKey, context: Self.context(preceding), random: &random)
    }

    /// - Returns: `nil` when the directory, or anything before it, is not what the store's holder wrote.
    static func open(_ sealed: [UInt8], storeKey: SymmetricKey, preceding: [UInt8]) -> KeyfileDirectory? {
        guard let plaintext = try? SealedObject.open(sealed, key: storeKey, context: context(preceding)),
            plaintext.count == Keyfile.slotCount * entryByteCount
        else { return nil }
        var persons: [PersonID?] = []
        for start in stride(from: 0, to: plaintext.count, by: entryByteCount) {
            let person = PersonID(bytes: plaintext[start + 1..<start + entryByteCount])
            persons.append(plaintext[start] == 1 ? person : nil)
        }
        return KeyfileDirectory(persons: persons)
    }

    private static func context(_ preceding: [UInt8]) -> [UInt8] {
        Labels.keyfileDirectory + Array(SHA256.hash(data: preceding))
    }
}
