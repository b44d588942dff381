import ArgumentParser
import Clinic
import Records
import Reports

/// What the reports of figures take.
struct ReportOptions: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("The first day.", valueName: "date"))
    var from: String
    @Option(name: .long, help: ArgumentHelp("The last day.", valueName: "date"))
    var to: String
    @Option(name: .long, help: ArgumentHelp("Only this caseload.", valueName: "name"))
    var space: String?
    @Flag(name: .long, help: "Hide what few people are behind, and what would give it away: for figures that leave the clinic.")
    var publish = false
    @Option(name: .long, help: ArgumentHelp("The smallest count that is published, 2 to 1000.", valueName: "count"))
    var threshold: Int?

    mutating func validate() throws {
        if let threshold {
            guard publish else { throw ValidationError("--threshold goes with --publish.") }
            guard (2...Suppression.thresholdMax).contains(threshold) else { throw ValidationError("--threshold is 2 to 1000.") }
        }
        guard let first = CalendarDate(from), let last = CalendarDate(to), ReportPeriod(from: first, to: last) != nil else {
            throw ValidationError("--from and --to are days as 2026-04-30, the first not after the last.")
        }
    }

    func period() throws(CommandError) -> ReportPeriod {
        guard let first = CalendarDate(from), let last = CalendarDate(to), let period = ReportPeriod(from: first, to: last) else {
            throw CommandError(.badArguments, "--from and --to are not the days of a period.", hint: "Write them as 2026-04-30.")
        }
        return period
    }

    func spaceID(_ clinic: Clinic) async throws -> SpaceID? {
        guard let space else { return nil }
        return try await clinic.space(space)
    }

    /// Shows the clinic's own view, or what may leave.
    func show(_ sheet: FigureSheet, _ context: CommandContext) throws {
        let sheet = publish ? sheet.published(threshold: threshold ?? Suppression.thresholdDefault) : sheet
        try context.show(FigureView(sheet: sheet))
        if !publish { context.say("These are the clinic's own figures; --publish hides what few people are behind.") }
    }
}
