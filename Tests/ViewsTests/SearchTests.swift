import Records
import ReplicatedLog
import Testing

@testable import Views

struct SearchTests {
    private static let names = [
        ("Амина", "Юсуф"), ("أمينة", "الأحمدي"), ("Мар’яна", "Ґудзь"), ("Éloïse", "Lefèvre"), ("Amina", "Yusuf"),
        ("Amin", "Yusufzai"), ("Zoë", "O'Neill"), ("राम", "कुमार"), ("李", "小龍"),
    ]

    private func clinic() throws -> (TestClinic, [RecordID]) {
        var clinic = try TestClinic()
        let ids = try Self.names.map { given, family in
            try clinic.create("client", ["given_name": .text(given), "family_name": .text(family)])
        }
        return (clinic, ids)
    }

    @Test(arguments: [
        ("ами", [0]), ("Юсу", [0]), ("أمي", [1]), ("امينه", [1]), ("أَمِينَة", [1]), ("الاحم", [1]), ("маряна", [2]), ("МАР'ЯНА", [2]),
        ("гуд", [2]), ("elo", [3]), ("ÉLOÏSE lefe", [3]), ("lefevre", [3]), ("amina", [4]), ("ami", [4, 5]), ("yus ami", [4, 5]),
        ("oneill", [6]), ("zoe", [6]), ("राम", [7]), ("कु", [7]), ("李", [8]), ("小龍", [8]), ("mina", []), ("amina lefevre", []), ("", []),
    ])
    func `words are found by their beginning in any script and however they are spelled`(text: String, expected: [Int]) throws {
        let (clinic, ids) = try clinic()
        #expect(try Set(clinic.view.search(text).map(\.record.id)) == Set(expected.map { ids[$0] }), "\(text)")
    }

    @Test(arguments: [
        "\"", "\"\"", "*", "ami*", "^ami", "words:ami", "NEAR(ami yus)", "ami OR zoe", "ami AND", "NOT ami", "-ami", "(", ")",
        "{words}: ami",
        "ami'; DROP TABLE record; --", "%", "_", "\\", "\u{0}", "a\u{0}mi", "\u{202E}", "ami + yus", "🙂", "\u{FFFD}", "?1", ":a", "@a",
        "$a",
        String(repeating: "ami ", count: 2000), String(repeating: "a", count: 100_000), String(repeating: "\"", count: 999),
    ])
    func `nothing that people type is more than words`(text: String) throws {
        let (clinic, ids) = try clinic()
        let words = Array(Set(SearchText.words(text))).filter { $0.count <= SearchQuery.wordCharactersMax }
        let expected = Self.names.indices.filter { index in
            let held = SearchText.words("\(Self.names[index].0) \(Self.names[index].1)")
            return !words.isEmpty && words.allSatisfy { word in held.contains { $0.hasPrefix(word) } }
        }
        #expect(try Set(clinic.view.search(text).map(\.record.id)) == Set(expected.map { ids[$0] }))
        #expect(try clinic.view.find(text).isEmpty)
    }

    @Test func `words may be spread over fields and notes, and the hit says where they are`() throws {
        var clinic = try TestClinic()
        let client = try clinic.create(
            "client", ["given_name": .text("Amina"), "safety_note": .text("hidden"), "phone": .text("0700 000 001")],
            note: "Landlord Petrenko threatens eviction.")
        try clinic.save(.note(record: client, field: "notes", text: "Moved to Mykolaivka.", about: nil))
        try clinic.create("client", ["given_name": .text("Amina")])
        let hit = try #require(try clinic.view.search("ami petr myko 0700").first)
        #expect(hit.record.id == client && hit.fields == ["given_name", "phone"] && hit.inNotes)
        #expect(try clinic.view.search("ami petr myko 0700").count == 1)
        #expect(try clinic.view.search("amina").map(\.inNotes) == [false, false])
        // A field that the schema does not mark for the search is not in the index.
        #expect(try clinic.view.search("hidden").isEmpty)
    }

    @Test func `numbers and titles that are exactly what was typed come first`() throws {
        var clinic = try TestClinic()
        let mentioned = try clinic.create("case", ["title": .text("See K7Q-RD-0042-7"), "facts": .text("Eviction notice")], time: 900)
        let numbered = try clinic.create("case", ["number": .text("K7Q-RD-0042-7"), "title": .text("Eviction notice and more")], time: 100)
        let titled = try clinic.create("case", ["title": .text("Eviction notice")], time: 50)
        #expect(try clinic.view.search("k7q-rd-0042-7").map(\.record.id) == [numbered, mentioned])
        #expect(try clinic.view.search("eviction NOTICE").map(\.record.id) == [titled, numbered, mentioned])
        #expect(try clinic.view.search("evic", limit: 1).map(\.record.id) == [numbered])
    }

    @Test func `what a field no longer says is no longer found`() throws {
        var clinic = try TestClinic()
        let client = try clinic.create("client", ["given_name": .text("Amina"), "family_name": .text("Yusuf")])
        try clinic.save(.put(record: client, field: "given_name", value: .text("Olena"), over: nil))
        #expect(try clinic.view.search("amina").isEmpty)
        #expect(try clinic.view.search("olena yusuf").map(\.record.id) == [client])
        try clinic.save(.put(record: client, field: "given_name", value: .nothing, over: nil))
        #expect(try clinic.view.search("olena").isEmpty && clinic.view.search("yusuf").count == 1)
    }

    @Test func `a search can be narrowed to a kind and to a space`() throws {
        var north = try TestClinic()
        let client = try north.create("client", ["given_name": .text("Amina")])
        let matter = try north.create("case", ["title": .text("Amina against the landlord")])
        var south = try TestClinic(2, space: .south, view: north.view)
        let other = try south.create("client", ["given_name": .text("Amina")])
        #expect(try Set(north.view.search("amina").map(\.record.id)) == [client, matter, other])
        #expect(try north.view.search("amina", kind: "case").map(\.record.id) == [matter])
        #expect(try north.view.search("amina", kind: "client", space: .south).map(\.record.id) == [other])
        #expect(try north.view.search("amina", kind: "dispute").isEmpty && north.view.search("amina", space: .repeating(9)).isEmpty)
    }
}
