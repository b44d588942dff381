public import Records

public enum RosterErrorCode: String, FailureCode {
    /// Bytes that are not a decision, a join request or a root key.
    case malformed
    /// The request is not signed by the key it names, or the key is one nobody can own alone.
    case untrustworthyKey
    /// A device code that is taken or not of the form.
    case badDeviceCode
    /// The root key does not belong to this organisation.
    case wrongRoot

    public var kind: FailureKind {
        switch self {
        case .malformed: .damaged
        case .untrustworthyKey, .wrongRoot: .refused
        case .badDeviceCode: .usage
        }
    }
}

public typealias RosterError = Failure<RosterErrorCode>
