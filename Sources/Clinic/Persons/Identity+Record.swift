import Names
import Records
import Views

extension Identity {
    /// Longer lists of names in one text are cut.
    static let namesMax = 8

    /// A client, a member of a household or a party of a case.
    init(of row: RecordRow) {
        var date: CalendarDate?
        if case .date(let birthDate)? = row.values["birth_date"] { date = birthDate }
        self.init(birthDate: date) { field in if case .text(let text)? = row.values[field] { text } else { nil } }
    }

    /// As somebody is about to be written down.
    init(of fields: [String: JSONValue]) {
        self.init(birthDate: fields["birth_date"]?.textValue.flatMap { CalendarDate($0) }) { fields[$0]?.textValue }
    }

    private init(birthDate: CalendarDate?, text: (String) -> String?) {
        let given = text("given_name")
        let family = text("family_name")
        var names = [[given, text("father_name"), family].compactMap { $0 }.joined(separator: " ")]
        // The father's name is often missing, or part of one of the others.
        if text("father_name") != nil, family != nil { names.append([given, family].compactMap { $0 }.joined(separator: " ")) }
        names += [text("name_transliterated"), text("organisation")].compactMap { $0 }
        names += (text("other_names") ?? "").split { ",;،؛".contains($0) }.map(String.init).filter { PersonName($0).words.count >= 2 }
        self.init(
            names: Array(names.filter { !$0.isEmpty }.prefix(Self.namesMax)), birthDate: birthDate,
            phones: [text("phone")].compactMap { $0 })
    }

    /// The names in a text that may tell of several parties: `Haddad Trading, Omar Khalil`.
    static func each(in text: String) -> [Identity] {
        text.split { ",;،؛/\n".contains($0) }.prefix(namesMax).map { Identity(names: [String($0)]) }.filter { !$0.names.isEmpty }
    }
}
