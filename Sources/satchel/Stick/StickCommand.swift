import ArgumentParser

struct StickCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stick", abstract: "Carry work between devices on a USB stick, sealed.",
        subcommands: [StickWrite.self, StickRead.self, StickInspect.self])
}
