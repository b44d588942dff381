/// Words for people, by locale.
package enum Labels {
    /// The words for `locale`: of it, of its language, in English with ``englishMark``, or the bare name, which shows that words are
    /// missing.
    package static func choose(_ labels: [String: String], _ locale: String, name: String) -> String { chosen(labels, locale) ?? name }

    /// The same; `nil` where there are none, not even in English.
    package static func chosen(_ labels: [String: String], _ locale: String) -> String? {
        if let label = labels[locale] { return label }
        let language = locale.split(whereSeparator: { $0 == "-" || $0 == "_" }).first.map(String.init) ?? locale
        if let label = labels[language] { return label }
        return labels["en"].map { language == "en" || language.isEmpty ? $0 : $0 + englishMark }
    }

    /// Stands after English words that are shown because those of the language asked for are missing: otherwise nobody would miss
    /// them who does not read the file.
    static let englishMark = " [en]"
}
