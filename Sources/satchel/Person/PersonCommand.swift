import ArgumentParser

struct PersonCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "person", abstract: "Who can unlock this device, each with a passphrase of their own.",
        subcommands: [PersonAdd.self, PersonList.self, PersonPassphrase.self, PersonRemove.self])
}
