import ArgumentParser
import Clinic

struct ReportOutreach: ClinicCommand {
    static let configuration = CommandConfiguration(
        commandName: "outreach", abstract: "Sessions held, people reached, and tests before and after.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var options: ReportOptions

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        let space = try await options.spaceID(clinic)
        let sheet = try await clinic.outreachReport(period: try options.period(), space: space, locale: context.language)
        try options.show(sheet, context)
        return .done
    }
}
