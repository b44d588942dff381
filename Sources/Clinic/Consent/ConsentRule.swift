public import Records

/// Whom something is handed to.
public struct Recipient: Hashable, Sendable {
    /// The partner's record, where there is one.
    public var partner: RecordID?
    /// A code of `partner_type`.
    public var type: String?
    public var name: String

    public init(name: String, partner: RecordID? = nil, type: String? = nil) {
        self.name = name
        self.partner = partner
        self.type = type
    }
}

/// One consent as it stands: of every field all values that stand, since two people may have written different ones.
public struct ConsentStatement: Hashable, Sendable {
    public var record: RecordID
    public var legalBases: [String] = []
    public var purposes: Set<String> = []
    public var recipientTypes: Set<String> = []
    public var recipients: Set<RecordID> = []
    public var withhold: [String] = []
    public var givenOn: [CalendarDate] = []
    public var expiresOn: [CalendarDate] = []
    public var withdrawnOn: [CalendarDate] = []
    /// Recipients were named, also where it is not certain which.
    public var isLimited = false
    /// A field was emptied by one and filled by another: what it says is not certain.
    public var isGivenUncertain = false

    public init(record: RecordID) { self.record = record }

    /// Takes in another copy of the same consent: what either does not say is not said.
    mutating func narrow(to other: Self) {
        isLimited = isLimited || other.isLimited
        legalBases += other.legalBases
        purposes.formIntersection(other.purposes)
        recipientTypes.formIntersection(other.recipientTypes)
        recipients.formIntersection(other.recipients)
        withhold += other.withhold
        isGivenUncertain = isGivenUncertain || other.isGivenUncertain || givenOn.isEmpty != other.givenOn.isEmpty
        givenOn += other.givenOn
        expiresOn += other.expiresOn
        withdrawnOn += other.withdrawnOn
    }
}

/// Why something about a client may not be handed out. In the order of what is nearest to being allowed.
public enum ConsentRefusal: String, Hashable, Sendable, CaseIterable, Comparable {
    case noConsent = "no_consent"
    case notGiven = "not_given"
    case withdrawn
    case expired
    case purposeNotIncluded = "purpose_not_included"
    case recipientNotIncluded = "recipient_not_included"
    /// What is to be withheld is said in words that are no names of fields.
    case withholdUnclear = "withhold_unclear"

    public static func < (one: Self, other: Self) -> Bool {
        (allCases.firstIndex(of: one) ?? 0) < (allCases.firstIndex(of: other) ?? 0)
    }

    /// As a sentence goes on after "left out:".
    public var words: String {
        switch self {
        case .noConsent: "no consent is recorded"
        case .notGiven: "the consent has no day on which it was given, or one to come"
        case .withdrawn: "the consent was withdrawn"
        case .expired: "the consent has expired"
        case .purposeNotIncluded: "the consent does not include the purpose"
        case .recipientNotIncluded: "the consent does not include the recipient"
        case .withholdUnclear: "what is to be withheld is not said by names of fields"
        }
    }
}

public enum ConsentDecision: Hashable, Sendable {
    /// - Parameter withheld: names of fields that are left out, of whatever kind of record.
    case allowed(consent: RecordID, withheld: Set<String>)
    case refused(ConsentRefusal)
}

/// Whether something about a client may be handed to somebody for a purpose on a day. Decides, and reads nothing.
///
/// Of several consents one that allows it is enough. Within one, values that contradict each other count as the stricter: withdrawn if anybody
/// wrote so, the earliest expiry, the latest day of giving, everything withheld that anybody withheld. A legal basis other than consent, where
/// everybody says so, needs no day of giving; its purposes, recipients, expiry and withdrawal count all the same.
public struct ConsentRule: Sendable {
    public let purpose: String
    public let recipient: Recipient
    public let day: CalendarDate
    /// The names of fields that words mean; `nil` for words that mean none.
    let fieldNames: @Sendable (String) -> Set<String>?

    public init(purpose: String, recipient: Recipient, day: CalendarDate, catalog: SchemaCatalog) {
        self.purpose = purpose
        self.recipient = recipient
        self.day = day
        fieldNames = FieldWords(catalog).names
    }

    public func decide(_ consents: [ConsentStatement]) -> ConsentDecision {
        var allowed: (statement: ConsentStatement, withheld: Set<String>)?
        var nearest = ConsentRefusal.noConsent
        for statement in consents {
            switch judge(statement) {
            case .success(let withheld):
                // Of several the last given one is named, which knows best what is to be withheld.
                if let known = allowed?.statement,
                    (known.givenOn.max(by: Self.isBefore), known.record) > (statement.givenOn.max(by: Self.isBefore), statement.record)
                {
                    continue
                }
                allowed = (statement, withheld)
            case .failure(let refusal): nearest = max(nearest, refusal.reason)
            }
        }
        return allowed.map { .allowed(consent: $0.statement.record, withheld: $0.withheld) } ?? .refused(nearest)
    }

    private struct Refused: Error { let reason: ConsentRefusal }

    private func judge(_ statement: ConsentStatement) -> Result<Set<String>, Refused> {
        func refused(_ reason: ConsentRefusal) -> Result<Set<String>, Refused> { .failure(Refused(reason: reason)) }
        let isConsent = statement.legalBases.isEmpty || statement.legalBases.contains("consent")
        guard statement.withdrawnOn.isEmpty else { return refused(.withdrawn) }
        if isConsent {
            guard !statement.givenOn.isEmpty, !statement.isGivenUncertain,
                statement.givenOn.allSatisfy({ Self.last($0) <= Self.first(day) })
            else { return refused(.notGiven) }
        }
        guard statement.expiresOn.allSatisfy({ Self.first($0) >= Self.first(day) }) else { return refused(.expired) }
        guard statement.purposes.contains(purpose) else { return refused(.purposeNotIncluded) }
        let isLimited = statement.isLimited || !statement.recipientTypes.isEmpty || !statement.recipients.isEmpty
        let isNamed =
            recipient.partner.map(statement.recipients.contains) ?? false || recipient.type.map(statement.recipientTypes.contains) ?? false
        guard !isLimited || isNamed else { return refused(.recipientNotIncluded) }
        var withheld = Set<String>()
        for words in statement.withhold {
            guard let names = fieldNames(words) else { return refused(.withholdUnclear) }
            withheld.formUnion(names)
        }
        return .success(withheld)
    }

    /// The first day that a date may mean, as a number that grows with the days.
    private static func first(_ date: CalendarDate) -> Int { number(date.year, date.month ?? 1, date.day ?? 1) }

    private static func last(_ date: CalendarDate) -> Int {
        let month = date.month ?? 12
        return number(date.year, month, date.day ?? UInt8(CalendarDate.days(inMonth: Int(month), of: Int(date.year))))
    }

    private static func number(_ year: Int16, _ month: UInt8, _ day: UInt8) -> Int { Int(year) * 10_000 + Int(month) * 100 + Int(day) }

    private static func isBefore(_ one: CalendarDate, _ other: CalendarDate) -> Bool { first(one) < first(other) }
}

private func > (one: (CalendarDate?, RecordID), other: (CalendarDate?, RecordID)) -> Bool {
    let left = one.0?.description ?? ""
    let right = other.0?.description ?? ""
    return left == right ? one.1 > other.1 : left > right
}

/// Names of fields as people write them: the names themselves, and labels in any language, with commas or new lines between them.
struct FieldWords: Sendable {
    private let known: [String: Set<String>]

    init(_ catalog: SchemaCatalog) {
        var known = [String: Set<String>]()
        for kind in catalog.kinds {
            for field in kind.fields {
                for words in [field.name.replacing("_", with: " ")] + field.labels.values {
                    known[SearchText.fold(words), default: []].insert(field.name)
                }
            }
        }
        self.known = known
    }

    /// - Returns: `nil` when a part of it is no name of a field: nobody can then be sure to leave it out.
    func names(_ words: String) -> Set<String>? {
        var names = Set<String>()
        for part in words.split(whereSeparator: { ",;،؛\n\r\t".contains($0) }) {
            let folded = SearchText.fold(String(part).replacing("_", with: " "))
            if folded.isEmpty { continue }
            guard let found = known[folded] else { return nil }
            names.formUnion(found)
        }
        return names
    }
}
