import Records

/// What a command ends with. The numbers are a promise to scripts.
enum ExitStatus: Int32, Sendable {
    case done = 0
    case failed = 1
    case usage = 2
    case locked = 3
    case refused = 4
    case damaged = 5
    case conflict = 6
    case storage = 7

    /// The one table from the kinds of failures to exit statuses.
    init(_ kind: FailureKind) {
        self =
            switch kind {
            case .failed: .failed
            case .usage: .usage
            case .locked: .locked
            case .refused: .refused
            case .damaged: .damaged
            case .conflict: .conflict
            case .storage: .storage
            }
    }
}
