import ArgumentParser

struct SpaceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "space", abstract: "Caseloads: what is granted and shared as a whole.",
        subcommands: [SpaceCreate.self, SpaceList.self])
}
