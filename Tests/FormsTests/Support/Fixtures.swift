import Forms
import Records

/// A small clinic with a visit, its people and its promises: every type that an expression meets.
enum Fixtures {
    static let catalog: SchemaCatalog = {
        func labels(_ name: String) -> [String: String] { ["en": name] }
        let sex = Vocabulary(
            name: "sex", labels: labels("Sex"),
            codes: [
                Vocabulary.Code(code: "female", labels: ["en": "Female", "ar": "أنثى"]),
                Vocabulary.Code(code: "male", labels: ["en": "Male"]),
                Vocabulary.Code(code: "unknown", labels: ["en": "Unknown"], retired: true),
            ])
        let status = Vocabulary(
            name: "status", labels: labels("Status"),
            codes: ["idp", "refugee", "resident"].map { Vocabulary.Code(code: $0, labels: labels($0)) })
        let visit = RecordKind(
            name: "visit", labels: labels("Visit"), titleFields: ["name"],
            fields: [
                Field(name: "name", type: .text, labels: labels("Name"), required: true),
                Field(name: "born", type: .date, labels: labels("Born")), Field(name: "day", type: .date, labels: labels("Day")),
                Field(name: "until", type: .date, labels: labels("Until")), Field(name: "hour", type: .time, labels: labels("Hour")),
                Field(name: "sex", type: .code, vocabulary: "sex", labels: labels("Sex")),
                Field(name: "status", type: .codes, vocabulary: "status", labels: labels("Status")),
                Field(name: "minutes", type: .integer, labels: labels("Minutes"), minimum: 0, maximum: 600),
                Field(name: "paid", type: .money, labels: labels("Paid")), Field(name: "safe", type: .flag, labels: labels("Safe")),
                Field(name: "phone", type: .text, labels: labels("Phone")), Field(name: "place", type: .place, labels: labels("Place")),
                Field(name: "notes", type: .notes, labels: labels("Notes")),
                Field(name: "old", type: .text, labels: labels("Old"), retired: true),
            ])
        let promise = RecordKind(
            name: "promise", labels: labels("Promise"), titleFields: ["what"],
            fields: [
                Field(name: "visit", type: .reference, refers: ["visit"], labels: labels("Visit")),
                Field(name: "what", type: .text, labels: labels("What"), required: true),
                Field(name: "due", type: .date, labels: labels("Due")), Field(name: "minutes", type: .integer, labels: labels("Minutes")),
            ])
        return SchemaCatalog(kinds: [visit, promise], vocabularies: [sex, status])
    }()

    static let today = date("2026-03-02")

    static func date(_ text: String) -> CalendarDate {
        guard let date = CalendarDate(text) else { preconditionFailure("a date of the tests") }
        return date
    }

    /// A form around the items of its first section and whatever else is said.
    static func form(_ items: String, more: String = "", records: String = #"[{"key": "visit", "kind": "visit"}]"#) -> String {
        """
        {"form": "test", "version": 1, "labels": {"en": "Test"}, "records": \(records),
         "sections": [{"name": "one", "labels": {"en": "One"}, "items": [\(items)]}]\(more)}
        """
    }

    static let group = """
        {"form": "test", "version": 1, "labels": {"en": "Test"},
         "records": [{"key": "visit", "kind": "visit"},
           {"key": "promise", "kind": "promise", "repeats": true, "count_max": 2, "links": {"visit": "visit"}}],
         "sections": [
           {"name": "one", "labels": {"en": "One"}, "items": [{"field": "name"}, {"field": "day", "default": {"today": true}},
             {"compute": "in_all", "labels": {"en": "In all"}, "value": "sum(promise.minutes)"},
             {"compute": "how_many", "labels": {"en": "How many"}, "value": "count(promise)"}]},
           {"name": "promises", "labels": {"en": "Promises"}, "record": "promise", "when": "day is not empty",
             "items": [{"field": "what"}, {"field": "due"}, {"field": "minutes", "when": "visit.name != 'x'"}]}],
         "checks": [{"name": "due_before_visit", "severity": "error", "record": "promise", "field": "due", "when": "due < visit.day",
           "messages": {"en": "It is due before the visit.", "fr": "Avant la visite."}}]}
        """

    static func library(_ form: String, checks: String? = nil) -> FormLibrary {
        var files = ["forms/test.form.json": Array(form.utf8)]
        if let checks { files["checks/visit.checks.json"] = Array(checks.utf8) }
        return FormLibrary(files: files, catalog: catalog)
    }

    static func session(
        _ form: String, checks: String? = nil, place: Place? = nil, existing: FormSession.Existing? = nil
    ) throws -> FormSession {
        let library = library(form, checks: checks)
        return FormSession(
            try library.form("test"), library: library,
            circumstances: FormSession.Circumstances(today: today, person: "Amina", place: place), existing: existing)
    }

    static func faults(_ form: String) -> [String] { library(form).faults }
}

extension FormState {
    /// The names of what is shown at a place.
    func names(_ place: FormPlace) -> [String] {
        sections.flatMap(\.entries).filter { $0.place == place }.flatMap(\.items).map { item in
            switch item {
            case .field(let field): field.field.name
            case .computed(let computed): computed.item.name
            }
        }
    }

    func computed(_ name: String) -> String? {
        for item in sections.flatMap(\.entries).flatMap(\.items) {
            if case .computed(let computed) = item, computed.item.name == name { return computed.text }
        }
        return nil
    }
}
