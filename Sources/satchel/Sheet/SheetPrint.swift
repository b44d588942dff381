import ArgumentParser
import Clinic
import Records
import Reports

struct SheetPrint: ClinicCommand {
    static let configuration = CommandConfiguration(
        commandName: "print", abstract: "Fill a sheet from a record and write it as a page to print.",
        discussion: "The HTML file holds names and facts in clear. Print it with any browser, then remove it.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var options: SheetOptions
    @Argument(help: "Which sheet; `satchel sheet list` shows them.")
    var sheet: String
    @OptionGroup var argument: RecordArgument
    @Option(name: .long, help: ArgumentHelp("Whom it is for, where a case has several clients.", valueName: "client"))
    var client: String?
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Who receives it, of sheets that leave the clinic.",
            discussion: "A partner, or anybody else in words. A referral names its recipient itself.", valueName: "recipient"))
    var to: String?
    @Option(name: .long, help: ArgumentHelp("What sort of recipient that is, if it is no partner: court, authority, …", valueName: "code"))
    var toType: String?
    @Option(name: .long, help: "Why it leaves, for the record of what left.")
    var reason = "printed to be signed or handed over"

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        let library = try options.library(common, context)
        let definition = try library.definition(sheet)
        let path = context.path(options.out)
        try Files.requireFree(path)
        let subject = try await clinic.subject(
            of: definition, from: try await RecordFinder.find(argument.record, kind: nil, in: clinic))
        var person: RecordID?
        if let client { person = try await RecordFinder.find(client, kind: "client", in: clinic) }
        guard let day = CalendarDate(context.today) else { preconditionFailure("today is a day") }
        var source = try await clinic.source(of: definition, about: subject, client: person, day: day)
        if definition.purpose != nil {
            source = try await clinic.release(definition, source, to: try await recipient(of: source, clinic), reason: reason)
        }
        let model = try library.model(
            definition, source: source, catalog: clinic.catalog, language: options.language(library, context),
            calendar: options.calendar?.system)
        try Files.createAtOnce(path, Array(try library.page(model, paper: options.paper.paper).utf8))
        try context.show(SheetView(model: model, path: path))
        return .done
    }

    private func recipient(of source: SheetSource, _ clinic: Clinic) async throws -> Recipient {
        let named = try await clinic.recipient(of: source)
        if let to {
            let said = try await RecipientFinder.find(to, type: toType, in: clinic)
            guard let named, named.name != said.name else { return said }
            throw CommandError(
                .badArguments, "The referral names another recipient.", hint: "Leave out --to, or correct the referral.")
        }
        guard let recipient = named else {
            throw CommandError(
                .badArguments, "Consent is for a recipient, and none is named.", hint: "Say with --to who receives the sheet.")
        }
        return recipient
    }
}
