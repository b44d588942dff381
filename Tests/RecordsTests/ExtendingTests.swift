import Records
import Testing

/// What an organisation adds to the product's catalog.
struct ExtendingTests {
    static let field =
        #"{ "type": "string", "maxLength": 40, "x-satchel": { "type": "text", "merge": "review", "pii": false, "search": true, "labels": { "en": "Camp" } } }"#

    private func extended(_ files: [String: String], prefix: String? = nil) throws -> CatalogExtension {
        try Fixtures.catalog().extended(by: files.mapValues { Array($0.utf8) }, prefix: prefix)
    }

    private func client(_ properties: String) -> [String: String] {
        ["records/client.extension.json": #"{ "kind": "client", "properties": { \#(properties) } }"#]
    }

    @Test func `a field of one's own stands behind the product's fields and is validated like them`() throws {
        let result = try extended(client(#""x_camp": \#(Self.field)"#))
        #expect(result.faults == [])
        #expect(result.catalog["client"]?.fields.map(\.name) == ["name", "x_camp"])
        #expect(try result.catalog.validate(kind: "client", fields: ["name": "A", "x_camp": "North"], creating: true).count == 2)
        #expect(result.catalog["client"]?.version == 3, "records keep the version of the product")
    }

    @Test func `codes are added and retired, and a vocabulary of one's own can be used at once`() throws {
        let result = try extended([
            "vocabularies/sex.extension.json":
                #"{ "vocabulary": "sex", "codes": [{ "code": "x_intersex", "labels": { "en": "Intersex" } }], "retired": ["male"] }"#,
            "vocabularies/x_camp.json":
                #"{ "vocabulary": "x_camp", "version": 1, "labels": { "en": "Camp" }, "codes": [{ "code": "north", "labels": { "en": "North" } }] }"#,
            "records/client.extension.json":
                #"{ "kind": "client", "properties": { "x_camp": { "type": "string", "pattern": "^[a-z0-9_]{1,64}$", "x-satchel": { "type": "code", "merge": "review", "pii": false, "search": false, "vocabulary": "x_camp", "labels": { "en": "Camp" } } } } }"#,
        ])
        #expect(result.faults == [])
        #expect(result.catalog.vocabulary("sex")?.current.map(\.code) == ["female", "x_intersex"])
        #expect(result.catalog.vocabulary("sex")?["male"]?.retired == true)
        #expect(try result.catalog.validate(kind: "client", fields: ["x_camp": "north"], creating: false).count == 1)
    }

    @Test(arguments: [
        (["records/client.extension.json": #"{"kind":"client","properties":{"camp":{}}}"#], "does not begin with x_"),
        (["records/client.extension.json": #"{"kind":"visit","properties":{}}"#], "kind is not the name of the file"),
        (["records/nobody.extension.json": #"{"kind":"nobody","properties":{}}"#], "no kind of record nobody"),
        (["records/client.extension.json": #"{"kind":"client","properties":{"x_a":{}}}"#], "x-satchel is missing"),
        (["vocabularies/sex.json": "{}"], "there is a vocabulary of that name already"),
        (["vocabularies/camp.json": "{}"], "does not begin with x_"),
        (
            ["vocabularies/sex.extension.json": #"{"vocabulary":"sex","codes":[{"code":"other","labels":{"en":"O"}}]}"#],
            "does not begin with x_"
        ),
        (["vocabularies/sex.extension.json": #"{"vocabulary":"sex","retired":["none"]}"#], "there is no code none"),
        (["vocabularies/sex.extension.json": #"{"vocabulary":"sex","codes":{}}"#], "codes is not an array"),
        (["records/client.extension.json": "["], "Not JSON"),
    ])
    func `what does not fit is a fault with its place, and the rest holds`(files: [String: String], said: String) throws {
        let result = try extended(
            files.merging(["vocabularies/language.extension.json": #"{"vocabulary":"language","retired":["fr"]}"#]) { $1 })
        #expect(result.faults.contains { $0.contains(said) && $0.hasPrefix(files.keys.first ?? "") }, "\(result.faults)")
        #expect(result.catalog.vocabulary("language")?["fr"]?.retired == true)
    }

    @Test func `a field is left out where its vocabulary or kind is not known here`() throws {
        let result = try extended([
            "records/client.extension.json":
                #"{ "kind": "client", "properties": { "x_a": { "type": "string", "pattern": "^[a-z0-9_]{1,64}$", "x-satchel": { "type": "code", "merge": "review", "pii": false, "search": false, "vocabulary": "later", "labels": { "en": "A" } } } } }"#
        ])
        #expect(result.faults == ["records/client.extension.json, x_a: there is no vocabulary later"])
        #expect(result.catalog["client"]?["x_a"] == nil)
    }

    @Test func `a prefix of the organisation's choice is accepted beside x_`() throws {
        #expect(try extended(client(#""lac_camp": \#(Self.field)"#), prefix: "lac_").faults == [])
        #expect(try extended(client(#""x_camp": \#(Self.field)"#), prefix: "lac_").faults == [])
        #expect(try extended(client(#""x_": \#(Self.field)"#)).faults.count == 1, "the prefix alone is no name")
    }

    @Test func `nothing of the product begins with x_`() throws {
        let catalog = try SchemaCatalog.embedded()
        let names = catalog.kinds.flatMap { $0.fields.map(\.name) } + catalog.vocabularies.flatMap { [$0.name] + $0.codes.map(\.code) }
        #expect(names.filter { $0.hasPrefix(SchemaCatalog.extensionPrefix) } == [])
    }

    @Test func `dropping a field or a code, and changing a type or a merge rule, are losses; retiring is none`() throws {
        let base = try Fixtures.catalog()
        let before = try extended(client(#""x_camp": \#(Self.field)"#)).catalog
        #expect(before.losses(in: base) == ["client.x_camp is gone; a released field stays for ever"])
        #expect(base.losses(in: before) == [])
        let latest = Self.field.replacing("review", with: "latest")
        let merged = try extended(client(#""x_camp": \#(latest)"#)).catalog
        #expect(before.losses(in: merged) == ["client.x_camp merges as review and cannot merge as latest"])
        let shorter = try extended(client(#""x_camp": \#(Self.field.replacing("40", with: "39"))"#)).catalog
        #expect(before.losses(in: shorter) == ["client.x_camp takes shorter texts"])
        let added = try extended([
            "vocabularies/sex.extension.json": #"{"vocabulary":"sex","codes":[{"code":"x_i","labels":{"en":"I"}}],"retired":["male"]}"#
        ]).catalog
        #expect(base.losses(in: added) == [])
        #expect(added.losses(in: base) == ["the code x_i of sex is gone; retire it instead"])
    }
}
