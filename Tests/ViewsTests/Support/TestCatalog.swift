import Records

/// Kinds like those of the clinic, with a field of every merge rule.
enum TestCatalog {
    static let kinds = [
        RecordKind(
            name: "client", titleFields: ["given_name", "family_name"],
            fields: [
                Field(name: "given_name", type: .text, search: true), Field(name: "family_name", type: .text, search: true),
                Field(name: "phone", type: .text, merge: .latest, search: true), Field(name: "birth_date", type: .date),
                Field(name: "languages", type: .codes), Field(name: "same_person_as", type: .references),
                Field(name: "household_size", type: .integer, merge: .latest), Field(name: "safety_note", type: .text),
                Field(name: "notes", type: .notes, search: true),
            ]),
        RecordKind(
            name: "case", titleFields: ["number", "title"],
            fields: [
                Field(name: "number", type: .text), Field(name: "title", type: .text, merge: .latest, search: true),
                Field(name: "clients", type: .references), Field(name: "facts", type: .text, search: true),
                Field(name: "status", type: .code, vocabulary: "case_status"), Field(name: "tags", type: .codes),
                Field(name: "notes", type: .notes, search: true),
            ]),
        RecordKind(
            name: "task", titleFields: ["title", "due"],
            fields: [
                Field(name: "case", type: .reference), Field(name: "title", type: .text, search: true),
                Field(name: "due", type: .date, deadline: true), Field(name: "done", type: .flag),
            ], done: [.yes(field: "done")]),
        RecordKind(
            name: "obligation", titleFields: ["act"],
            fields: [
                Field(name: "act", type: .text), Field(name: "due", type: .date, deadline: true),
                Field(name: "status", type: .code, vocabulary: "obligation_status"), Field(name: "answered_on", type: .date),
            ], done: [.codes(field: "status", ["fulfilled", "waived"]), .filled(field: "answered_on")]),
        RecordKind(
            name: "session", titleFields: ["next_on"], fields: [Field(name: "next_on", type: .date, deadline: true)], done: [.passed]),
        RecordKind(
            name: "person", titleFields: ["name"],
            fields: [Field(name: "person", type: .text), Field(name: "name", type: .text, search: true)]),
        RecordKind(
            name: "document", titleFields: ["type", "title"],
            fields: [Field(name: "type", type: .code, vocabulary: "document_type"), Field(name: "title", type: .text, search: true)]),
    ]

    static let vocabularies = [
        Vocabulary(name: "case_status", codes: [Vocabulary.Code(code: "open"), Vocabulary.Code(code: "closed")]),
        Vocabulary(
            name: "obligation_status",
            codes: ["due", "fulfilled", "late", "waived"].map { Vocabulary.Code(code: $0) }),
        Vocabulary(
            name: "document_type", codes: [Vocabulary.Code(code: "passport", labels: ["en": "Passport", "fr": "Passeport"])]),
    ]

    static let catalog = SchemaCatalog(kinds: kinds, vocabularies: vocabularies)
}
