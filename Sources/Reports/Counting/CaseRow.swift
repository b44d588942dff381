/// A case as whoever counts cases needs it: plain values, whoever has them.
public struct CaseRow: Sendable {
    public struct Closing: Hashable, Sendable {
        public let on: CountingDay
        public let reason: String?

        public init(on: CountingDay, reason: String?) {
            self.on = on
            self.reason = reason
        }
    }

    public struct Service: Hashable, Sendable {
        public let code: String
        public let on: CountingDay

        public init(code: String, on: CountingDay) {
            self.code = code
            self.on = on
        }
    }

    public struct Work: Hashable, Sendable {
        public let on: CountingDay
        public let minutes: Int
        public let project: String?
        public let donor: String?

        public init(on: CountingDay, minutes: Int, project: String?, donor: String?) {
            self.on = on
            self.minutes = minutes
            self.project = project
            self.donor = donor
        }
    }

    public var id: String
    /// Whoever is helped, by anything that names them in every case alike.
    public var clients: Set<String> = []
    /// What the problem essentially is: a family of legal issues. Cases without one are never taken for the same.
    public var problem: String?
    public var worker: String?
    /// `nil` for a case of which it is not known: it then counts as open from the first thing that happened in it.
    public var openedOn: CountingDay?
    /// In any order, as are the reopenings; a reopening on the day of a closing comes after it.
    public var closings: [Closing] = []
    public var reopenings: [CountingDay] = []
    public var services: [Service] = []
    public var work: [Work] = []

    public init(id: String) { self.id = id }
}

extension CaseRow {
    /// From when to when it was open; the last may have no end.
    public var openings: [(from: CountingDay, through: CountingDay?)] {
        let first = ([openedOn] + services.map(\.on) + work.map(\.on)).compactMap(\.self).min() ?? closings.map(\.on).min()
        guard let start = openedOn ?? first else { return [] }
        var result = [(from: CountingDay, through: CountingDay?)]()
        var from: CountingDay? = start
        var events = closings.map { ($0.on, false) } + reopenings.map { ($0, true) }
        events.sort { ($0.0, $0.1 ? 1 : 0) < ($1.0, $1.1 ? 1 : 0) }
        for (day, reopens) in events {
            if reopens {
                if from == nil { from = day }
            } else if let opened = from {
                result.append((opened, max(opened, day)))
                from = nil
            }
        }
        if let from { result.append((from, nil)) }
        return result
    }

    public func isOpen(on day: CountingDay) -> Bool {
        openings.contains { $0.from <= day && ($0.through.map { $0 > day } ?? true) }
    }

    /// Whether it was open on any day of the period, or anything was done in it.
    public func isActive(from first: CountingDay, through last: CountingDay) -> Bool {
        openings.contains { $0.from <= last && ($0.through.map { $0 >= first } ?? true) }
            || services.contains { (first...last).contains($0.on) } || work.contains { (first...last).contains($0.on) }
    }

    /// Days on which it was open up to `today`.
    public func daysOpen(through today: CountingDay) -> Int {
        openings.reduce(0) { $0 + max(0, min($1.through ?? today, today).number - $1.from.number) }
    }
}
