import Crypto

/// HKDF (RFC 5869) as every construction here uses it: extract with the salt, expand with the info.
enum Derivation {
    static func key<Hash: HashFunction>(
        _ hash: Hash.Type, from material: SymmetricKey, salt: [UInt8], info: [UInt8], byteCount: Int
    ) -> SymmetricKey {
        HKDF<Hash>.deriveKey(inputKeyMaterial: material, salt: salt, info: info, outputByteCount: byteCount)
    }
}

extension SymmetricKey {
    /// Every key of this module has 32 bytes; another length is a mistake of the caller.
    static let standardByteCount = 32

    /// A key cut out of a longer derived one.
    func part(_ range: Range<Int>) -> SymmetricKey {
        withUnsafeBytes { SymmetricKey(data: UnsafeRawBufferPointer(rebasing: $0[range])) }
    }

    /// The bytes, for what is about to be sealed or compared. Prefer ``withSecretBytes(of:_:)``, which wipes its copy.
    var copiedBytes: [UInt8] { withUnsafeBytes { Array($0) } }

    func requireStandardSize() {
        precondition(bitCount == Self.standardByteCount * 8, "Keys have 256 bits.")
    }
}
