import ArgumentParser
import Clinic
import Records

struct ConflictSettle: ClinicCommand {
    static let configuration = CommandConfiguration(
        commandName: "settle", abstract: "Decide what a field holds.",
        discussion: """
            The values that were not chosen stay in the history, with who decided. A value that came in after `conflict show` printed \
            its token is never overruled: it stays beside the decision, and the command says so and ends with 6. --value without \
            --seen writes over whatever stands now, and says what that was.
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var argument: RecordArgument
    @Argument(help: "The field.")
    var field: String
    @Option(name: .long, help: ArgumentHelp("One of the values, by its number in `conflict show`; needs --seen.", valueName: "number"))
    var choose: Int?
    @Option(name: .long, parsing: .unconditional, help: ArgumentHelp("Another value; an empty one clears the field.", valueName: "text"))
    var value: String?
    @Option(name: .long, help: ArgumentHelp("The token that `conflict show` printed below the values.", valueName: "token"))
    var seen: String?

    mutating func validate() throws {
        guard (choose == nil) != (value == nil) else { throw ValidationError("Give either --choose or --value.") }
        guard choose == nil || seen != nil else {
            throw ValidationError(
                "--choose needs --seen with the token that `satchel conflict show RECORD FIELD` prints: a number means a value only as it was shown."
            )
        }
    }

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        let record = try await RecordFinder.find(argument.record, kind: nil, in: clinic)
        let conflict =
            if let seen {
                try await clinic.conflict(token: seen, of: record, field: field)
            } else {
                try await clinic.conflict(record, field: field)
            }
        let saved = try await clinic.settle(conflict, try await settlement(of: conflict, clinic))
        try context.show(saved, verb: "Settled \(field) of")
        if seen == nil { await ReplacedValues.tell(saved, clinic, context) }
        return saved.conflictedFields.isEmpty ? .done : .conflict
    }

    private func settlement(of conflict: ConflictDetail, _ clinic: Clinic) async throws -> Settlement {
        if let choose {
            guard conflict.candidates.indices.contains(choose - 1) else {
                throw CommandError(
                    .badArguments, "The values are numbered from 1 to \(conflict.candidates.count).",
                    hint: "`satchel conflict show` shows them.")
            }
            return .candidate(choose - 1)
        }
        guard let kind = clinic.catalog[conflict.kind] else {
            throw CommandError(.badArguments, "This version does not know the kind of the record.", hint: "Use --choose.")
        }
        var input = FieldInput(catalog: clinic.catalog, kind: kind)
        try input.set("\(conflict.field)=\(value ?? "")")
        await input.resolveReferences(in: clinic)
        return .value(try input.checked(creating: false)[conflict.field] ?? .null)
    }
}
