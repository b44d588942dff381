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
        files["released.json"] = nil
        let catalog = try SchemaCatalog(files: files)
        #expect(catalog.vocabulary("sex")?.codes.map(\.code) == ["x"])
        #expect(try catalog.kinds == SchemaCatalog.embedded().kinds)
    }

    @Test func `a vocabulary that drops a released code is refused, and the code is named`() throws {
        var files = SchemaCatalog.embeddedFiles
        let text = String(decoding: try #require(files["vocabularies/sex.json"]), as: UTF8.self)
        let lines = text.split(separator: "\n").filter { !$0.contains(#""code": "male""#) }
        files["vocabularies/sex.json"] = Array(lines.joined(separator: "\n").utf8)
        let message = try #require(failure(RecordsError.self) { _ = try SchemaCatalog(files: files) }?.message)
        #expect(message.contains("vocabularies/sex.json, male: the code was released and is missing; codes are retired"))
        files["vocabularies/sex.json"] = Array(
            text.replacing(#""uk": "Чоловіча" }, "retired": false"#, with: #""uk": "Чоловіча" }, "retired": true"#).utf8)
        let catalog = try SchemaCatalog(files: files)
        #expect(catalog.vocabulary("sex")?["male"]?.retired == true)
    }

    @Test func `every code there is was written down as released`() throws {
        let released = try JSONValue(parsing: try #require(SchemaCatalog.embeddedFiles["released.json"]))
        for vocabulary in try SchemaCatalog.embedded().vocabularies {
            let codes = released["codes"]?[vocabulary.name]?.arrayValue?.compactMap(\.textValue) ?? []
            #expect(Set(codes).isSuperset(of: vocabulary.codes.map(\.code)), "\(vocabulary.name): Tests/independent/schemas.py --release")
        }
    }

    @Test func `a list of released codes that cannot be read is refused`() {
        for text in ["[]", "{}", #"{"codes": {"sex": "male"}}"#] {
            var files = SchemaCatalog.embeddedFiles
            files["released.json"] = Array(text.utf8)
            #expect(failure(RecordsError.self) { _ = try SchemaCatalog(files: files) }?.code == .brokenSchema)
        }
    }

    @Test func `every field of every kind has help in the four languages`() throws {
        let missing = try SchemaCatalog.embedded().kinds.flatMap { kind in
            kind.fields.filter { !Set(["en", "fr", "ar", "uk"]).isSubset(of: $0.help.keys) }.map { "\(kind.name).\($0.name)" }
        }
        #expect(missing.isEmpty)
    }

    @Test func `what stands in the list of deadlines can leave it`() throws {
        for kind in try SchemaCatalog.embedded().kinds { #expect((kind.deadline == nil) == kind.done.isEmpty, "\(kind.name)") }
    }

    @Test(arguments: [
        ("task", [DoneRule.yes(field: "done")]), ("review", [.yes(field: "done")]),
        ("obligation", [.codes(field: "status", ["fulfilled", "waived"])]), ("follow_up_check", [.filled(field: "checked_on")]),
        ("feedback", [.filled(field: "resolved_on")]), ("dispute_session", [.passed]),
    ]) func `each kind of deadline is over in its own way`(kind: String, rules: [DoneRule]) throws {
        #expect(try SchemaCatalog.embedded()[kind]?.done == rules)
    }

    @Test func `a referral is no longer waited for once it was answered or given up`() throws {
        let rules = try #require(try SchemaCatalog.embedded()["referral"]?.done)
        #expect(
            rules == [
                .filled(field: "answered_on"), .codes(field: "status", ["accepted", "declined", "completed", "cancelled", "expired"]),
            ])
    }

    @Test(arguments: ["consent_given", "consent_date", "consent_means", "consent_limits"])
    func `consent is a record of its own, and its fields of a client are retired`(name: String) throws {
        let catalog = try SchemaCatalog.embedded()
        #expect(catalog["client"]?[name]?.retired == true)
        #expect(catalog["consent"]?["purposes"]?.vocabulary == "consent_purpose")
        #expect(try SchemaCatalog.embedded().kinds.flatMap(\.fields).filter(\.retired).count == 4)
    }
}
