import Forms
import Records

/// One question of a form as lines of a terminal.
struct FormQuestion {
    let text: String
    let help: String

    init(_ interview: Interview, _ question: Interview.Question, locale: String) {
        let catalog = interview.session.catalog
        switch question {
        case .more(let key):
            let record = interview.session.form[record: key]
            let kind = record.flatMap { catalog[$0.kind] }
            let count = interview.session.places(of: key).count
            let label = record.flatMap { Labels.chosen($0.labels, locale) } ?? kind?.label(locale) ?? key
            text = "\(label) \(count + 1)? yes or no [no]: "
            help = "yes asks for one more; no or an empty line goes on."
        case .field(let name, let place):
            guard let state = interview.field(name, at: place) else {
                text = ""
                help = ""
                return
            }
            let codes = state.field.vocabulary.flatMap(catalog.vocabulary)?.current ?? []
            let shown = codes.count <= FormTalk.codesShownMax ? Self.list(codes, locale) : ""
            let held = state.value.map { " [\(ValueText(catalog: catalog, language: locale).text($0, field: state.field))]" } ?? ""
            let hint = state.isRequired ? " *" : ""
            let many = codes.count > FormTalk.codesShownMax ? " (? lists \(codes.count))" : ""
            text = shown + state.label(locale) + hint + many + held + ": "
            let words = state.help(locale).map { $0 + "\n" } ?? ""
            help = words + (codes.isEmpty ? "Accepted: \(catalog.accepted(state.field))." : Self.list(codes, locale))
        }
    }

    private static func list(_ codes: [Vocabulary.Code], _ locale: String) -> String {
        codes.enumerated().map { "  \($0.offset + 1) \($0.element.label(locale))\n" }.joined()
    }
}
