import ArgumentParser
import Clinic
import Records

struct ImportCommand: ClinicCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Bring records in from CSV, XLSX or JSON Lines.",
        discussion: """
            Without --apply nothing is written: what is wrong is listed by row and column, and who may be there already. Whatever was \
            brought in is known again, so the same file can be brought in twice, or once more after an interruption. `--suggest` writes \
            a mapping from the headings of the file, to be looked through and given back with --mapping; Schemas/mapping.md says what it holds.
            """)

    @OptionGroup var common: CommonOptions
    @Argument(help: "The file.")
    var file: String
    @Option(name: .long, help: ArgumentHelp("How its columns become fields.", valueName: "file"))
    var mapping: String?
    @Flag(name: .long, help: "Propose a mapping instead.")
    var suggest = false
    @Option(name: .long, help: "The kind of record, for --suggest.")
    var kind = "client"
    @Option(name: .long, help: ArgumentHelp("The caseload; needed when there are several.", valueName: "name"))
    var space: String?
    @Option(name: .long, help: "For --suggest: utf-8, windows-1252, windows-1251 or windows-1256.")
    var encoding: String?
    @Option(name: .long, help: ArgumentHelp("For --suggest: the sheet of a workbook.", valueName: "name"))
    var sheet: String?
    @Flag(name: .long, help: "Save the rows that are in order.")
    var apply = false
    @Flag(name: .long, help: "Save also rows that may be somebody who is there already.")
    var withDuplicates = false

    mutating func validate() throws {
        guard suggest != (mapping != nil) else { throw ValidationError("Give either --mapping or --suggest.") }
        guard !suggest || !apply else { throw ValidationError("--suggest writes nothing; --apply goes with --mapping.") }
    }

    static let mappingBytesMax = 1 << 20

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        guard let mapping else { return try await proposeMapping(clinic, context) }
        let json = try JSONValue(parsing: try await context.read(mapping, byteCountMax: Self.mappingBytesMax))
        var job = ImportJob(
            path: context.path(file), mapping: try ImportMapping(json: json, catalog: clinic.catalog), space: try await clinic.space(space))
        job.applies = apply
        job.createsDuplicates = withDuplicates
        let report = try await clinic.importFile(job, report: context.progress)
        context.clearProgress()
        try context.show(ImportView(report: report))
        return report.wrongCount > 0 ? .damaged : .done
    }

    private func proposeMapping(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        let proposal = try await clinic.suggestMapping(path: context.path(file), kind: kind, encoding: encoding, sheet: sheet)
        try context.channel.output(Visible.json(proposal.mapping.json, pretty: true) + [10])
        if !proposal.unmatched.isEmpty {
            context.say("No field was found for: \(.list(values: proposal.unmatched)). They are in `ignore`.")
        }
        return .done
    }
}
