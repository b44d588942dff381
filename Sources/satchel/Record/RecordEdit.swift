import ArgumentParser
import Clinic
import Records

struct RecordEdit<Noun: KindNoun>: ClinicCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "edit", abstract: "Change fields of \(Noun.one).",
            discussion: """
                With --seen it replaces only what `show` had shown when it made the token: a value that came in since stays beside \
                yours. Without, it replaces what stands now, also what came in since you looked, and says which values those were, \
                who wrote them and when. A field that holds several values has to be settled first.
                """)
    }

    @OptionGroup var common: CommonOptions
    @OptionGroup var argument: RecordArgument
    @OptionGroup var fields: FieldOptions
    @Option(
        name: .long, parsing: .unconditionalSingleValue,
        help: ArgumentHelp("Add to a field that holds several values; repeated.", valueName: "field=code"))
    var add: [String] = []
    @Option(
        name: .long, parsing: .unconditionalSingleValue,
        help: ArgumentHelp("Take from a field that holds several values; repeated.", valueName: "field=code"))
    var remove: [String] = []
    @Option(name: .long, help: ArgumentHelp("What was shown, as `show --json` said it.", valueName: "token"))
    var seen: String?

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        let record = try await RecordFinder.find(argument.record, kind: Noun.kind, in: clinic)
        let form = try await form(of: record, clinic)
        var input = FieldInput(catalog: clinic.catalog, kind: try RecordKind.of(Noun.self, in: clinic), current: form.fields)
        try await fields.read(into: &input, context)
        for assignment in add { try input.include(assignment) }
        for assignment in remove { try input.exclude(assignment) }
        await input.resolveReferences(in: clinic)
        let changes = try input.checked(creating: false)
        guard !changes.isEmpty else {
            throw CommandError(.badArguments, "Nothing was given to change.", hint: "Use --set, --add, --remove or --fields.")
        }
        if seen == nil, let refusal = try await conflict(in: changes, of: record, clinic, context) {
            return try refusal.show(context)
        }
        let saved = try await clinic.save(form, fields: changes)
        try context.show(saved, verb: "Changed")
        await InterestNotice.tell(saved, clinic, context)
        if seen == nil { await ReplacedValues.tell(saved, clinic, context) }
        return saved.conflictedFields.isEmpty ? .done : .conflict
    }

    private func form(of record: RecordID, _ clinic: Clinic) async throws -> Form {
        guard let seen else { return try await clinic.form(record) }
        let form = try await clinic.form(token: seen)
        guard form.record == record else {
            throw CommandError(.badArguments, "The token was made for another record.", hint: "Take it from `show --json` of this one.")
        }
        return form
    }

    private func conflict(
        in changes: [String: JSONValue], of record: RecordID, _ clinic: Clinic, _ context: CommandContext
    ) async throws -> ConflictRefusal? {
        let detail = try await clinic.detail(record)
        var conflicts = [ConflictDetail]()
        for field in changes.keys.sorted() where detail.conflicts[field] != nil {
            conflicts.append(try await clinic.conflict(record, field: field))
        }
        guard !conflicts.isEmpty else { return nil }
        let error = ClinicError(
            .conflictToSettle, "Nothing was saved: somebody else wrote there too, and the values wait to be settled.",
            hint: "Settle them with `satchel conflict settle`, then edit.")
        return ConflictRefusal(error: error, list: await ConflictList.of(conflicts, clinic, context))
    }
}
