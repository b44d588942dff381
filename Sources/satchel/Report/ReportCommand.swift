import ArgumentParser

/// `satchel report …`: a file for each report.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Figures over a period.",
        subcommands: [ReportCases.self, ReportDisputes.self, ReportFeedback.self, ReportOutreach.self])
}
