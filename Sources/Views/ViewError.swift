public import Records

public enum ViewErrorCode: String, FailureCode, CaseIterable {
    /// An image made by another version of the program or with other schemas.
    case stale
    /// An image, or the view in memory, that contradicts itself.
    case damaged
    /// Changes that do not continue what was applied before.
    case outOfStep
    /// SQLite could not do what was asked: no memory, a limit.
    case failed

    public var kind: FailureKind {
        switch self {
        case .stale, .outOfStep, .failed: .failed
        case .damaged: .damaged
        }
    }
}

/// Why a view could not be used. A view is disposable: the remedy is always to build it again from the log.
public typealias ViewError = Failure<ViewErrorCode>

extension Failure where Code == ViewErrorCode {
    static let rebuildHint = "Nothing is lost: build the view again from the log."

    static func damaged(_ what: String, cause: (any Error)? = nil) -> Self {
        Self(.damaged, "The view is damaged: \(what).", hint: rebuildHint, cause: cause)
    }
}
