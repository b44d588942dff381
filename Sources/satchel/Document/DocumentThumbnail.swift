import ArgumentParser
import Clinic
import Images
import Records

struct DocumentThumbnail: ClinicCommand {
    static let configuration = CommandConfiguration(
        commandName: "thumbnail", abstract: "Write a small picture of an attached image, as a JPEG in clear.",
        discussion: "Of JPEG and PNG. They are decoded in a process of its own that can do nothing else.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var argument: RecordArgument
    @Option(name: .long, help: ArgumentHelp("Write to a new file that only you can read.", valueName: "file"))
    var out: String
    @Option(name: .long, help: "Which field; needed when there are several for files.")
    var field: String?

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        let path = context.path(out)
        try Files.requireFree(path)
        let record = try await RecordFinder.find(argument.record, kind: nil, in: clinic)
        let thumbnail = try await clinic.thumbnail(of: record, field: field)
        try Files.createAtOnce(path, thumbnail.jpeg)
        try context.show(ThumbnailView(thumbnail: thumbnail, path: path))
        return .done
    }
}
