import Forms
import Records
import Testing

struct ShippedFormsTests {
    static let library = Result { FormLibrary(files: SchemaCatalog.embeddedFiles, catalog: try SchemaCatalog.embedded()) }

    @Test func `the forms and checks that the executable carries have no fault`() throws {
        #expect(try Self.library.get().faults == [])
    }

    @Test func `every kind that people fill in has a form that asks every field that may still be written`() throws {
        let library = try Self.library.get()
        for kind in library.catalog.kinds where !["person", "space"].contains(kind.name) {
            let form = try library.form(kind.name)
            let record = form.records[0]
            #expect(record.kind == kind.name)
            var asked = Set<String>()
            for section in form.sections where section.record == record.key {
                for case .field(let item) in section.items { asked.insert(item.field) }
            }
            let left = kind.fields.filter { field in !field.retired && !(kind.name == "case" && field.name == "number") }.map(\.name).filter
            { !asked.contains($0) }
            #expect(left == [], "\(kind.name)")
        }
    }

    @Test func `every word of the forms and checks comes in the four languages`() throws {
        let library = try Self.library.get()
        let languages: Set<String> = ["en", "fr", "ar", "uk"]
        for form in library.forms {
            #expect(languages.isSubset(of: form.labels.keys), "\(form.name)")
            for section in form.sections { #expect(languages.isSubset(of: section.labels.keys), "\(form.name).\(section.name)") }
            for check in form.checks { #expect(languages.isSubset(of: check.messages.keys), "\(form.name).\(check.name)") }
        }
        for kind in library.catalog.kinds {
            for check in library.checks(of: kind.name) {
                #expect(languages.isSubset(of: check.messages.keys), "\(kind.name).\(check.name)")
            }
        }
    }

    @Test func `first contact asks few questions and saves a client, a case and a consent together`() throws {
        let library = try Self.library.get()
        let today = try #require(CalendarDate("2026-03-02"))
        var session = FormSession(
            try library.form("first_contact"), library: library,
            circumstances: FormSession.Circumstances(today: today, person: "Amina", place: Place(text: "North camp")))
        let questions = session.form.sections.flatMap(\.items).count
        #expect(questions <= 30)
        try session.answer(all: [
            "client": ["given_name": "Оксана", "phone": "+380 50 111 22 33", "phone_safe": true],
            "case": ["title": "Eviction"], "consent": ["purposes": ["legal_help"]],
        ])
        #expect(session.state.problems == [])
        #expect(session.drafts.map(\.kind) == ["client", "case", "consent"])
        #expect(session.drafts[1].fields["clients"] == ["@client"])
        #expect(session.drafts[1].fields["responsible"] == "Amina")
        #expect(session.drafts[2].fields["given_on"] == "2026-03-02")
        #expect(session.drafts[0].fields["place"] == ["text": "North camp"])
    }
}
