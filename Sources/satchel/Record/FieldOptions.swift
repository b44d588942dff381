import ArgumentParser
import Clinic
import Records

/// Where the values of fields come from.
struct FieldOptions: ParsableArguments {
    @Option(
        name: .long, parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            "A field and its value; repeated. An empty value clears the field.",
            discussion: "Other programs may see it for a moment, and a shell may keep it: --fields reads from where nobody looks.",
            valueName: "field=value"))
    var set: [String] = []

    @Option(name: .long, help: ArgumentHelp("A JSON object of fields; - is standard input.", valueName: "file"))
    var fields: String?

    func read(into input: inout FieldInput, _ context: CommandContext) async throws {
        for assignment in set { try input.set(assignment) }
        if let fields { try input.set(JSONValue(parsing: try await context.read(fields, byteCountMax: JSONValue.bytesMax))) }
    }
}
