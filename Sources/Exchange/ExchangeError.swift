public import Records

public enum ExchangeErrorCode: String, FailureCode {
    /// Not a parcel, or of a version that this program does not read.
    case notAParcel
    /// No stanza opens: written for other devices, or for another organisation.
    case notForThisDevice
    /// A stated limit was exceeded.
    case tooLarge
    /// A frame or statement that is authentic and still makes no sense.
    case malformed
    /// A statement written as a difference from one that is not held here.
    case baseUnknown
    /// Nobody to send to.
    case noRecipient

    public var kind: FailureKind {
        switch self {
        case .notAParcel, .malformed, .tooLarge: .damaged
        case .notForThisDevice, .baseUnknown: .refused
        case .noRecipient: .usage
        }
    }
}

public typealias ExchangeError = Failure<ExchangeErrorCode>

extension ExchangeError {
    static var baseUnknown: ExchangeError {
        ExchangeError(
            .baseUnknown, "A device says what it holds as a difference from something that this device never heard.",
            hint: "Nothing is lost: it says it in full within its next few parcels.")
    }
}
