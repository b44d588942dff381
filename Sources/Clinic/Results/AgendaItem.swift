public import Records

/// Something with a deadline, and all that a list, a reminder or a calendar says of it.
public struct AgendaItem: Sendable {
    public let summary: RecordSummary
    public let due: DueDate
    /// A zone was written that the database of time zones does not have: the deadline is then shown as that of the laptop's zone.
    public let hasUnknownZone: Bool
    public let remindDays: Int?
    public let remindOn: CalendarDate?
    /// The code of a task's kind.
    public let taskKind: String?
    /// Before whom; holds nothing about persons.
    public let authority: String?
    /// The number of the case that it belongs to.
    public let caseNumber: String?

    public func standing(at now: Int64, home: TimeZoneName) -> DueDate.Standing { due.standing(at: now, home: home) }

    public func reminds(at now: Int64, home: TimeZoneName) -> Bool {
        due.reminds(at: now, home: home, remindDays: remindDays, remindOn: remindOn)
    }
}
