import ArgumentParser
import Clinic

struct ReportDisputes: ClinicCommand {
    static let configuration = CommandConfiguration(
        commandName: "disputes", abstract: "How disputes ended, whether agreements hold, and what became of obligations.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var options: ReportOptions

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        let space = try await options.spaceID(clinic)
        let sheet = try await clinic.disputeReport(period: try options.period(), space: space, locale: context.language)
        try options.show(sheet, context)
        return .done
    }
}
