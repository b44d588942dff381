import ArgumentParser

/// The root of the commands: a folder for each noun, a file for each verb.
struct Satchel: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "satchel",
        abstract: "Field kit of a mobile legal-aid clinic: records that survive, travel sealed and come together again.",
        version: "satchel " + Version.text,
        groupedSubcommands: [
            CommandGroup(
                name: "People",
                subcommands: [
                    RecordCommand<ClientNoun>.self, RecordCommand<HouseholdNoun>.self, RecordCommand<HouseholdMemberNoun>.self,
                    RecordCommand<PartyNoun>.self, RecordCommand<ConsentNoun>.self, RecordCommand<DisclosureNoun>.self,
                    RecordCommand<PartnerNoun>.self,
                ]),
            CommandGroup(name: "Forms", subcommands: [FormCommand.self]),
            CommandGroup(
                name: "Cases",
                subcommands: [
                    RecordCommand<CaseNoun>.self, RecordCommand<ConsultationNoun>.self, RecordCommand<DocumentNoun>.self,
                    RecordCommand<CustodyEventNoun>.self, RecordCommand<TaskNoun>.self, RecordCommand<StatusEventNoun>.self,
                    RecordCommand<ReviewNoun>.self, RecordCommand<TimeEntryNoun>.self, RecordCommand<ConflictCheckNoun>.self,
                ]),
            CommandGroup(
                name: "Disputes and referrals",
                subcommands: [
                    RecordCommand<DisputeNoun>.self, RecordCommand<DisputeSessionNoun>.self, RecordCommand<ObligationNoun>.self,
                    RecordCommand<FollowUpCheckNoun>.self, RecordCommand<ReferralNoun>.self,
                ]),
            CommandGroup(
                name: "The community",
                subcommands: [
                    RecordCommand<OutreachNoun>.self, RecordCommand<FeedbackNoun>.self,
                ]),
            CommandGroup(
                name: "Reading",
                subcommands: [SearchCommand.self, HistoryCommand.self, DeadlinesCommand.self, ConflictCommand.self, ReportCommand.self]),
            CommandGroup(name: "Paper", subcommands: [SheetCommand.self]),
            CommandGroup(
                name: "Coming together",
                subcommands: [StickCommand.self, DeviceCommand.self, SpaceCommand.self, PersonCommand.self, ConflictIndexCommand.self]),
            CommandGroup(name: "In and out", subcommands: [ImportCommand.self, ExportCommand.self]),
            CommandGroup(
                name: "The store",
                subcommands: [
                    Initialise.self, OpenCommand.self, LockCommand.self, StatusCommand.self, CheckCommand.self,
                    DemoCommand.self,
                ]),
        ])
}
