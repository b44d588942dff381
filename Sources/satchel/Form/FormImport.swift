import ArgumentParser
import Clinic
import Forms
import Foundation
import Records
import Tables

struct FormImport: LocalCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Make a form, and the fields and vocabularies it needs, of an XLSForm.",
        discussion: """
            Needs no store. The folder can be given to `satchel form release` once somebody has read it. What cannot be mapped is listed \
            by the row of its sheet.
            """)

    @OptionGroup var common: CommonOptions
    @Argument(help: "The XLSForm, .xlsx.")
    var file: String
    @Option(name: .long, help: ArgumentHelp("A new folder for the files.", valueName: "dir"))
    var out: String
    @Option(name: .long, help: ArgumentHelp("The kind of record that the questions are about.", valueName: "kind"))
    var kind: String?
    @Option(name: .long, help: ArgumentHelp("What the form is called; otherwise its form_id.", valueName: "name"))
    var name: String?

    /// XLSForms are small; this is the most that is read of one.
    static let fileBytesMax = 8 << 20

    func run(_ context: CommandContext) async throws -> ExitStatus {
        let bytes = try await context.read(file, byteCountMax: Self.fileBytesMax)
        let imported = try XLSFormImport(
            try Workbook.read(bytes), kind: kind, name: name, catalog: try Clinic.catalog(common.clinicOptions(context)))
        let folder = context.path(out)
        try Files.requireFree(folder)
        for (path, json) in imported.files.sorted(by: { $0.key < $1.key }) {
            let file = folder + "/" + path
            try FileManager.default.createDirectory(
                atPath: String(file.prefix(upTo: file.lastIndex(of: "/") ?? file.endIndex)), withIntermediateDirectories: true)
            try Files.create(file, json.serialized(pretty: true) + [UInt8(ascii: "\n")])
        }
        try context.show(FormImported(name: imported.name, paths: imported.files.keys.sorted(), unmapped: imported.unmapped))
        return .done
    }
}
