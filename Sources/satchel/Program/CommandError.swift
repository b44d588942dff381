import Records

/// What goes wrong between the keyboard and the store.
enum CommandErrorCode: String, FailureCode, CaseIterable {
    /// Arguments that contradict each other or cannot be read.
    case badArguments
    /// Something has to be typed, and nobody sits at a terminal.
    case noTerminal
    /// Ctrl-C at a question.
    case interrupted
    /// The two passphrases that were typed differ, or there is none.
    case badPassphrase
    /// The passphrase that was given is not the one of the person who has the store open.
    case heldByAnother
    /// There is no store in the folder yet.
    case noStore
    /// There is a store in the folder already.
    case storeExists
    /// The words that the two sides read out to each other differ.
    case wordsDiffer
    /// A question that wanted a yes got something else.
    case notConfirmed
    case fileUnreadable
    case fileNotWritten
    case fileExists
    case fileTooLarge
    /// The process that holds the store does not do what it should.
    case holderSilent
    /// The other end of the control socket broke the protocol or is another version.
    case controlBroken
    /// Nobody reads what is being written, as after `| head`; said to nobody.
    case outputClosed
    case outputNotWritten
    /// Something without an explanation of its own.
    case unexplained

    var kind: FailureKind {
        switch self {
        case .badArguments, .noTerminal, .fileExists, .fileTooLarge, .noStore, .storeExists: .usage
        case .interrupted, .notConfirmed, .outputClosed, .unexplained, .controlBroken: .failed
        case .badPassphrase, .heldByAnother: .locked
        case .wordsDiffer: .refused
        case .fileUnreadable: .failed
        case .fileNotWritten, .outputNotWritten, .holderSilent: .storage
        }
    }
}

typealias CommandError = Failure<CommandErrorCode>
