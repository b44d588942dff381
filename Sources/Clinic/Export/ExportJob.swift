public import Records
import ReplicatedLog

public enum ExportFormat: String, Sendable, CaseIterable {
    case csv, xlsx
    case jsonLines = "jsonl"

    /// Its code in `disclosure_format`.
    var code: String {
        switch self {
        case .csv: "csv"
        case .xlsx: "other"
        case .jsonLines: "json"
        }
    }
}

/// What is to leave, for what, and to whom.
public struct ExportJob: Sendable {
    /// The purpose that needs no consent: what stays in the organisation.
    public static let internalPurpose = "internal"

    public var format = ExportFormat.jsonLines
    public var kind: String?
    public var space: SpaceID?
    /// A case and everything that hangs on it, its clients too.
    public var legalCase: RecordID?
    /// A code of `consent_purpose`.
    public var purpose: String
    public var recipient: Recipient
    public var reason: String
    public var today: CalendarDate

    public init(purpose: String, recipient: Recipient, reason: String, today: CalendarDate) {
        self.purpose = purpose
        self.recipient = recipient
        self.reason = reason
        self.today = today
    }

    public var isInternal: Bool { purpose == Self.internalPurpose }
}

/// What left, and what did not.
public struct ExportReport: Sendable {
    public struct LeftOut: Hashable, Sendable {
        /// The numbers of the client's cases, or the beginning of the client's id where there is none; never a name.
        public let numbers: [String]
        public let reason: ConsentRefusal
    }

    public var recordCount = 0
    public var clientCount = 0
    /// One for each client of whom something was asked for and may not leave.
    public var leftOut: [LeftOut] = []
    /// Records left out with them.
    public var leftOutCount = 0
    /// Records of no client who could have agreed.
    public var ownerlessCount = 0
    /// Records from which fields were taken out.
    public var withheldCount = 0
    public var disclosures: [RecordID] = []
    /// The caseloads of which something left.
    var spaces: Set<SpaceID> = []

    public init() {}
}
