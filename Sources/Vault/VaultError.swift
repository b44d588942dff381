public import Records

public enum VaultErrorCode: String, FailureCode {
    /// No store here, or a folder that is something else.
    case notAStore
    case alreadyExists
    /// Another process holds the store.
    case held
    /// No room: nothing was changed, and reading goes on.
    case storageFull
    /// The folder or medium cannot be written.
    case readOnly
    /// An I/O error or a failed fsync: nothing is written any more by this process.
    case stopped
    /// Something on disk is not what was written there.
    case damaged
    /// The keyfile is older than the store remembers.
    case olderKeyfile
    case missing
    case tooLarge
    /// A document's pieces do not give the document that was promised.
    case wrongContent

    public var kind: FailureKind {
        switch self {
        case .notAStore, .alreadyExists: .usage
        case .missing, .tooLarge: .failed
        case .held, .storageFull, .readOnly, .stopped: .storage
        case .damaged, .olderKeyfile, .wrongContent: .damaged
        }
    }
}

public typealias VaultError = Failure<VaultErrorCode>
