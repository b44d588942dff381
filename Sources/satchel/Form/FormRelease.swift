import ArgumentParser
import Clinic
import Records

struct FormRelease: ClinicCommand {
    static let configuration = CommandConfiguration(
        commandName: "release", abstract: "Give every device the organisation's own fields, codes and forms, at headquarters.",
        discussion: """
            The folder holds records/KIND.extension.json, vocabularies/NAME.json and NAME.extension.json, forms/NAME.form.json, \
            checks/KIND.checks.json and, for a prefix of one's own, release.json. It is the whole of what the organisation adds: it \
            takes the place of the release before, and what was released once has to be in it again. Sticks carry it.
            """)

    @OptionGroup var common: CommonOptions
    @Argument(help: "The folder.")
    var folder: String

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        var files = [String: [UInt8]]()
        var total = 0
        for path in try ReleaseFolder.paths(context.path(folder)) {
            let content = try await context.read(context.path(folder) + "/" + path, byteCountMax: ReleaseFolder.bytesMax)
            total += content.count
            guard total <= ReleaseFolder.bytesMax else { throw ReleaseFolder.tooLarge }
            files[path] = content
        }
        guard !files.isEmpty else {
            throw CommandError(.badArguments, "The folder has no file of a release.", hint: "`satchel form release --help` names them.")
        }
        try context.show(ReleaseMade(row: try await clinic.release(files)))
        return .done
    }
}

struct FormReleases: ClinicCommand {
    static let configuration = CommandConfiguration(
        commandName: "releases", abstract: "List the releases of the organisation's own fields, codes and forms.")

    @OptionGroup var common: CommonOptions

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        try context.show(ReleaseTable(rows: try await clinic.releases()))
        return .done
    }
}
