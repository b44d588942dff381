import ArgumentParser

struct FormCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "form", abstract: "Forms as data: what is asked in which order, and the organisation's own fields.",
        subcommands: [
            FormList.self, FormShow.self, FormFill.self, FormCheck.self, FormPlaceCommand.self, FormRelease.self, FormReleases.self,
            FormExport.self, FormImport.self,
        ])
}
