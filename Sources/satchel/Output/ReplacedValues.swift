import Clinic
import Records

/// The values that a save took the place of, for somebody who may not have seen them.
enum ReplacedValues {
    /// Characters of a value that are shown; the history has all of it.
    static let charactersMax = 60

    static func json(_ replaced: ReplacedValue) -> JSONValue {
        ["field": .text(replaced.field), "value": replaced.value, "author": replaced.author.json]
    }

    /// Says what was replaced, a line each, beside the result: with `--json` it is in the result itself.
    static func tell(_ saved: Saved, _ clinic: Clinic, _ context: CommandContext) async {
        guard !context.asJSON else { return }
        for replaced in saved.replaced {
            let kind = clinic.catalog[saved.kind]
            let values = await ValueText.looking(up: [replaced.field: replaced.value], of: kind, in: clinic, language: context.language)
            let text = short(values.text(replaced.value, field: kind?[replaced.field]))
            let shown: Phrase = text.isEmpty ? "(empty)" : "\(text)"
            context.warn("replaced: \(replaced.field) \(shown), written by \(replaced.author.phrase)")
        }
    }

    private static func short(_ text: String) -> String {
        let line = text.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: true).first.map(String.init) ?? ""
        return line.count == text.count && line.count <= charactersMax ? line : String(line.prefix(charactersMax)) + "…"
    }
}
