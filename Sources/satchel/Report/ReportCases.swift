import ArgumentParser
import Clinic

struct ReportCases: ClinicCommand {
    static let configuration = CommandConfiguration(
        commandName: "cases", abstract: "Count the cases of a period.",
        discussion: """
            Repeated help to one client with essentially the same problem in the period is one case, reported by the highest service \
            reached (the single-case rule of the Legal Services Corporation). The same problem is the same area of the legal issue.
            """)

    @OptionGroup var common: CommonOptions
    @Option(name: .customLong("from"), help: ArgumentHelp("First day.", valueName: "date"))
    var first: String
    @Option(name: .customLong("to"), help: ArgumentHelp("Last day.", valueName: "date"))
    var last: String
    @Option(name: .long, help: ArgumentHelp("Only of this caseload.", valueName: "name"))
    var space: String?

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        let space = try await space.asyncMap { try await clinic.space($0) }
        let report = try await clinic.caseReport(from: first, through: last, space: space)
        try context.show(CaseReportView(report: report, catalog: clinic.catalog, language: context.language))
        return .done
    }
}

extension Optional {
    fileprivate func asyncMap<Result>(_ transform: (Wrapped) async throws -> Result) async rethrows -> Result? {
        guard let self else { return nil }
        return try await transform(self)
    }
}
