import ArgumentParser

struct SheetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sheet", abstract: "Paper to be printed and signed: intake, consent, power of attorney, and more.",
        subcommands: [SheetList.self, SheetPrint.self, SheetBlank.self])
}
