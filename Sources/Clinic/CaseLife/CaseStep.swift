public import Records

/// A step in the life of a case.
public enum CaseStep: String, Sendable, CaseIterable {
    case open, suspend, resume, close, reopen

    /// The code of `case_status` that it leads to.
    var status: String {
        switch self {
        case .open, .resume: "open"
        case .suspend: "suspended"
        case .close: "closed"
        case .reopen: "reopened"
        }
    }

    /// From each status the steps that are possible; `""` is a case of which nothing was said yet. Codes that are not here, of an
    /// organisation's own, allow closing alone.
    static let possible: [String: [CaseStep]] = [
        "": [.open], "open": [.suspend, .close], "suspended": [.resume, .close], "reopened": [.suspend, .close], "closed": [.reopen],
        "transferred": [.reopen], "duplicate": [.reopen],
    ]

    static func possible(from status: String?) -> [CaseStep] { possible[status ?? ""] ?? [.close] }

    /// Statuses in which nobody works on the case.
    static let ended: Set<String> = ["closed", "transferred", "duplicate"]
}

/// What is said with a step.
public struct CaseStepDetails: Sendable {
    /// An ISO date; `nil` for today. Closing asks for it.
    public var on: String?
    /// A code of `closure_reason`; with closing alone.
    public var reason: String?
    public var outcome: String?
    /// Names; `nil` for whoever unlocked the store.
    public var by: String?
    public var approvedBy: String?
    public var note: String?

    public init(
        on: String? = nil, reason: String? = nil, outcome: String? = nil, by: String? = nil, approvedBy: String? = nil, note: String? = nil
    ) {
        (self.on, self.reason, self.outcome, self.by, self.approvedBy, self.note) = (on, reason, outcome, by, approvedBy, note)
    }
}

/// The life of a case as it was written down.
public struct CaseLife: Sendable {
    public struct Event: Sendable {
        public let record: RecordID
        public let status: String?
        /// As it was given, which may be in part.
        public let on: String?
        public let reason: String?
        public let outcome: String?
        public let by: String?
        public let approvedBy: String?
        public let author: Author
    }

    public struct Review: Sendable {
        public let record: RecordID
        public let on: String?
        public let result: String?
        public let findings: String?
        public let by: String?
        public let due: String?
        public let author: Author
    }

    public let record: RecordID
    public let number: String?
    public let title: String
    public let status: String?
    public let possible: [CaseStep]
    /// By date, then by when they were written.
    public let events: [Event]
    public let reviews: [Review]
    /// Of time entries and consultations.
    public let minutes: Int
    public let openedOn: String?
    public let daysOpen: Int
    public let projectCode: String?
    public let donorCode: String?
}
