import ArgumentParser
import Clinic
import Forms
import Records

struct FormFill: ClinicCommand {
    static let configuration = CommandConfiguration(
        commandName: "fill", abstract: "Fill a form in, question by question, and save all of it at once.",
        discussion: """
            An empty line leaves a field as it is, - empties it, ? explains it, < goes back. Codes are chosen by their number, name or \
            words. Nothing is saved before the end. --answers takes everything from a file: {"client": {"given_name": "…"}}, the \
            records of a repeat group as an array.
            """)

    @OptionGroup var common: CommonOptions
    @Argument(help: "Name of the form.")
    var form: String
    @Option(name: .long, help: ArgumentHelp("Caseload to put it in; needed when there are several.", valueName: "name"))
    var space: String?
    @Option(name: .long, help: ArgumentHelp("Language of the questions, as ar.", valueName: "locale"))
    var locale: String?
    @Option(name: .long, help: ArgumentHelp("A JSON object of answers; - is standard input.", valueName: "file"))
    var answers: String?
    @Option(name: .long, help: ArgumentHelp("A record to change: the one that the form is about.", valueName: "record"))
    var record: String?

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        let library = clinic.library
        let definition = try library.form(form)
        let opened = try await open(definition, clinic)
        let circumstances = FormSession.Circumstances(
            today: try Self.today(context), person: try await clinic.ownName(), place: try await clinic.place())
        var session = FormSession(
            definition, library: library, circumstances: circumstances,
            existing: opened.map { FormSession.Existing(record: $0.record, fields: $0.fields) })
        let space: SpaceID
        if let opened { space = opened.space } else { space = try await clinic.space(self.space) }
        if let answers {
            let json = try JSONValue(parsing: try await context.read(answers, byteCountMax: JSONValue.bytesMax))
            try session.answer(all: await FormReferences.resolved(json, of: definition, in: clinic))
            if !session.state.errors.isEmpty { throw FormProblems.failure(session) }
        } else {
            session = try await FormTalk(clinic: clinic, context: context, locale: locale ?? context.language).fill(session)
        }
        let saved = try await clinic.saveTogether(
            session.drafts.map { draft in
                let target = draft.record == nil ? nil : opened.map(Draft.Target.form)
                return Draft(target ?? .new(kind: draft.kind), draft.fields, name: draft.name)
            }, in: space)
        try context.show(SavedTogetherView(saved: saved))
        // The rules of kinds come back from the clinic; those of the form are known here alone.
        for one in saved { context.warn(about: one) }
        let own = Set(definition.checks.map(\.name))
        for problem in session.state.warnings where own.contains(problem.code) {
            context.warn("warning: \(problem.field ?? ""): \(problem.message(locale ?? context.language))")
        }
        return saved.contains { !$0.conflictedFields.isEmpty } ? .conflict : .done
    }

    private static func today(_ context: CommandContext) throws(CommandError) -> CalendarDate {
        guard let today = CalendarDate(context.today) else {
            throw CommandError(.badArguments, "The clock of this computer shows a day that is on no calendar.", hint: "Set the clock.")
        }
        return today
    }

    private func open(_ definition: FormDefinition, _ clinic: Clinic) async throws -> Form? {
        guard let record else { return nil }
        let found = try await RecordFinder.find(record, kind: definition.records[0].kind, in: clinic)
        return try await clinic.form(found)
    }
}
