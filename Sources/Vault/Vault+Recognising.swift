public import Records
public import Sealing

extension Vault {
    /// Whose passphrase this is, without opening the store: another process may hold it meanwhile.
    ///
    /// - Throws: `SealingError` `.wrongPassphrase`, `.damaged` when the newest keyfile was altered.
    /// - Complexity: one scrypt derivation.
    public static func person(at path: String, passphrase: Passphrase) throws -> PersonID {
        let copies = ["/keyfile.a", "/keyfile.b"].map { try? DurableFile.read(path + $0, byteCountMax: Keyfile.byteCountMax) }
        return try Keyfile.newest(of: copies).keyfile.unlock(passphrase).person
    }
}
