import ArgumentParser
import Clinic

struct ReportFeedback: ClinicCommand {
    static let configuration = CommandConfiguration(
        commandName: "feedback", abstract: "Satisfaction, complaints and how long they took, referrals completed.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var options: ReportOptions

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        let space = try await options.spaceID(clinic)
        let sheet = try await clinic.feedbackReport(period: try options.period(), space: space, locale: context.language)
        try options.show(sheet, context)
        return .done
    }
}
