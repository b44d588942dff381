import ArgumentParser
import Clinic
import Records

struct ConsentGive: ClinicCommand {
    static let configuration = CommandConfiguration(
        commandName: "give", abstract: "Write down what a client agrees to.",
        discussion: "What is not named is not allowed. Given today, by the client, unless --set says otherwise (`satchel consent fields`).")

    @OptionGroup var common: CommonOptions
    @Argument(help: "The client: title, identifier or its beginning.")
    var client: String
    @Option(name: .long, help: "What for; codes with commas between them.")
    var purposes: String
    @Option(name: .long, help: "Sorts of recipients; codes with commas between them. Without any, and without partners, everybody.")
    var recipientTypes: String?
    @Option(name: .long, help: ArgumentHelp("The last day on which it holds.", valueName: "date"))
    var expires: String?
    @Option(name: .long, help: "Names of fields that must not leave, with commas between them.")
    var withhold: String?
    @OptionGroup var fields: FieldOptions

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        let client = try await RecordFinder.find(client, kind: "client", in: clinic)
        var input = FieldInput(catalog: clinic.catalog, kind: try RecordKind.of(ConsentNoun.self, in: clinic))
        try input.set("client=\(client)")
        try input.set("purposes=\(purposes)")
        if let recipientTypes { try input.set("recipient_types=\(recipientTypes)") }
        if let expires { try input.set("expires_on=\(expires)") }
        if let withhold { try input.set("withhold=\(withhold)") }
        try await fields.read(into: &input, context)
        await input.resolveReferences(in: clinic)
        let saved = try await clinic.giveConsent(client, fields: try input.checked(creating: false), today: try context.day())
        try context.show(saved, verb: "Added")
        return .done
    }
}

struct ConsentWithdraw: ClinicCommand {
    static let configuration = CommandConfiguration(
        commandName: "withdraw", abstract: "Write down that a client no longer agrees; lists what has already left.",
        discussion: "Nothing more leaves from then on. What has left is out of our hands: whoever received it has to be told.")

    @OptionGroup var common: CommonOptions
    @Argument(help: "The client: title, identifier or its beginning.")
    var client: String
    @Option(name: .long, help: ArgumentHelp("Only this one; otherwise all that stand.", valueName: "record"))
    var consent: String?
    @Option(name: .long, help: "Why, in the client's words.")
    var reason: String?
    @Option(name: .long, help: ArgumentHelp("The day; otherwise today.", valueName: "date"))
    var on: String?

    mutating func validate() throws {
        if let on, CalendarDate(on)?.day == nil { throw ValidationError("--on is a day as 2026-05-03.") }
    }

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        let client = try await RecordFinder.find(client, kind: "client", in: clinic)
        var one: RecordID?
        if let consent { one = try await RecordFinder.find(consent, kind: "consent", in: clinic) }
        let day = try on.flatMap { CalendarDate($0) } ?? context.day()
        try context.show(WithdrawnConsentView(withdrawal: try await clinic.withdrawConsent(client, consent: one, on: day, reason: reason)))
        return .done
    }
}

struct ConsentOf: ClinicCommand {
    static let configuration = CommandConfiguration(
        commandName: "of", abstract: "Show what a client agreed to, whether it still holds, and what has left.")

    @OptionGroup var common: CommonOptions
    @Argument(help: "The client: title, identifier or its beginning.")
    var client: String

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        let client = try await RecordFinder.find(client, kind: "client", in: clinic)
        try context.show(ConsentView(overview: try await clinic.consentOverview(client, on: try context.day())))
        return .done
    }
}

extension CommandContext {
    /// The day on the calendar of this computer.
    func day() throws(CommandError) -> CalendarDate {
        guard let day = CalendarDate(today) else {
            throw CommandError(.badArguments, "The clock of this computer shows no day.", hint: "Set the clock.")
        }
        return day
    }
}
