import ArgumentParser
import Clinic
import Records

struct CheckCommand: ClinicCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Verify the whole store: signatures, chains, and that what is shown follows from them.")

    @OptionGroup var common: CommonOptions
    @Flag(name: .long, help: "Also read every sealed file.")
    var readData = false
    @Flag(
        name: .long,
        help: "Give up what cannot be read, so that it is taken back from headquarters or a stick. Copy the store's folder first.")
    var repair = false

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        if repair {
            let given = try await clinic.repair(report: context.progress)
            context.clearProgress()
            context.say(
                "Given up: the end of \(.counted(given.chainCount, "chain", "chains")) and \(.counted(given.documentCount, "document", "documents")). Read a stick of headquarters to take them back."
            )
        }
        let report = try await clinic.check(readData: readData, report: context.progress)
        context.clearProgress()
        try context.show(CheckView(report: report))
        return report.faults.isEmpty ? .done : .damaged
    }
}
