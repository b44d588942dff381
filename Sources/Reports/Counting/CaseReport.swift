/// The clinic's cases in a period, in numbers.
public struct CaseReport: Sendable {
    /// How long a case was open when it was closed.
    public enum Duration: String, Sendable, CaseIterable {
        case belowOneMonth = "below_1_month"
        case oneToThree = "1_to_3_months"
        case threeToSix = "3_to_6_months"
        case aboveSix = "above_6_months"

        /// By the calendar: a month is over on the same day of the next.
        public init(from opened: CountingDay, to closed: CountingDay) {
            self =
                closed < opened.adding(months: 1)
                ? .belowOneMonth
                : closed < opened.adding(months: 3) ? .oneToThree : closed <= opened.adding(months: 6) ? .threeToSix : .aboveSix
        }
    }

    public struct Caseload: Hashable, Sendable {
        public var counted = 0
        public var openAtEnd = 0
        public var closed = 0

        public init(counted: Int = 0, openAtEnd: Int = 0, closed: Int = 0) {
            (self.counted, self.openAtEnd, self.closed) = (counted, openAtEnd, closed)
        }
    }

    public let first: CountingDay
    public let last: CountingDay
    /// Rows that were active in the period.
    public let rowCount: Int
    /// Rows of which nobody knows when they were open: they are in no figure, whatever the period.
    public let undatedCount: Int
    /// Cases by the counting rule.
    public let caseCount: Int
    public let openedCount: Int
    public let closedCount: Int
    public let openAtEndCount: Int
    /// By service; under `""` those in which none was given in the period.
    public let services: [String: Int]
    /// Of cases closed in the period; under `""` those without a reason.
    public let closureReasons: [String: Int]
    public let durations: [Duration: Int]
    /// Under `""` those that nobody is responsible for.
    public let workers: [String: Caseload]
    /// Minutes worked in the period; under `""` what is booked on none.
    public let minutesByProject: [String: Int]
    public let minutesByDonor: [String: Int]

    /// - Complexity: O(rows and what is in them), and a sort.
    public init(_ rows: [CaseRow], counting: CaseCounting) {
        let cases = counting.counted(rows)
        let period = counting.first...counting.last
        first = counting.first
        last = counting.last
        rowCount = cases.reduce(0) { $0 + $1.rows.count }
        undatedCount = rows.count(where: \.openings.isEmpty)
        caseCount = cases.count
        openedCount = cases.count { $0.rows.compactMap(\.openedOn).min().map(period.contains) ?? false }
        closedCount = cases.count { $0.closing != nil }
        openAtEndCount = cases.count(where: \.isOpenAtEnd)
        var services = [String: Int]()
        var reasons = [String: Int]()
        var durations = [Duration: Int]()
        var workers = [String: Caseload]()
        var projects = [String: Int]()
        var donors = [String: Int]()
        for counted in cases {
            services[counted.service ?? "", default: 0] += 1
            if let (closing, openedOn) = counted.closing {
                reasons[closing.reason ?? "", default: 0] += 1
                durations[Duration(from: openedOn, to: closing.on), default: 0] += 1
            }
            let worker = counted.worker ?? ""
            workers[worker, default: Caseload()].counted += 1
            if counted.isOpenAtEnd { workers[worker, default: Caseload()].openAtEnd += 1 }
            if counted.closing != nil { workers[worker, default: Caseload()].closed += 1 }
            for work in counted.rows.flatMap(\.work) where period.contains(work.on) {
                projects[work.project ?? ""] = projects[work.project ?? "", default: 0].adding(work.minutes)
                donors[work.donor ?? ""] = donors[work.donor ?? "", default: 0].adding(work.minutes)
            }
        }
        self.services = services
        closureReasons = reasons
        self.durations = durations
        self.workers = workers
        minutesByProject = projects
        minutesByDonor = donors
    }
}
