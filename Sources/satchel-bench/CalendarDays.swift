import ArgumentParser
import Calendars

/// Every day in every calendar, for a reader that knows nothing of this program.
struct CalendarDays: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calendars", abstract: "Print every day in every calendar: day number from 1970, then year-month-day of each, or -.")

    @Option(help: "The first day, from 1 January 1970.")
    var from = -60_000
    @Option(help: "The last day.")
    var through = 60_000

    mutating func validate() throws {
        guard from <= through, from >= -719_162, through <= 2_932_896 else {
            throw ValidationError("These are not days of the years 1 to 9999.")
        }
    }

    func run() throws {
        print((["day"] + CalendarSystem.allCases.map(\.rawValue)).joined(separator: "\t"))
        for day in from...through {
            let dates = CalendarSystem.allCases.map { calendar -> String in
                guard let date = calendar.date(ofDayNumber: day) else { return "-" }
                precondition(date.dayNumbers == day...day, "a date and its day are the same both ways")
                return "\(date.year)-\(date.month ?? 0)-\(date.day ?? 0)"
            }
            print(([String(day)] + dates).joined(separator: "\t"))
        }
    }
}
