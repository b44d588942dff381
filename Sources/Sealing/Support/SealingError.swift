public import Records

/// What can go wrong when something is sealed, opened, unlocked or verified.
public typealias SealingError = Failure<SealingErrorCode>

/// The stable codes of ``SealingError``.
public enum SealingErrorCode: String, FailureCode, CaseIterable {
    /// The bytes end too early, or have a length that nothing sealed can have.
    case truncated
    /// The bytes are not what was sealed. For a sealed object the cause is a ``DamagedChunk``.
    case damaged
    /// The object was sealed with another key or for another place.
    case wrongKey
    /// No slot of the keyfile opens with this passphrase.
    case wrongPassphrase
    case emptyPassphrase
    case passphraseTooLong
    /// Somebody else of this store already uses the passphrase.
    case passphraseInUse
    /// The work factor lies outside what is accepted; nothing was computed.
    case parametersRefused
    /// The bytes are not a key of the kind that is needed.
    case malformedKey
    /// The memory that scrypt needs is not there.
    case notEnoughMemory
    /// Written by a newer version.
    case unsupportedVersion
    /// Larger than the stated maximum.
    case tooLarge
    /// There is no keyfile, or no key for this space.
    case missing
    case keyfileFull
    case personExists
    case personUnknown
    /// The only person who can unlock a store cannot be removed from it.
    case lastPerson
    /// A typed word is not of the list, or there are not as many as needed.
    case wordsNotUnderstood

    public var kind: FailureKind {
        switch self {
        case .truncated, .damaged, .wrongKey, .unsupportedVersion, .tooLarge, .malformedKey: .damaged
        case .wrongPassphrase: .locked
        case .emptyPassphrase, .passphraseTooLong, .passphraseInUse, .parametersRefused, .wordsNotUnderstood, .personExists,
            .personUnknown, .lastPerson, .keyfileFull:
            .usage
        case .missing, .notEnoughMemory: .failed
        }
    }
}

/// Which chunk of a sealed object did not authenticate, counted from 0.
public struct DamagedChunk: Error, Hashable, Sendable {
    public let index: UInt64
}
