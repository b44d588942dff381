/// What can go wrong with what people and files say about records.
public enum RecordsErrorCode: String, FailureCode, CaseIterable {
    /// The bytes are not JSON (RFC 8259).
    case notJSON
    /// The JSON is longer than ``JSONValue/bytesMax``.
    case jsonTooLong
    /// The JSON is nested deeper than ``JSONValue/depthMax``.
    case jsonTooDeep
    /// An object says the same key twice.
    case duplicateKey
    /// The files of record kinds and vocabularies contradict their format.
    case brokenSchema
    /// A JSON value does not have the shape of its field's type.
    case notAValue
    /// A text does not have the shape of a case number.
    case notACaseNumber
    /// A case number does not agree with its check character.
    case mistypedCaseNumber
    /// A period that never ends by its rule, or ends outside of the calendar.
    case noDeadline
    /// The status of a record does not allow what is asked for.
    case notPossibleNow

    public var kind: FailureKind {
        switch self {
        case .brokenSchema: .failed
        default: .usage
        }
    }
}

/// A failure of this module. Invalid fields are reported as ``ValidationFailure`` instead, all at once.
public typealias RecordsError = Failure<RecordsErrorCode>
