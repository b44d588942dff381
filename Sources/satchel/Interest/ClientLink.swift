import ArgumentParser
import Clinic

struct ClientLink: ClinicCommand {
    static let configuration = CommandConfiguration(
        commandName: "link", abstract: "Say that two clients are one person; both records stay.")

    @OptionGroup var common: CommonOptions
    @Argument(help: ArgumentHelp("Title, or identifier or its beginning.", valueName: "client"))
    var first: String
    @Argument(help: ArgumentHelp("The same person.", valueName: "client"))
    var second: String

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        let first = try await RecordFinder.find(first, kind: "client", in: clinic)
        let second = try await RecordFinder.find(second, kind: "client", in: clinic)
        try context.show(try await clinic.link(first, second), verb: "Linked")
        return .done
    }
}

struct ClientUnlink: ClinicCommand {
    static let configuration = CommandConfiguration(commandName: "unlink", abstract: "Take back that two clients are one person.")

    @OptionGroup var common: CommonOptions
    @Argument(help: ArgumentHelp("Title, or identifier or its beginning.", valueName: "client"))
    var first: String
    @Argument(help: ArgumentHelp("Who is not the same person.", valueName: "client"))
    var second: String

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        let first = try await RecordFinder.find(first, kind: "client", in: clinic)
        let second = try await RecordFinder.find(second, kind: "client", in: clinic)
        try context.show(try await clinic.unlink(first, second), verb: "Unlinked")
        return .done
    }
}
