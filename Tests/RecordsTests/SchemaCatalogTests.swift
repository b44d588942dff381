import Records
import Testing

struct SchemaCatalogTests {
    @Test func `fields keep the order of the file`() throws {
        let visit = try #require(try Fixtures.catalog()["visit"])
        #expect(
            visit.fields.map(\.name) == [
                "zone", "old_zone", "story", "day", "hour", "sex", "languages", "count", "distance", "cost", "safe", "client", "others",
                "place",
                "scan",
                "scans", "notes",
            ])
    }

    @Test func `a field has what its file says`() throws {
        let catalog = try Fixtures.catalog()
        let visit = try #require(catalog["visit"])
        #expect(catalog.kinds.map(\.name) == ["client", "visit"])
        #expect(catalog["client"]?.version == 3)
        #expect(visit.titleFields == ["zone", "day"])
        #expect(visit.deadline?.name == "day")
        #expect(visit["day"]?.hxl == "#date")
        #expect(visit["zone"]?.required == true)
        #expect(visit["story"]?.required == false)
        #expect(visit["story"]?.pii == true)
        #expect(visit["story"]?.textMax == 4000)
        #expect(visit["place"]?.textMax == 30)
        #expect(visit["notes"]?.textMax == 8000)
        #expect(visit["languages"]?.itemsMax == 3)
        #expect(visit["count"]?.minimum == 1)
        #expect(visit["count"]?.maximum == 100)
        #expect(visit["others"]?.refers == ["client", "visit"])
        #expect(visit["hour"]?.merge == .latest)
        #expect(visit["nothing"] == nil)
        #expect(visit.fields.filter(\.multiline).map(\.name) == ["story", "notes"])
    }

    @Test func `a vocabulary has its codes in the order of the file, retired ones too`() throws {
        let sex = try #require(try Fixtures.catalog().vocabulary("sex"))
        #expect(sex.codes.map(\.code) == ["female", "male", "unknown"])
        #expect(sex["unknown"]?.retired == true)
        #expect(sex["female"]?.maps == ["hxl": "+f"])
        #expect(sex.current.map(\.code) == ["female", "male"])
    }

    @Test(arguments: [
        ("ar", "الاسم"), ("ar-SY", "الاسم"), ("ar_SY", "الاسم"), ("en", "Name"), ("fr", "Name [en]"), ("fr-BI", "Name [en]"),
        ("en-GB", "Name"), ("", "Name"),
    ])
    func `words that are missing come in English and say so`(locale: String, expected: String) throws {
        #expect(try Fixtures.catalog()["client"]?["name"]?.label(locale) == expected)
    }

    @Test func `without any words the bare name shows`() {
        #expect(Field(name: "given_name", type: .text).label("fr") == "given_name")
        #expect(Vocabulary.Code(code: "other").label("fr") == "other")
    }

    @Test(arguments: [
        (#""type": "time""#, #""type": "clock""#, "hour: type is none of"),
        (#""type": "time", "merge": "latest""#, #""type": "time", "merge": "newest""#, "hour: merge is none of"),
        (#""type": "time", "merge": "latest""#, #""type": "time", "merge": "set""#, "hour: time cannot merge as set"),
        (#""type": "codes", "merge": "set""#, #""type": "codes", "merge": "review""#, "languages: codes cannot merge as review"),
        (#""type": "notes", "merge": "notes""#, #""type": "notes", "merge": "latest""#, "notes: notes cannot merge as latest"),
        (#""vocabulary": "sex","#, "", "sex: code needs a vocabulary"),
        (#""vocabulary": "sex","#, #""vocabulary": "gender","#, "sex: there is no file vocabularies/gender.json"),
        (#""type": "time","#, #""type": "time", "vocabulary": "sex","#, "hour: only codes have a vocabulary"),
        (#""refers": ["client"],"#, "", "client: reference needs the kinds it refers to"),
        (#""refers": ["client"]"#, #""refers": ["cliant"]"#, "client: it refers to cliant"),
        (#""type": "time","#, #""type": "time", "refers": ["client"],"#, "hour: only references refer to kinds"),
        (#""title": ["zone", "day"]"#, #""title": ["zone", "date"]"#, "title names date, which is no field"),
        (#""title": ["zone", "day"]"#, #""title": []"#, "title names no field"),
        (#""required": ["zone"]"#, #""required": ["zones"]"#, "required names zones, which is no field"),
        (#""type": "time","#, #""type": "time", "deadline": true,"#, "hour: only a date can be a deadline"),
        (##""hxl": "#date""##, #""hxl": "date""#, "day: hxl is not a tag"),
        (#""retired": true"#, #""retired": 1"#, "old_zone: retired is neither true nor false"),
        (#""required": ["zone"]"#, #""required": ["old_zone"]"#, "old_zone: it is retired and cannot be required"),
        (#""en": "Which part of town.""#, #""en": """#, "zone: help is not an object of texts"),
        (#"{ "field": "safe" }"#, #"{ "field": "saved" }"#, "done: a rule is neither passed nor about a field of the kind"),
        (#"{ "field": "safe" }"#, #"{ "passed": false }"#, "done: a rule is neither passed nor about a field of the kind"),
        (#"{ "field": "safe" }"#, #"{ "field": "languages" }"#, "done: languages holds several values"),
        (#"{ "field": "safe" }"#, #"{ "field": "day", "codes": ["male"] }"#, "done: codes are for a field of one code"),
        (#""codes": ["male"]"#, #""codes": ["man"]"#, "done: sex has no code man"),
        (#""deadline": true, "#, "", "done: the kind has no deadline that could be over"),
        (#""subject": ["client"]"#, #""subject": ["others"]"#, "subject: others is no field that refers to one record"),
        (#""pii": false, "search": true"#, #""search": true"#, "zone: pii is neither true nor false"),
        (#""labels": { "en": "Story" }"#, #""labels": { "fr": "Récit" }"#, "story: labels has no en"),
        (#""labels": { "en": "Story" }"#, #""labels": { "en": "" }"#, "story: labels is not an object of texts"),
        (#""maxLength": 4000"#, #""maxLength": 8001"#, "story: the keyword maxLength is not a number from 1 to 8000"),
        (#""maxItems": 3"#, #""maxItems": 0"#, "languages: the keyword maxItems is not"),
        (#""minimum": 1,"#, #""minimum": 101,"#, "count: the keywords minimum and maximum"),
        (#""minimum": 1,"#, "", "count: the keywords minimum and maximum"),
        (#"{ "type": "boolean","#, #"{ "type": "string","#, "safe: the keyword type is not boolean"),
        (#""^([01][0-9]|2[0-3]):[0-5][0-9]$""#, #""^.*$""#, "hour: the keyword pattern is not"),
        (#"["amount", "currency"]"#, #"["amount"]"#, "cost: the keyword required is not amount, currency"),
        (#""kind": "visit""#, #""kind": "visits""#, "kind is not the name of the file"),
        (#""version": 1"#, #""version": 0"#, "version is not a number from 1"),
        (#""hour": {"#, #""Hour": {"#, "Hour: the name is not in snake_case"),
        (#""hour": {"#, #""zone": {"#, "a key is written twice"),
        (#""properties": {"#, #""proporties": {"#, "x-satchel or properties is missing"),
    ])
    func `a fault of a kind is named with its file and place`(good: String, bad: String, expected: String) throws {
        #expect(try faults("records/visit.schema.json", Fixtures.visit, good, bad).contains { $0.contains(expected) })
    }

    @Test func `a kind says when its deadline is over and on whom its records hang`() throws {
        let catalog = try Fixtures.catalog()
        #expect(catalog["visit"]?.done == [.yes(field: "safe"), .codes(field: "sex", ["male"])])
        #expect(catalog["visit"]?.subjectFields == ["client"])
        #expect(catalog["client"]?.done == [])
        #expect(catalog["client"]?.subjectFields == ["case", "client"])
    }

    @Test(arguments: [
        ("fr", "Quel quartier."), ("fr-BI", "Quel quartier."), ("ar", "Which part of town. [en]"), ("en", "Which part of town."),
    ])
    func `help comes in the language asked for, or in English and says so`(locale: String, expected: String) throws {
        #expect(try Fixtures.catalog()["visit"]?["zone"]?.help(locale) == expected)
        #expect(try Fixtures.catalog()["visit"]?["story"]?.help(locale) == "")
    }

    @Test(arguments: [
        (#""vocabulary": "sex""#, #""vocabulary": "sexes""#, "vocabulary is not the name of the file"),
        (#""code": "male""#, #""code": "female""#, "code 2: female is there twice"),
        (#""code": "male""#, #""code": "Male""#, "code 2: code is not of small letters"),
        (#""retired": true"#, #""retired": "yes""#, "unknown: retired is neither true nor false"),
        (#""hxl": "+f""#, #""hxl": 1"#, "female: maps is not an object of texts"),
        (#""codes": ["#, #""codes": 1, "x": ["#, "codes is not an array"),
    ])
    func `a fault of a vocabulary is named with its file and place`(good: String, bad: String, expected: String) throws {
        #expect(try faults("vocabularies/sex.json", Fixtures.sex, good, bad).contains { $0.contains(expected) })
    }

    @Test func `every fault of every file is told at once`() throws {
        var files = Fixtures.files
        files["records/visit.schema.json"] = Array(try replaced(Fixtures.visit, #""type": "time""#, #""type": "clock""#).utf8)
        files["vocabularies/sex.json"] = Array("[1".utf8)
        files["vocabularies/language.json"] = Array("[]".utf8)
        let message = try #require(failure(RecordsError.self) { _ = try SchemaCatalog(files: files) }?.message)
        #expect(message.split(separator: "\n").count == 4)
    }

    @Test func `a catalog without kinds is refused`() {
        #expect(failure(RecordsError.self) { _ = try SchemaCatalog(files: [:]) }?.code == .brokenSchema)
    }

    @Test func `a second deadline is refused`() throws {
        let second =
            #""day2": { "type": "string", "pattern": "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?~?$", "x-satchel": { "type": "date", "merge": "review", "pii": false, "search": false, "deadline": true, "labels": { "en": "Day" } } }, "hour": {"#
        #expect(
            try faults("records/visit.schema.json", Fixtures.visit, #""hour": {"#, second).contains {
                $0.contains("day2: there is a second deadline")
            })
    }

    private func faults(_ path: String, _ text: String, _ good: String, _ bad: String) throws -> [Substring] {
        var files = Fixtures.files
        files[path] = Array(try replaced(text, good, bad).utf8)
        let error = try #require(failure(RecordsError.self) { _ = try SchemaCatalog(files: files) })
        #expect(error.code == .brokenSchema)
        return error.message.split(separator: "\n").filter { $0.contains(path) }
    }

    private func replaced(_ text: String, _ good: String, _ bad: String) throws -> String {
        let range = try #require(text.firstRange(of: good))
        return text.replacingCharacters(in: range, with: bad)
    }
}

extension String {
    fileprivate func replacingCharacters(in range: Range<Index>, with text: String) -> String {
        var result = self
        result.replaceSubrange(range, with: text)
        return result
    }
}
