import Clinic
import Forms
import Records
import Testing

/// The organisation's own fields, codes and forms, from headquarters to every laptop.
struct ReleaseTests {
    static let text =
        #"{ "type": "string", "maxLength": 40, "x-satchel": { "type": "text", "merge": "review", "pii": false, "search": true, "labels": { "en": "Camp" } } }"#

    static func files(_ properties: String, _ more: [String: String] = [:]) -> [String: [UInt8]] {
        more.merging(["records/client.extension.json": #"{ "kind": "client", "properties": { \#(properties) } }"#]) { $1 }
            .mapValues { Array($0.utf8) }
    }

    static let camp = files(#""x_camp": \#(text)"#)

    private func refusal(_ clinic: Clinic, _ files: [String: [UInt8]]) async -> String? {
        do {
            _ = try await clinic.release(files)
            return nil
        } catch let error as ClinicError {
            return error.message
        } catch {
            return "another failure: \(error)"
        }
    }

    @Test func `a field of one's own is unknown before the release and holds after it, on every device`() async throws {
        let field = try await Field("K7Q")
        await #expect(throws: ValidationFailure.self) { try await field.addClient("Omar", on: "K7Q", fields: ["x_camp": "North"]) }
        let old = try await field.addClient("Omar", on: "K7Q")
        let released = try await field.headquarters.release(Self.camp)
        #expect(released.number == 1 && released.isInForce)
        try await field.carry(from: "HQ1", to: "K7Q")
        let saved = try await field.edit(old, on: "K7Q", ["x_camp": "North"])
        #expect(saved.operationCount == 1)
        #expect(try await field["K7Q"].search("north", kind: nil, space: nil, limit: 5).map(\.id) == [old], "the view was built again")
        try await field.carry(from: "K7Q", to: "HQ1")
        #expect(try await field.value("x_camp", of: old, on: "HQ1") == "North")
        #expect(try await field.hashes("HQ1", "K7Q").count == 1)
    }

    @Test func `a release still holds after closing and opening, with its image or without`() async throws {
        let field = try await Field("K7Q")
        _ = try await field.headquarters.release(Self.camp)
        try await field.carry(from: "HQ1", to: "K7Q")
        try await field.reopen("K7Q")
        #expect(field["K7Q"].catalog["client"]?["x_camp"] != nil)
        _ = try await field.addClient("Omar", on: "K7Q", fields: ["x_camp": "North"])
        field.abandon("K7Q")
        let again = try await field.open("K7Q")
        #expect(try await again.search("north", kind: nil, space: nil, limit: 5).count == 1)
        #expect(try await again.releases().map(\.isInForce) == [true])
    }

    @Test func `a device that joins later has the release at once`() async throws {
        let field = try await Field()
        _ = try await field.headquarters.release(Self.camp)
        let laptop = try await field.join("M4T")
        #expect(laptop.catalog["client"]?["x_camp"] != nil)
    }

    @Test func `forms and rules of one's own take their place, and a newer release replaces an older one`() async throws {
        let field = try await Field("K7Q")
        let form =
            #"{"form": "first_contact", "version": 2, "labels": {"en": "Hello"}, "records": [{"key": "client", "kind": "client"}], "sections": [{"name": "who", "labels": {"en": "Who"}, "items": [{"field": "given_name"}, {"field": "x_camp"}]}]}"#
        let rule =
            #"{"kind": "client", "version": 1, "checks": [{"name": "x_north", "severity": "error", "field": "x_camp", "when": "x_camp = 'South'", "messages": {"en": "No."}}]}"#
        _ = try await field.headquarters.release(
            Self.files(#""x_camp": \#(Self.text)"#, ["forms/first_contact.form.json": form, "checks/client.checks.json": rule]))
        try await field.carry(from: "HQ1", to: "K7Q")
        let library = field["K7Q"].library
        #expect(library["first_contact"]?.version == 2)
        #expect(library["client"] != nil, "the product's other forms stay")
        await #expect(throws: ValidationFailure.self) { try await field.addClient("Omar", on: "K7Q", fields: ["x_camp": "South"]) }
        await #expect(throws: ValidationFailure.self) { try await field.addClient("Omar", on: "K7Q", fields: ["birth_date": "2030"]) }
        let second = try await field.headquarters.release(Self.camp)
        #expect(second.number == 2)
        try await field.carry(from: "HQ1", to: "K7Q")
        #expect(field["K7Q"].library["first_contact"]?.version == 1)
        _ = try await field.addClient("Omar", on: "K7Q", fields: ["x_camp": "South"])
        #expect(try await field["K7Q"].releases().map(\.number) == [2, 1])
    }

    @Test func `what was released cannot be dropped or changed by the next release`() async throws {
        let field = try await Field()
        let clinic = field.headquarters
        let codes = #"{"vocabulary": "tag", "codes": [{"code": "x_flood", "labels": {"en": "Flood"}}]}"#
        _ = try await clinic.release(Self.files(#""x_camp": \#(Self.text)"#, ["vocabularies/tag.extension.json": codes]))
        #expect(await refusal(clinic, Self.camp)?.contains("the code x_flood of tag is gone") == true)
        let more = ["vocabularies/tag.extension.json": codes]
        #expect(await refusal(clinic, Self.files("", more))?.contains("client.x_camp is gone") == true)
        let latest = Self.text.replacing("review", with: "latest")
        #expect(await refusal(clinic, Self.files(#""x_camp": \#(latest)"#, more))?.contains("merges as review") == true)
        let integer =
            #"{ "type": "integer", "minimum": 0, "maximum": 9, "x-satchel": { "type": "integer", "merge": "review", "pii": false, "search": true, "labels": { "en": "Camp" } } }"#
        #expect(await refusal(clinic, Self.files(#""x_camp": \#(integer)"#, more))?.contains("was text and cannot become integer") == true)
        #expect(try await clinic.releases().count == 1)
    }

    @Test(arguments: [
        (["notes.json": "{}"], "no release has a file of that name"), (["records/../../etc.extension.json": "{}"], "no release has a file"),
        (["release.json": #"{"prefix": "Lac_"}"#], "small letters"), (["release.json": #"{"prefix": "given_"}"#], "the product has names"),
        (["forms/a.form.json": "{}"], "forms/a.form.json"),
        (["checks/client.checks.json": #"{"kind":"client"}"#], "version is not a number"),
    ])
    func `a release with a fault is refused whole, and the place is said`(files: [String: String], said: String) async throws {
        let field = try await Field()
        let message = await refusal(field.headquarters, files.mapValues { Array($0.utf8) })
        #expect(message?.contains(said) == true, "\(message ?? "released")")
        #expect(try await field.headquarters.releases().isEmpty)
    }

    @Test func `only the registrar releases`() async throws {
        let field = try await Field("K7Q")
        #expect(await refusal(field["K7Q"], Self.camp)?.contains("registrar") == true)
    }
}
