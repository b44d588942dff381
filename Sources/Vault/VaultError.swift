public import Records

/// The stable codes of ``VaultError``.
public enum VaultErrorCode: String, FailureCode, CaseIterable {
    /// No store here, or a folder that is something else.
    case notAStore
    case alreadyExists
    /// Another process holds the store.
    case held
    /// No room: nothing was changed, and reading goes on.
    case storageFull
    /// The folder or medium cannot be written.
    case readOnly
    /// A file or medium, not of the store, failed.
    case inputOutput
    /// An I/O error or a failed fsync of the store: nothing is written any more by this process.
    case stopped
    /// Something on disk is not what was written there.
    case damaged
    /// Written by a newer version.
    case newerVersion
    /// The keyfile is older than the store remembers.
    case olderKeyfile
    case missing
    case tooLarge
    /// A document's pieces do not give the document that was promised.
    case wrongContent
    /// A segment does not begin where its chain, as held, ends.
    case doesNotContinue
    /// A change that would destroy keys that are still needed, or that makes no sense.
    case refused

    public var kind: FailureKind {
        switch self {
        case .notAStore, .alreadyExists: .usage
        case .missing, .tooLarge, .doesNotContinue, .refused: .failed
        case .held, .storageFull, .readOnly, .inputOutput, .stopped: .storage
        case .damaged, .newerVersion, .olderKeyfile, .wrongContent: .damaged
        }
    }
}

/// What can go wrong with the sealed store on disk.
public typealias VaultError = Failure<VaultErrorCode>
