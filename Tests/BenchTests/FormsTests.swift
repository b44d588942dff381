import Clinic
import Records
import Testing

@testable import satchel_bench

struct FormsTests {
    private func type(_ values: [JSONValue], named name: String = "field", inSet: Bool = false) throws -> FieldType {
        var study = FieldStudy()
        for value in values { study.value(value, inSet: inSet) { $0.hasPrefix("known") } }
        return try study.type(named: name) { $0.hasPrefix("known") || $0 == "later" }
    }

    @Test func `a field has the type of its values, whatever its name`() throws {
        #expect(try type([true, false]) == .flag)
        #expect(try type([1, 2]) == .integer)
        #expect(try type([1, 2.5]) == .decimal)
        #expect(try type(["2024-01-03", ""]) == .date)
        #expect(try type(["09:30"]) == .time)
        #expect(try type(["known1", "later"]) == .reference)
        #expect(try type(["known1", "never"]) == .text)
        #expect(try type([""]) == .text)
        #expect(try type(["urgent"], inSet: true) == .codes)
        #expect(throws: EventFault.self) { try type(["not a code"], inSet: true) }
    }

    @Test func `what comes again and again is a menu, and names are not`() throws {
        let choices: [JSONValue] = ["F", "M", "civ.loss", "donor_A"]
        #expect(try type(choices) == .text)
        #expect(try type(Array(repeating: choices, count: 4).flatMap(\.self)) == .code)
        #expect(try type(Array(repeating: "Daniel", count: 40)) == .text)
        // Two values that would be one code.
        #expect(try type(Array(repeating: ["a.b", "a-b"], count: 4).flatMap(\.self)) == .text)
    }

    @Test func `the forms of a workload are schemas that the product reads`() throws {
        let folder = try WorkloadFolder.twoLaptops()
        let survey = try Survey(EventFolder(folder.path))
        let schemas = folder.path + "/forms"
        try survey.forms.write(to: schemas)
        var options = Clinic.Options(home: folder.path)
        options.schemaDirectory = schemas
        let catalog = try Clinic.catalog(options)
        #expect(catalog["client"]?["age"]?.type == .integer)
        #expect(catalog["case"]?["client"]?.type == .reference)
        #expect(catalog["case"]?["opened_on"]?.type == .date)
        #expect(catalog["case"]?["tags"]?.type == .codes)
        #expect(catalog["consultation"]?["note"]?.type == .notes)
        #expect(survey.eventCount == 21 && survey.saveCount == 17)
        #expect(survey.incrementStart == 1_700_000_090_000)
        #expect(survey.words.contains("asked"))
    }
}
