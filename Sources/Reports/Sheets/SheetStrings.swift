/// The words of the sheets in every language.
struct SheetStrings: Hashable, Sendable {
    /// By name, then by language.
    let words: [String: [String: String]]

    /// Those of the most strings first; the languages in which a sheet can be had.
    var languages: [String] { Set(words.values.flatMap(\.keys)).sorted() }

    /// The words of a string; in English where the language has none, and the bare name where there is no such string, which shows it.
    func text(_ name: String, _ language: String) -> String { words[name]?[language] ?? words[name]?["en"] ?? name }

    /// Everything in one language, for a template.
    func all(_ language: String) -> [String: String] {
        Dictionary(uniqueKeysWithValues: words.keys.map { ($0, text($0, language)) })
    }

    /// Languages that are written from right to left.
    static let rightToLeft: Set<String> = ["ar", "ckb", "fa", "he", "prs", "ps", "sd", "ug", "ur", "yi"]
}
