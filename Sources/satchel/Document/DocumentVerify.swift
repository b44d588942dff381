import ArgumentParser
import Clinic
import Records

struct DocumentVerify: ClinicCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Read sealed files again and compare them with what the records say.")

    @OptionGroup var common: CommonOptions
    @Argument(help: ArgumentHelp("Only the files of this record.", valueName: "record"))
    var record: String?

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        var id: RecordID?
        if let record { id = try await RecordFinder.find(record, kind: nil, in: clinic) }
        let checks = try await clinic.verifyDocuments(id, report: context.progress)
        context.clearProgress()
        try context.show(DocumentChecks(checks: checks))
        return checks.contains { $0.state == .damaged } ? .damaged : .done
    }
}
