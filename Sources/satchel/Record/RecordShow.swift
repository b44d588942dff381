import ArgumentParser
import Clinic
import Records

struct RecordShow<Noun: KindNoun>: ClinicCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "show", abstract: "Show \(Noun.one) with its notes and what refers to it.",
            discussion: "With --json there is a `seen` token in it: `edit --seen TOKEN` then replaces only what was shown here.")
    }

    @OptionGroup var common: CommonOptions
    @OptionGroup var argument: RecordArgument
    @OptionGroup var calendars: CalendarOptions

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        let record = try await RecordFinder.find(argument.record, kind: Noun.kind, in: clinic)
        let form = try await clinic.form(record)
        let detail = try await clinic.detail(record)
        let kind = clinic.catalog[detail.kind]
        var values = await ValueText.looking(up: detail.fields, of: kind, in: clinic, language: context.language)
        values.calendar = calendars.calendar
        let space = try await clinic.spaces().first { $0.id == detail.space }?.name
        try context.show(RecordView(detail: detail, kind: kind, values: values, spaceName: space, seen: form.token))
        return .done
    }
}
