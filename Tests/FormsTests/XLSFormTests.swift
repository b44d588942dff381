import Forms
import Records
import Tables
import Testing

/// Forms as XLSForms and back.
struct XLSFormTests {
    private func sheet(_ name: String, _ rows: [[String]]) -> Sheet {
        Sheet(name: name, rows: rows.map { $0.map { $0.isEmpty ? .empty : .text($0) } })
    }

    private func foreign(_ survey: [[String]], choices: [[String]] = []) throws -> XLSFormImport {
        try XLSFormImport(
            [
                sheet(
                    "survey",
                    [["type", "name", "label", "required", "relevant", "constraint", "constraint_message", "calculation", "choice_filter"]]
                        + survey),
                sheet("choices", [["list_name", "name", "label::English (en)", "label::French (fr)"]] + choices),
                sheet("settings", [["form_title", "form_id"], ["Camp visit", "Camp visit"]]),
            ], kind: "visit", name: nil, catalog: Fixtures.catalog)
    }

    @Test func `every form of the clinic becomes an XLSForm and comes back as the same form`() throws {
        let library = try ShippedFormsTests.library.get()
        for form in library.forms {
            let export = XLSFormExport(form, library: library)
            let back = try XLSFormImport(export.sheets, kind: nil, name: nil, catalog: library.catalog)
            #expect(back.name == form.name)
            #expect(back.files.keys.sorted() == ["forms/\(form.name).form.json"], "\(form.name): nothing but the form is needed")
            let read = try FormLibrary.form(
                named: form.name, try #require(back.files["forms/\(form.name).form.json"]).serialized(), catalog: library.catalog)
            #expect(read.records.map(\.kind) == form.records.map(\.kind), "\(form.name)")
            #expect(read.records.map(\.links) == form.records.map(\.links), "\(form.name)")
            #expect(fields(read) == fields(form), "\(form.name)")
        }
    }

    private func fields(_ form: FormDefinition) -> [String] {
        form.sections.flatMap { section in
            section.items.compactMap { item in
                guard case .field(let field) = item else { return nil }
                return "\(section.record).\(field.field)"
            }
        }
    }

    @Test func `conditions, rules and computed values come back as they were`() throws {
        let library = Fixtures.library(Fixtures.group)
        let export = XLSFormExport(try library.form("test"), library: library)
        let back = try XLSFormImport(export.sheets, kind: nil, name: nil, catalog: Fixtures.catalog)
        #expect(back.unmapped == [])
        let again = FormLibrary(files: back.files.mapValues { $0.serialized() }, catalog: Fixtures.catalog)
        let form = try again.form("test")
        #expect(form.sections.map(\.condition) == [nil, try Expression(parsing: "day is not empty")])
        #expect(form.sections[1].items.count == 3)
        #expect(form.sections[0].items.count == 4)
        #expect(form.checks.map(\.field) == ["due"])
        #expect(form.checks[0].messages["fr"] == "Avant la visite.")
    }

    @Test func `an XLSForm of others maps what there is, and makes fields and codes of one's own of the rest`() throws {
        let imported = try foreign(
            [
                ["begin_group", "who", "Who"], ["text", "name", "Name", "yes"], ["select_one gender", "sex", "Sex"],
                ["select_multiple needs", "needs", "Needs", "", "${sex} = 'female' and ${minutes} > 10"],
                ["integer", "minutes", "Minutes", "", "", ". <= 60 and . >= 0", "An hour at most."],
                ["date", "born", "Born"], ["calculate", "years", "", "", "", "", "", "int((today() - ${born}) div 365.25)"], ["end_group"],
                ["begin_repeat", "promise", "Promises"], ["text", "what", "What"],
                ["text", "why", "Why", "", "selected(${needs}, 'Food aid') and ${what} != ''"], ["end_repeat"],
            ],
            choices: [
                ["gender", "female", "Female", "Femme"], ["gender", "third", "Third"], ["needs", "Food aid", "Food", "Vivres"],
                ["needs", "water", "Water"],
            ])
        #expect(imported.unmapped == [])
        #expect(
            imported.files.keys.sorted() == [
                "forms/camp_visit.form.json", "records/promise.extension.json", "records/visit.extension.json",
                "vocabularies/sex.extension.json", "vocabularies/x_needs.json",
            ])
        let files = imported.files.mapValues { $0.serialized() }
        let release = OrganisationRelease(files, over: Fixtures.catalog, [:])
        #expect(release.refusals(before: Fixtures.catalog) == [])
        let form = try release.library.form("camp_visit")
        #expect(form.records.map(\.kind) == ["visit", "promise"])
        #expect(form.records[1].links.map(\.field) == ["visit"])
        #expect(release.catalog.vocabulary("sex")?.codes.map(\.code) == ["female", "male", "unknown", "x_third"])
        var session = FormSession(
            form, library: release.library, circumstances: FormSession.Circumstances(today: Fixtures.today))
        try session.answer(all: [
            "visit": ["name": "A", "sex": "female", "minutes": 61, "born": "1986-01-01", "x_needs": ["food_aid"]],
            "promise": [["what": "tent", "x_why": "cold"]],
        ])
        #expect(session.state.problems.map { $0.message("en") } == ["An hour at most."])
        #expect(session.state.computed("years") == "40")
        #expect(session.state.names(FormPlace("promise", 0)) == ["what", "x_why"])
    }

    @Test func `what cannot be mapped is listed by its row`() throws {
        let imported = try foreign(
            [
                ["note", "hello", "Welcome"], ["text", "name", "Name"], ["geopoint", "gps", "Where"], ["text", "day", "Day"],
                ["text", "phone", "Phone", "", "regex(., '[0-9]+')"], ["text", "phone", "Twice"], ["select_one nothing", "x", "X"],
                ["begin_repeat", "child", "Children"], ["text", "child_name", "Name"], ["end_repeat"],
                ["text", "more", "More", "", "${gps} != ''"], ["end_group"], ["integer", "minutes", "M", "", "", "", "", "", "a=b"],
            ])
        let rows = imported.unmapped.map { $0.split(separator: ":")[0] }
        #expect(
            rows == [
                "survey row 2", "survey row 4", "survey row 5", "survey row 7", "survey row 8", "survey row 9", "survey row 10",
                "survey row 13", "survey row 14", "survey row 6", "survey row 12",
            ], "\(imported.unmapped)")
        #expect(imported.unmapped.contains { $0.contains("the column choice_filter is not read") })
        #expect(imported.unmapped.contains { $0.contains("the function regex is not calculated in forms") })
    }

    @Test func `a workbook that is no XLSForm, or fits no record, is refused`() {
        func refused(_ sheets: [Sheet], kind: String? = "visit") -> FormsErrorCode? {
            do throws(FormsError) {
                _ = try XLSFormImport(sheets, kind: kind, name: nil, catalog: Fixtures.catalog)
                return nil
            } catch {
                return error.code
            }
        }
        #expect(refused([]) == .notAnXLSForm)
        #expect(refused([sheet("survey", [["type", "name"]])]) == .notAnXLSForm)
        #expect(refused([sheet("survey", [["type", "name"], ["text", "name"]])], kind: nil) == .notAnXLSForm)
        #expect(refused([sheet("survey", [["type", "name"], ["text", "name"]])], kind: "nobody") == .notAnXLSForm)
        #expect(refused([sheet("survey", [["type", "name"], ["text", "name"]])]) == nil)
        let long = [["type", "name"]] + (0..<19_999).map { ["note", "n\($0)"] }
        #expect(refused([sheet("survey", long + [["text", "name"]])]) == .notAnXLSForm)
    }
}
