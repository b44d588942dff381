public import Crypto

extension SigningKey {
    /// 32 secret bytes that come out the same whenever they are made from this key, label and message, as those of a key ring that an old
    /// copy of the store brought back do not.
    ///
    /// HKDF-SHA-512 of ``seed``, without a salt; the label, closed by one zero byte, and the message are the info.
    ///
    /// - Parameter label: a constant of the product; no signature is made with it.
    public func secret(label: String, message: [UInt8]) -> SymmetricKey {
        Derivation.key(
            SHA512.self, from: seed, salt: [], info: Labels.bytes(label) + message, byteCount: SymmetricKey.standardByteCount)
    }
}
