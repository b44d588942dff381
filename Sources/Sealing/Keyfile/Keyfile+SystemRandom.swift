public import Crypto
public import Records

/// The same changes with salts and filling from the system's generator, as everything but a test wants them.
extension Keyfile {
    /// See ``create(storeID:storeKey:person:passphrase:parameters:random:)``.
    public static func create(
        storeID: StoreID, storeKey: SymmetricKey, person: PersonID, passphrase: Passphrase, parameters: ScryptParameters
    ) throws(SealingError) -> Keyfile {
        var system = SystemRandomNumberGenerator()
        return try create(
            storeID: storeID, storeKey: storeKey, person: person, passphrase: passphrase, parameters: parameters, random: &system)
    }

    /// See ``adding(_:passphrase:unlocked:random:)``.
    public func adding(_ person: PersonID, passphrase: Passphrase, unlocked: Unlocked) throws(SealingError) -> Keyfile {
        var system = SystemRandomNumberGenerator()
        return try adding(person, passphrase: passphrase, unlocked: unlocked, random: &system)
    }

    /// See ``changing(_:passphrase:parameters:unlocked:random:)``.
    public func changing(
        _ person: PersonID, passphrase: Passphrase, parameters newParameters: ScryptParameters? = nil, unlocked: Unlocked
    ) throws(SealingError) -> Keyfile {
        var system = SystemRandomNumberGenerator()
        return try changing(person, passphrase: passphrase, parameters: newParameters, unlocked: unlocked, random: &system)
    }

    /// See ``removing(_:unlocked:random:)``.
    public func removing(_ person: PersonID, unlocked: Unlocked) throws(SealingError) -> Keyfile {
        var system = SystemRandomNumberGenerator()
        return try removing(person, unlocked: unlocked, random: &system)
    }
}
