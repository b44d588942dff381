import ArgumentParser
import Clinic
import Records

struct CheckCommand: ClinicCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Verify the whole store: signatures, chains, and that what is shown follows from them.")

    @OptionGroup var common: CommonOptions
    @Flag(name: .long, help: "Also read every sealed file.")
    var readData = false

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        let report = try await clinic.check(readData: readData, report: context.progress)
        context.clearProgress()
        try context.show(CheckView(report: report))
        return report.faults.isEmpty ? .done : .damaged
    }
}
