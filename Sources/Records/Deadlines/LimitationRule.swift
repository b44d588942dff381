/// How a limitation period or another legal time limit is counted: data of `Schemas/rules/`, described in `Schemas/rules.md`.
public struct LimitationRule: Hashable, Sendable {
    public enum Status: String, Hashable, Sendable, CaseIterable {
        /// Nobody who practises there has confirmed it.
        case draft
        case confirmed
    }

    public enum Unit: String, Hashable, Sendable, CaseIterable {
        case days
        case workingDays = "working_days"
        case weeks, months, years

        /// The longest period in this unit: about a hundred years.
        var countMax: Int {
            switch self {
            case .days: 36_525
            case .workingDays: 26_000
            case .weeks: 5_200
            case .months: 1_200
            case .years: 100
            }
        }
    }

    public struct Period: Hashable, Sendable {
        /// 1 to about a hundred years.
        public let count: Int
        public let unit: Unit

        /// - Returns: `nil` for a period that is empty or longer than about a hundred years.
        public init?(_ count: Int, _ unit: Unit) {
            guard (1...unit.countMax).contains(count) else { return nil }
            self.count = count
            self.unit = unit
        }
    }

    /// What happens when the last day is no working day.
    public enum Roll: String, Hashable, Sendable, CaseIterable {
        case none
        case next = "next_working_day"
        case previous = "previous_working_day"
    }

    /// Days that do not count.
    public enum Suspension: Hashable, Sendable {
        /// Day numbers.
        case once(ClosedRange<Int>)
        /// From a day of the year to another, as month × 100 + day; over the turn of the year when the first is later.
        case yearly(from: Int, to: Int)
    }

    /// The name of the file.
    public let id: String
    public let version: Int
    public let status: Status
    /// ISO 3166-1 code of the country whose law it is; `ZZ` is nobody's.
    public let jurisdiction: String
    public let labels: [String: String]
    /// The provision, for people.
    public let basis: String
    /// What sets the period going.
    public let startEvent: [String: String]
    public let period: Period
    /// Whether the day of the event is the first day of the period; otherwise the day after it is.
    public let firstDayCounts: Bool
    public let endOfMonth: EndOfMonthRule
    public let roll: Roll
    /// Never all seven.
    public let weekend: Set<Weekday>
    /// Day numbers of public holidays.
    public let holidays: Set<Int>
    /// The years for which holidays are listed, perhaps without any.
    public let holidayYears: Set<Int>
    public let suspensions: [Suspension]
    /// However long it was suspended, the period is over when this one is. Not in working days.
    public let hardMaximum: Period?

    public init(
        id: String, version: Int = 1, status: Status = .draft, jurisdiction: String = "ZZ", labels: [String: String] = [:],
        basis: String = "", startEvent: [String: String] = [:], period: Period, firstDayCounts: Bool = false,
        endOfMonth: EndOfMonthRule = .lastDay, roll: Roll = .none, weekend: Set<Weekday> = [.saturday, .sunday],
        holidays: Set<Int> = [], holidayYears: Set<Int> = [], suspensions: [Suspension] = [], hardMaximum: Period? = nil
    ) {
        precondition(weekend.count < 7, "a week has a working day")
        precondition(hardMaximum?.unit != .workingDays, "a hard maximum is not counted in working days")
        self.id = id
        self.version = version
        self.status = status
        self.jurisdiction = jurisdiction
        self.labels = labels
        self.basis = basis
        self.startEvent = startEvent
        self.period = period
        self.firstDayCounts = firstDayCounts
        self.endOfMonth = endOfMonth
        self.roll = roll
        self.weekend = weekend
        self.holidays = holidays
        self.holidayYears = holidayYears
        self.suspensions = suspensions
        self.hardMaximum = hardMaximum
    }

    public func label(_ locale: String) -> String { Labels.choose(labels, locale, name: id) }
    public func startEventLabel(_ locale: String) -> String { Labels.choose(startEvent, locale, name: "the event") }

    /// Whether offices are open on the day.
    public func isWorkingDay(_ day: Int) -> Bool {
        !weekend.contains(CalendarDate.weekday(ofDay: day)) && !holidays.contains(day)
    }

    /// Whether the day is one that does not count.
    public func isSuspended(_ day: Int) -> Bool {
        guard !suspensions.isEmpty, let date = CalendarDate(dayNumber: day), let month = date.month, let dayOfMonth = date.day else {
            return false
        }
        let place = Int(month) * 100 + Int(dayOfMonth)
        return suspensions.contains { suspension in
            switch suspension {
            case .once(let days): days.contains(day)
            case .yearly(let from, let to): from <= to ? (from...to).contains(place) : place >= from || place <= to
            }
        }
    }
}
