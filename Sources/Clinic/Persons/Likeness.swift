internal import Names
import Records

/// Why two records may be about one person.
public enum LikenessReason: String, Hashable, Sendable, CaseIterable {
    case sameSpelling = "same_spelling"
    case sameName = "same_name"
    case mayBeSameName = "may_be_same_name"
    case sameBirthDate = "same_birth_date"
    /// One of the dates is partial or estimated, and the other fits it.
    case fittingBirthDate = "fitting_birth_date"
    case samePhone = "same_phone"
    case otherBirthDate = "other_birth_date"

    /// In words, for people.
    public var words: String {
        switch self {
        case .sameSpelling: "names spelled the same"
        case .sameName: "the same name, spelled otherwise"
        case .mayBeSameName: "names that may be one"
        case .sameBirthDate: "the same date of birth"
        case .fittingBirthDate: "dates of birth that fit"
        case .samePhone: "the same telephone number"
        case .otherBirthDate: "another date of birth"
        }
    }
}

/// How a record is like what was looked for.
public struct Likeness: Sendable {
    public let reasons: [LikenessReason]
    /// 0 to 1, to sort by; no probability.
    public let score: Double
}

/// What one record says of who somebody is.
struct Identity {
    /// Every way in which the whole name is written.
    var names: [PersonName] = []
    var birthDate: CalendarDate?
    var phones: [PhoneNumber] = []

    /// What an estimated date of birth may be wrong by.
    static let estimatedYears = 3

    /// What is told of a person on the telephone; one text for each spelling of the whole name.
    init(names: [String], birthDate: CalendarDate? = nil, phones: [String] = []) {
        self.names = names.map { PersonName($0) }.filter { !$0.isEmpty }
        self.birthDate = birthDate
        self.phones = phones.compactMap { PhoneNumber($0) }
    }

    /// Compares names, dates of birth and telephone numbers.
    ///
    /// - Returns: `nil` when nothing speaks for one person, or a date of birth against it: then only the same spelling together with
    ///   the same telephone is told.
    func likeness(to other: Identity) -> Likeness? {
        guard let best = bestMatch(with: other) else { return nil }
        return Self.likeness(
            best, born: Self.compare(birthDate, other.birthDate),
            isReachedAlike: phones.contains { phone in other.phones.contains { phone.mayEqual($0) } })
    }

    /// The best that any spelling of the one is to any of the other; `nil` for different names.
    func bestMatch(with other: Identity) -> (match: NameMatch, likeness: Double)? {
        let best = names.flatMap { name in other.names.map { name.compare($0) } }.max { ($0.match, $0.likeness) < ($1.match, $1.likeness) }
        guard let best, best.match > .different else { return nil }
        return best
    }

    /// What names, dates of birth and telephone numbers say together.
    static func likeness(_ best: (match: NameMatch, likeness: Double), born: LikenessReason?, isReachedAlike: Bool) -> Likeness? {
        var reasons = [LikenessReason]()
        switch best.match {
        case .sameSpelling: reasons.append(.sameSpelling)
        case .sameName: reasons.append(.sameName)
        default: reasons.append(.mayBeSameName)
        }
        if let born { reasons.append(born) }
        if isReachedAlike { reasons.append(.samePhone) }
        if born == .otherBirthDate, !(best.match == .sameSpelling && isReachedAlike) { return nil }
        if best.match == .mayBeSame, born == nil, !isReachedAlike { return nil }
        let dates = born == .sameBirthDate ? 0.2 : (born == .fittingBirthDate ? 0.1 : (born == .otherBirthDate ? -0.3 : 0))
        return Likeness(reasons: reasons, score: max(0, min(1, best.likeness * 0.65 + dates + (isReachedAlike ? 0.15 : 0))))
    }

    static func compare(_ left: CalendarDate?, _ right: CalendarDate?) -> LikenessReason? {
        guard let left, let right else { return nil }
        if left.estimated || right.estimated {
            return abs(Int(left.year) - Int(right.year)) <= estimatedYears ? .fittingBirthDate : .otherBirthDate
        }
        guard left.year == right.year else { return .otherBirthDate }
        guard let month = left.month, let otherMonth = right.month else { return .fittingBirthDate }
        guard month == otherMonth else { return .otherBirthDate }
        guard let day = left.day, let otherDay = right.day else { return .fittingBirthDate }
        return day == otherDay ? .sameBirthDate : .otherBirthDate
    }

    /// What a view is asked for: records that share two parts of a name, or the only one, or a telephone number.
    var lookups: [[[String]]] {
        var alternatives = [[[String]]]()
        for name in names.prefix(8) {
            let groups = name.lookups.map(\.keys).filter { !$0.isEmpty }.prefix(6)
            if groups.count == 1 { alternatives.append([groups[0]]) }
            for (index, first) in groups.enumerated() {
                for second in groups.dropFirst(index + 1) where !alternatives.contains([first, second]) {
                    alternatives.append([first, second])
                }
            }
        }
        return alternatives + phones.map { [[$0.key]] }
    }
}
