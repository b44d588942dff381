public import Records

/// Where an expression finds what it names.
public struct Surroundings {
    /// The day on which the record is looked at.
    public let today: CalendarDate
    let term: (ExpressionPath) -> Term
    /// For each record of a repeat group, what a field of it holds.
    let group: (_ group: String, _ field: String?) -> [Term]

    init(today: CalendarDate, term: @escaping (ExpressionPath) -> Term, group: @escaping (String, String?) -> [Term] = { _, _ in [] }) {
        self.today = today
        self.term = term
        self.group = group
    }
}

extension Expression {
    /// Whether a condition certainly holds. With a date that is known to the year, `age(birth_date) < 18` may be certain, certainly
    /// not, or neither.
    public func holds(_ surroundings: Surroundings) -> Bool { truth(surroundings) == true }

    /// `nil` where a partial date leaves it open.
    ///
    /// A comparison with something empty does not hold; `!=` is the opposite of `=`, and so holds then.
    func truth(_ surroundings: Surroundings) -> Bool? {
        switch self {
        case .not(let inner): return inner.truth(surroundings).map { !$0 }
        case .and(let left, let right):
            let (first, second) = (left.truth(surroundings), right.truth(surroundings))
            if first == false || second == false { return false }
            return first == nil || second == nil ? nil : true
        case .or(let left, let right):
            let (first, second) = (left.truth(surroundings), right.truth(surroundings))
            if first == true || second == true { return true }
            return first == nil || second == nil ? nil : false
        case .isEmpty(let inner): return inner.term(surroundings) == .empty
        case .compare(.unequal, let left, let right):
            return Self.compare(.equal, left.term(surroundings), right.term(surroundings)).map { !$0 }
        case .compare(let comparison, let left, let right):
            return Self.compare(comparison, left.term(surroundings), right.term(surroundings))
        case .among(let subject, let list):
            let term = subject.term(surroundings)
            let truths = list.map { Self.compare(.equal, term, $0.term(surroundings)) }
            return truths.contains(true) ? true : truths.contains(nil) ? nil : false
        case .call(.selected, let arguments):
            guard case .codes(let codes) = arguments[0].term(surroundings), case .text(let code) = arguments[1] else { return false }
            return codes.contains(code)
        case .path, .flag, .call, .text, .number, .date, .time, .today: return term(surroundings) == .flag(true)
        }
    }

    /// What the expression comes to.
    public func term(_ surroundings: Surroundings) -> Term {
        switch self {
        case .path(let path): surroundings.term(path)
        case .text(let text): .text(text)
        case .number(let number): Term(number)
        case .flag(let flag): .flag(flag)
        case .date(let date): Term(date)
        case .time(let time): .whole(Int(time.minutes))
        case .today: Term(surroundings.today)
        case .call(let function, let arguments): Self.value(of: function, arguments, surroundings)
        case .not, .and, .or, .compare, .among, .isEmpty: truth(surroundings).map(Term.flag) ?? .empty
        }
    }

    private static func compare(_ comparison: Comparison, _ left: Term, _ right: Term) -> Bool? {
        switch (left, right) {
        case (.number(let left), .number(let right)): compare(comparison, left, right)
        case (.days(let left), .days(let right)): compare(comparison, left, right)
        case (.flag(let left), .flag(let right)): left == right
        case (.text(let left), .text(let right)): left == right
        default: false
        }
    }

    private static func compare<Bound>(_ comparison: Comparison, _ left: ClosedRange<Bound>, _ right: ClosedRange<Bound>) -> Bool? {
        switch comparison {
        case .less: left.upperBound < right.lowerBound ? true : left.lowerBound >= right.upperBound ? false : nil
        case .lessOrEqual: left.upperBound <= right.lowerBound ? true : left.lowerBound > right.upperBound ? false : nil
        case .greater: compare(.less, right, left)
        case .greaterOrEqual: compare(.lessOrEqual, right, left)
        // Two dates written alike are taken for the same.
        case .equal, .unequal: left == right ? true : left.overlaps(right) ? nil : false
        }
    }

    private static func value(of function: Function, _ arguments: [Expression], _ surroundings: Surroundings) -> Term {
        switch function {
        case .selected: return .empty
        case .age: return age(arguments[0].term(surroundings), on: surroundings.today).map(Term.whole) ?? .empty
        case .ageBand:
            guard let ages = age(arguments[0].term(surroundings), on: surroundings.today), ages.lowerBound >= 0 else { return .empty }
            let bands = [AgeBand.of(ages.lowerBound), AgeBand.of(ages.upperBound)]
            return .text(bands[0] == bands[1] ? bands[0] : bands.joined(separator: "/"))
        case .days:
            guard case .days(let from) = arguments[0].term(surroundings) else { return .empty }
            var to = Days.span(surroundings.today)
            if arguments.count > 1, case .days(let given) = arguments[1].term(surroundings) { to = given }
            return .whole(to.lowerBound - from.upperBound...to.upperBound - from.lowerBound)
        case .count:
            guard case .path(let path) = arguments[0] else { return .empty }
            return .whole(surroundings.group(path.name, nil).count)
        case .sum:
            guard case .path(let path) = arguments[0], let group = path.owner else { return .empty }
            var sum: Int128 = 0
            for case .number(let range) in surroundings.group(group, path.name) { sum += range.lowerBound }
            return .number(sum...sum)
        }
    }

    private static func age(_ birth: Term, on today: CalendarDate) -> ClosedRange<Int>? {
        guard case .days(let birth) = birth else { return nil }
        let today = Days.span(today)
        let oldest = Days.years(from: birth.lowerBound, to: today.upperBound)
        // Whoever was born this year is not younger than 0 because the year is not over.
        let youngest = Days.years(from: birth.upperBound, to: today.lowerBound)
        return (oldest >= 0 ? max(0, youngest) : youngest)...oldest
    }
}

/// The age bands of UNHCR, which every report counts by.
public enum AgeBand {
    public static func of(_ years: Int) -> String {
        switch years {
        case ..<5: "0-4"
        case ..<12: "5-11"
        case ..<18: "12-17"
        case ..<60: "18-59"
        default: "60+"
        }
    }
}
