import Clinic
import Forms
import Records

/// What a day begins with: what is due, what waits for a decision, what is not delivered yet, what was left half done.
struct TodayPage: PageModel {
    static let template = "today"
    /// Days ahead that are shown, and reminders beyond them.
    static let daysAhead = 14
    static let linesMax = 50
    /// Conflicts that are shown; all are counted.
    static let conflictsMax = 5

    struct Group: Sendable {
        let name: String
        let lines: [RecordLine]
    }

    struct Delivery: Sendable, Hashable {
        let space: String
        let onlyHere: Int
        let onStick: Int
        let onOtherDevice: Int
        let conflicts: Int
    }

    struct DraftLine: Sendable, Hashable {
        let link: String
        let form: String
        let time: String
    }

    let today: String
    let groups: [Group]
    let conflicts: [RecordLine]
    let conflictCount: Int
    let interests: [RecordLine]
    let deliveries: [Delivery]
    let drafts: [DraftLine]
    let recent: [RecordLine]

    var section: Section? { .today }
    func title(_ words: Words) -> String { words("nav_today") }

    static func make(_ clinic: Clinic, _ visit: Visit) async throws -> TodayPage {
        let values = visit.values(clinic)
        let last = CalendarDate(dayNumber: (visit.today.dayNumber ?? 0) + 366)
        let agenda = try await clinic.agenda(until: last)
        var groups = [String: [RecordLine]]()
        for item in agenda {
            let standing = item.standing(at: visit.now, home: visit.zone)
            let name = standing == .later && item.reminds(at: visit.now, home: visit.zone) ? "reminders" : standing.rawValue
            guard groups[name, default: []].count < linesMax, name != DueDate.Standing.later.rawValue || isSoon(item, visit) else {
                continue
            }
            var line = RecordLine(item.summary, values)
            line.due = values.date(item.due.date) + (item.due.time.map { " " + $0.description } ?? "")
            line.isOverdue = standing == .overdue
            line.number = item.caseNumber
            groups[name, default: []].append(line)
        }
        let conflicts = try await clinic.conflicts(space: nil, limit: conflictsMax)
        let waiting = try await clinic.pendingInterestConflicts(limit: 20)
        var interests = [RecordLine]()
        for matter in waiting.map(\.matter) where !interests.contains(where: { $0.link == "/records/\(matter.id)" }) {
            interests.append(RecordLine(matter, values))
        }
        return TodayPage(
            today: values.date(visit.today),
            groups: ["overdue", "today", "this_week", "reminders", "later"].compactMap { name in
                groups[name].map { Group(name: name, lines: $0) }
            },
            conflicts: conflicts.map { RecordLine($0, values) }, conflictCount: try await clinic.conflictCount(), interests: interests,
            deliveries: try await clinic.status().spaces.map { space in
                Delivery(
                    space: space.name ?? visit.words("space_unnamed"), onlyHere: Int(space.onlyHere), onStick: Int(space.onStick),
                    onOtherDevice: Int(space.onOtherDevice), conflicts: space.conflictCount)
            },
            drafts: try await drafts(clinic, values), recent: try await recentLines(clinic, visit))
    }

    static func drafts(_ clinic: Clinic, _ values: ValueWords) async throws -> [DraftLine] {
        try await clinic.drafts().map { draft in
            DraftLine(
                link: "/drafts/\(draft.id)", form: clinic.library[draft.form]?.label(values.locale) ?? draft.form,
                time: values.moment(draft.time))
        }
    }

    static func recentLines(_ clinic: Clinic, _ visit: Visit) async throws -> [RecordLine] {
        let values = visit.values(clinic)
        var lines = [RecordLine]()
        for record in await visit.desk.recent {
            if let summary = try await clinic.summary(of: record) { lines.append(RecordLine(summary, values)) }
        }
        return lines
    }

    private static func isSoon(_ item: AgendaItem, _ visit: Visit) -> Bool {
        item.due.date.days.lowerBound <= (visit.today.dayNumber ?? 0) + daysAhead
    }

    func context(_ words: Words) -> [String: Any] {
        [
            "today": today,
            "groups": groups.map { group in
                [
                    "heading": words.text(named: "today_\(group.name)") ?? group.name, "name": group.name,
                    "count": NumberText.text(group.lines.count, words.language), "lines": group.lines.map(\.context),
                ] as [String: Any]
            },
            "nothing_due": groups.isEmpty,
            "conflicts": conflicts.map(\.context), "has_conflicts": !conflicts.isEmpty,
            "conflicts_text": words("today_conflicts", count: conflictCount),
            "interests": interests.map(\.context), "has_interests": !interests.isEmpty,
            "deliveries": deliveries.map { delivery in
                [
                    "space": delivery.space, "only_here": words("delivery_only_here", count: delivery.onlyHere),
                    "is_only_here": delivery.onlyHere > 0, "on_stick": words("delivery_on_stick", count: delivery.onStick),
                    "is_on_stick": delivery.onStick > 0, "elsewhere": words("delivery_elsewhere", count: delivery.onOtherDevice),
                    "is_elsewhere": delivery.onOtherDevice > 0,
                    "is_delivered": delivery.onlyHere + delivery.onStick + delivery.onOtherDevice == 0,
                ] as [String: Any]
            },
            "drafts": drafts.map { ["link": $0.link, "form": $0.form, "time": $0.time] as [String: Any] }, "has_drafts": !drafts.isEmpty,
            "recent": recent.map(\.context), "has_recent": !recent.isEmpty,
        ]
    }
}
