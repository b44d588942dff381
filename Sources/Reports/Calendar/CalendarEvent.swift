/// One deadline for a calendar file.
public struct CalendarEvent: Hashable, Sendable {
    public enum When: Hashable, Sendable {
        /// Whole days: one, or all that a partial date may mean.
        case days(ClosedRange<Int>)
        /// Seconds since 1970.
        case instant(Int64)
    }

    /// The same in every export of the same record.
    public let uid: String
    /// When what it says was last changed, in seconds since 1970.
    public let stamp: Int64
    public let when: When
    public let summary: String
    public let details: String
    public let category: String
    /// How many days before it to remind; `nil` for no reminder.
    public let reminderDays: Int?

    public init(
        uid: String, stamp: Int64, when: When, summary: String, details: String = "", category: String = "", reminderDays: Int? = nil
    ) {
        self.uid = uid
        self.stamp = stamp
        self.when = when
        self.summary = summary
        self.details = details
        self.category = category
        self.reminderDays = reminderDays
    }
}
