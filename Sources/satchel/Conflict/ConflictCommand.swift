import ArgumentParser

struct ConflictCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "conflict", abstract: "Fields that two people filled differently, and settling them.",
        subcommands: [ConflictListCommand.self, ConflictShow.self, ConflictSettle.self])
}
