public import Records

/// Whether agreements hold: of those whose check after so many months was due, how many were found holding.
///
/// Whoever cannot be reached is told apart, and counts neither as holding nor as broken; nor is a check that nobody made taken for
/// one that found the agreement holding.
public struct Durability: Hashable, Sendable {
    /// One follow-up check, made or not.
    public struct Check: Hashable, Sendable {
        /// Of which dispute.
        public let dispute: String
        public let months: Int
        public let due: CalendarDate?
        public let checkedOn: CalendarDate?
        /// A code of the vocabulary `follow_up`; `nil` when it was not made.
        public let result: String?

        public init(dispute: String, months: Int, due: CalendarDate?, checkedOn: CalendarDate? = nil, result: String? = nil) {
            self.dispute = dispute
            self.months = months
            self.due = due
            self.checkedOn = checkedOn
            self.result = result
        }
    }

    /// What the checks after one number of months found. Each agreement counts once.
    public struct Line: Hashable, Sendable {
        public let months: Int
        /// Agreements whose check was due: the sum of the others.
        public var due = 0
        public var holding = 0
        public var partly = 0
        public var broken = 0
        public var reopened = 0
        public var cannotReach = 0
        public var notChecked = 0

        /// Agreements of which the check found out how they stand.
        public var known: Int { holding + partly + broken + reopened }
    }

    public static let monthsOfChecks = [1, 3, 6, 12]

    /// By months, rising; those of ``monthsOfChecks`` are always there.
    public let lines: [Line]

    /// - Parameter day: the day as of which it is told: a check due later, or made later, does not count.
    /// - Complexity: O(*n* log *n*) in checks.
    public init(_ checks: [Check], asOf day: CalendarDate) {
        let last = day.days.upperBound
        func isOver(_ date: CalendarDate?) -> Bool { date.map { $0.days.lowerBound <= last } ?? false }
        let due = checks.filter { isOver($0.due) }
        let groups = Dictionary(grouping: due) { Agreement(dispute: $0.dispute, months: $0.months) }
        var lines = Dictionary(uniqueKeysWithValues: Self.monthsOfChecks.map { ($0, Line(months: $0)) })
        for (agreement, checks) in groups {
            // Of several checks of one agreement after the same time the last one made counts.
            let made = checks.filter { $0.result != nil && isOver($0.checkedOn ?? $0.due) }
            let latest = made.max { Self.order($0) < Self.order($1) }
            lines[agreement.months, default: Line(months: agreement.months)].count(latest?.result)
        }
        self.lines = lines.values.sorted { $0.months < $1.months }
    }

    private struct Agreement: Hashable {
        let dispute: String
        let months: Int
    }

    private static func order(_ check: Check) -> (Int, String) {
        ((check.checkedOn ?? check.due)?.days.lowerBound ?? .min, check.result ?? "")
    }
}

extension Durability.Line {
    fileprivate mutating func count(_ result: String?) {
        due += 1
        switch result {
        case "holding": holding += 1
        case "partly": partly += 1
        case "broken": broken += 1
        case "reopened": reopened += 1
        case "cannot_reach": cannotReach += 1
        default: notChecked += 1
        }
    }
}

extension Durability {
    public var table: FigureTable {
        FigureTable(
            "durability", "Agreements holding, by time since the agreement",
            columns: [
                .init("holding", "HOLDING"), .init("partly", "PARTLY"), .init("broken", "BROKEN"), .init("reopened", "REOPENED"),
                .init("cannot_reach", "CANNOT REACH"), .init("not_checked", "NOT CHECKED"), .init("share_holding", "HOLDING OF KNOWN"),
                .init("due", "CHECK DUE"),
            ],
            rows: lines.map { line in
                .init(
                    "months_\(line.months)", line.months == 1 ? "1 month" : "\(line.months) months",
                    [
                        .count(line.holding), .count(line.partly), .count(line.broken), .count(line.reopened), .count(line.cannotReach),
                        .count(line.notChecked), line.known > 0 ? .share(line.holding, of: line.known) : .none, .count(line.due),
                    ])
            }, hasSumColumn: true,
            note: "Known are the agreements that could be checked; whom nobody could reach, and what nobody checked, is told apart.")
    }
}
