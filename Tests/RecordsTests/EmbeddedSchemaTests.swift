import Records
import Testing

struct EmbeddedSchemaTests {
    @Test func `the kinds that the executable carries load without a fault`() throws {
        let names = Set(try SchemaCatalog.embedded().kinds.map(\.name))
        #expect(names.isSuperset(of: ["client", "case", "consultation", "document", "dispute", "task", "person", "space"]))
    }

    @Test func `every kind, field and code has words in the four languages`() throws {
        let catalog = try SchemaCatalog.embedded()
        var labels = [(String, [String: String])]()
        for kind in catalog.kinds {
            labels.append((kind.name, kind.labels))
            labels += kind.fields.map { ("\(kind.name).\($0.name)", $0.labels) }
        }
        for vocabulary in catalog.vocabularies {
            labels.append((vocabulary.name, vocabulary.labels))
            labels += vocabulary.codes.map { ("\(vocabulary.name).\($0.code)", $0.labels) }
        }
        let missing = labels.filter { !Set(["en", "fr", "ar", "uk"]).isSubset(of: $0.1.keys) }.map(\.0)
        #expect(missing.isEmpty)
    }

    @Test func `every vocabulary has a code that may be written`() throws {
        #expect(try SchemaCatalog.embedded().vocabularies.filter(\.current.isEmpty).map(\.name).isEmpty)
    }

    @Test func `a folder of one's own files takes the place of those carried`() throws {
        var files = SchemaCatalog.embeddedFiles
        files["vocabularies/sex.json"] = Array(
            #"{"vocabulary":"sex","version":2,"labels":{"en":"Sex"},"codes":[{"code":"x","labels":{"en":"X"}}]}"#.utf8)
        let catalog = try SchemaCatalog(files: files)
        #expect(catalog.vocabulary("sex")?.codes.map(\.code) == ["x"])
        #expect(try catalog.kinds == SchemaCatalog.embedded().kinds)
    }
}
