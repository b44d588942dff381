public import Records

public enum LogErrorCode: String, FailureCode {
    /// Bytes that are not a segment, or not its one canonical spelling.
    case malformed
    /// A stated limit was exceeded.
    case tooLarge
    /// A segment of a version or with a dictionary that this program does not read.
    case unsupported
    /// The segment starts beyond what is held of its chain.
    case gap
    /// The segment does not follow what is held, or its signature does not verify.
    case brokenChain
    /// The chain's name does not belong to the key that claims to have started it.
    case wrongOrigin
    /// An entry without its payload that nobody was told to erase.
    case missingPayload
    /// A snapshot of the folded state that cannot be used.
    case badSnapshot

    public var kind: FailureKind { .damaged }
}

/// Why bytes of the log were not taken.
public typealias LogError = Failure<LogErrorCode>
