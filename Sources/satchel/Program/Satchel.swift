import ArgumentParser

/// The root of the commands: a folder for each noun, a file for each verb.
struct Satchel: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "satchel",
        abstract: "Field kit of a mobile legal-aid clinic: records that survive, travel sealed and come together again.",
        version: "satchel " + Version.text,
        groupedSubcommands: [
            CommandGroup(
                name: "Records",
                subcommands: [
                    RecordCommand<ClientNoun>.self, RecordCommand<CaseNoun>.self, RecordCommand<ConsultationNoun>.self,
                    RecordCommand<DocumentNoun>.self, RecordCommand<DisputeNoun>.self, RecordCommand<TaskNoun>.self,
                ]),
            CommandGroup(name: "Forms", subcommands: [FormCommand.self]),
            CommandGroup(
                name: "Reading", subcommands: [SearchCommand.self, HistoryCommand.self, DeadlinesCommand.self, ConflictCommand.self]),
            CommandGroup(
                name: "Coming together", subcommands: [StickCommand.self, DeviceCommand.self, SpaceCommand.self, PersonCommand.self]),
            CommandGroup(
                name: "The store",
                subcommands: [
                    Initialise.self, OpenCommand.self, LockCommand.self, StatusCommand.self, CheckCommand.self, ExportCommand.self,
                    DemoCommand.self,
                ]),
        ])
}
