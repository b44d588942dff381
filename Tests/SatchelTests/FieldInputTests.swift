import Records
import Testing

@testable import satchel

struct FieldInputTests {
    private func input(_ current: [String: JSONValue] = [:]) throws -> FieldInput {
        let catalog = try SchemaCatalog.embedded()
        return FieldInput(catalog: catalog, kind: try #require(catalog["client"]), current: current)
    }

    @Test func `what is typed becomes values by the type of the field`() throws {
        var input = try input()
        for assignment in ["given_name=Амина = Amina", "interpreter_needed=yes", "languages=ar, uk", "birth_date=1986~", "family_name="] {
            try input.set(assignment)
        }
        #expect(
            try input.checked(creating: true) == [
                "given_name": "Амина = Amina", "interpreter_needed": true, "languages": ["ar", "uk"], "birth_date": "1986~",
                "family_name": nil,
            ])
    }

    @Test func `every mistake is reported at once, in the order of the form`() throws {
        var input = try input()
        for assignment in ["interpreter_needed=perhaps", "shoe_size=43", "sex=femal", "birth_date=soon"] { try input.set(assignment) }
        let failure = #expect(throws: ValidationFailure.self) { try input.checked(creating: true) }
        #expect(failure?.problems.map(\.field) == ["given_name", "birth_date", "sex", "interpreter_needed", "shoe_size"])
        #expect(failure?.problems.map(\.code) == [.missing, .notADate, .unknownCode, .wrongType, .unknownField])
        #expect(failure?.problems.first { $0.field == "sex" }?.suggestion == "female")
    }

    @Test func `adding to and taking from a set starts from what the record holds`() throws {
        var input = try input(["languages": ["ar", "uk"]])
        try input.include("languages=uk,en")
        try input.exclude("languages=ar")
        #expect(try input.checked(creating: false) == ["languages": ["uk", "en"]])
    }

    @Test func `adding to a field that holds one value says what to use`() throws {
        var input = try input()
        let error = #expect(throws: CommandError.self) { try input.include("sex=male") }
        #expect(error?.hint.contains("--set sex=") == true)
    }

    @Test func `a field that is given twice is refused, on whichever way`() throws {
        var input = try input()
        try input.set("given_name=a")
        #expect(throws: CommandError.self) { try input.set("given_name=b") }
        #expect(throws: CommandError.self) { try input.set(["given_name": "b"] as JSONValue) }
        #expect(throws: CommandError.self) { try input.set("no equals sign") }
        #expect(throws: CommandError.self) { try input.set([1, 2] as JSONValue) }
    }
}
