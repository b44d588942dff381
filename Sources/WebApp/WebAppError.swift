public import Records

public enum WebAppErrorCode: String, FailureCode, CaseIterable {
    case noSocket
    /// The file that opens the browser could not be written.
    case noLaunchFile
    /// The files that the pages are made of have faults.
    case brokenContent

    public var kind: FailureKind {
        switch self {
        case .noSocket, .brokenContent: .failed
        case .noLaunchFile: .storage
        }
    }
}

public typealias WebAppError = Failure<WebAppErrorCode>
