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
                "Given up, because it could not be read: \(.counted(given.lostEntryCount, "entry", "entries")) and \(.counted(given.documentCount, "document", "documents")). Write a stick for headquarters and read the one that comes back to have them again."
            )
            if given.keptEntryCount > 0 {
                context.say(
                    "Kept: \(.counted(given.keptEntryCount, "entry", "entries")) written after them. They are shown once the lost ones are back."
                )
            }
        }
        let report = try await clinic.check(readData: readData, report: context.progress)
        context.clearProgress()
        try context.show(CheckView(report: report))
        return report.faults.isEmpty ? .done : .damaged
    }
}
