import Crypto
import CryptoExtras
import Records

/// scrypt (RFC 7914). Whoever calls has checked the parameters: the library traps on absurd ones and ignores its memory limit.
enum Scrypt {
    static let saltByteCount = 16

    /// The key of a passphrase.
    static func key(
        _ passphrase: Passphrase, salt: [UInt8], parameters: ScryptParameters
    ) throws(SealingError) -> SymmetricKey {
        var password = passphrase.bytes.copiedBytes
        defer { wipe(&password) }
        return try derive(
            password, salt: salt, rounds: 1 << parameters.logN, blockSize: 8, parallelism: 1, byteCount: 32)
    }

    /// One derivation of nothing in particular, to be timed.
    static func benchmark(_ parameters: ScryptParameters) throws(SealingError) {
        _ = try derive(
            [UInt8](repeating: 1, count: 16), salt: [UInt8](repeating: 2, count: saltByteCount), rounds: 1 << parameters.logN,
            blockSize: 8, parallelism: 1, byteCount: 32)
    }

    /// The function itself, for ``key(_:salt:parameters:)`` and for the RFC's known answers.
    static func derive(
        _ password: [UInt8], salt: [UInt8], rounds: Int, blockSize: Int, parallelism: Int, byteCount: Int
    ) throws(SealingError) -> SymmetricKey {
        precondition(!password.isEmpty && !salt.isEmpty, "The library traps on empty input.")
        do {
            return try KDF.Scrypt.deriveKey(
                from: password, salt: salt, outputByteCount: byteCount, rounds: rounds, blockSize: blockSize, parallelism: parallelism)
        } catch {
            // With parameters in range only the allocation can fail.
            throw SealingError(
                .notEnoughMemory, "Unlocking needs \(128 * rounds * blockSize >> 20) MiB of memory at once.",
                hint: "Close other programs and try again.", cause: error)
        }
    }
}
