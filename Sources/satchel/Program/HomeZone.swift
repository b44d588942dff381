import Foundation
import Records

extension CommandContext {
    /// The zone that the clock of this computer shows; UTC when that has no name.
    var zone: TimeZoneName { TimeZoneName(TimeZone.current.identifier) ?? TimeZoneName("UTC") ?? Self.universal }

    private static var universal: TimeZoneName { preconditionFailure("every system knows UTC") }
}

/// Days that are typed as options.
enum DayOption {
    /// - Throws: ``CommandErrorCode/badArguments``.
    static func date(_ text: String, option: String) throws(CommandError) -> CalendarDate {
        guard let date = try? CalendarDate(typed: text) else {
            throw CommandError(
                .badArguments, "\(option) is not a date.",
                hint: "Write 2026-05-03, or 2026-05 or 2026 when more is not known, or 1405-02-13 persian; with ~ if it is estimated.")
        }
        return date
    }

    /// A date that says its day.
    static func day(_ text: String, option: String) throws(CommandError) -> CalendarDate {
        let date = try date(text, option: option)
        guard date.day != nil, !date.estimated else {
            throw CommandError(.badArguments, "\(option) has to be known to the day.", hint: "Write it as 2026-05-03.")
        }
        return date
    }
}
