import Records
import ReplicatedLog
import Testing

@testable import Views

struct ReadingTests {
    @Test func `a record is shown with its values, sets, title, number and authors`() throws {
        var clinic = try TestClinic()
        let client = try clinic.create(
            "client", ["given_name": .text("Amina"), "family_name": .text("Yusuf"), "household_size": .integer(4)],
            sets: ["languages": [.code("fr"), .code("ar")]], note: "Came with her sister.", time: 100)
        let matter = try clinic.create(
            "case", ["number": .text("K7Q-RD-0042-7"), "title": .text("Eviction"), "status": .code("open")],
            sets: ["clients": [.reference(client)]], time: 200)
        let row = try #require(try clinic.view.record(client))
        #expect(row.kind == "client" && row.schemaVersion == 1 && row.space == .north && row.title == "Amina Yusuf" && row.number == nil)
        #expect(row.fields == ["given_name": "Amina", "family_name": "Yusuf", "household_size": 4, "languages": ["ar", "fr"]])
        #expect(row.noteCount == 1 && row.conflicts.isEmpty)
        #expect(row.created == Provenance(person: .repeating(1), chain: client.chain, time: 100))
        let shown = try #require(try clinic.view.record(matter))
        #expect(shown.title == "Eviction" && shown.number == "K7Q-RD-0042-7" && shown.status == "open")
        #expect(try clinic.view.setElements(of: client, field: "languages") == [.code("ar"), .code("fr")])
        let related = try clinic.view.related(to: client)
        #expect(related.map(\.record.id) == [matter] && related.map(\.field) == ["clients"])
    }

    @Test func `fields that arrive before the creation of their record show once it has come`() throws {
        var author = try TestClinic(1)
        let record = try author.create("task", ["title": .text("Hearing"), "due": .date(try date("2026-04-03"))])
        var other = try TestClinic(2)
        try other.receive(author)
        try other.save(.put(record: record, field: "title", value: .text("Second hearing"), over: nil), time: 1_700_000_100)
        // A third device gets the edit first.
        var late = try TestClinic(3)
        try late.receive(other)
        #expect(try late.view.record(record) == nil && late.view.list(RecordQuery()).total == 0)
        #expect(try late.view.search("hearing").isEmpty && late.view.find("\(record)").isEmpty)
        try late.receive(author)
        #expect(try late.view.record(record)?.title == "Second hearing 2026-04-03")
        #expect(try late.view.search("second").map(\.record.id) == [record])
        #expect(try late.view.deadlines().map(\.id) == [record])
    }

    @Test func `who writes one space changes nothing that is shown of another`() throws {
        var north = try TestClinic(1)
        let record = try north.create("client", ["given_name": .text("Amina")])
        var south = try TestClinic(2, space: .south, view: north.view)
        try south.save(.put(record: record, field: "given_name", value: .text("Overwritten"), over: nil), time: 1_900_000_000)
        #expect(try north.view.record(record)?.title == "Amina")
        #expect(try north.view.search("overwritten").isEmpty)
    }

    @Test func `a list has its pages, orders, filters and total`() throws {
        var clinic = try TestClinic()
        var ids = [RecordID]()
        for index in 0..<7 {
            ids.append(
                try clinic.create(
                    "case",
                    [
                        "title": .text(["Éviction", "dossier", "Fraude", "عقد", "Житло", "abus", ""][index]),
                        "status": .code(index < 3 ? "open" : "closed"),
                    ],
                    sets: ["tags": index % 2 == 0 ? [.code("urgent")] : []], time: Int64(1000 - index)))
        }
        func list(_ query: RecordQuery) throws -> [Int] {
            try clinic.view.list(query).rows.map { row in try #require(ids.firstIndex(of: row.id)) }
        }
        #expect(try list(RecordQuery(kind: "case", order: .created, limit: 3)) == [0, 1, 2])
        #expect(try list(RecordQuery(kind: "case", order: .created, limit: 3, offset: 5)) == [5, 6])
        #expect(try clinic.view.list(RecordQuery(kind: "case", limit: 2)).total == 7)
        #expect(try list(RecordQuery(kind: "case", order: .title)) == [5, 1, 0, 2, 4, 3, 6])
        #expect(try list(RecordQuery(kind: "case", filters: ["status": "open"], order: .created)) == [0, 1, 2])
        #expect(try list(RecordQuery(kind: "case", filters: ["tags": "urgent"], order: .created)) == [0, 2, 4, 6])
        #expect(try list(RecordQuery(kind: "case", filters: ["tags": "urgent", "status": "closed"], order: .created)) == [4, 6])
        #expect(try list(RecordQuery(kind: "case", filters: ["tags": nil], order: .created)) == [1, 3, 5])
        #expect(try list(RecordQuery(kind: "case", filters: ["facts": nil, "title": "عقد"])) == [3])
        #expect(try list(RecordQuery(kind: "case", filters: ["facts": "never written"])).isEmpty)
        #expect(try list(RecordQuery(kind: "client")).isEmpty && list(RecordQuery(space: .south)).isEmpty)
        #expect(try clinic.view.counts() == [KindCount(space: .north, kind: "case", count: 7)])
        var seen = Set<RecordID>()
        try clinic.view.eachRecord { seen.insert($0.id) }
        #expect(seen == Set(ids))
    }

    @Test func `a record is found by its id, a unique beginning of it, or its number however it is typed`() throws {
        var clinic = try TestClinic()
        let first = try clinic.create("case", ["number": .text("K7Q-RD-0042-7")])
        let second = try clinic.create("case", ["number": .text("K7Q-RD-0043-5")])
        for text in [
            "K7Q-RD-0042-7", "k7q rd 0042 7", "k7qrd00427", "\(first)", "\(first)".uppercased(), "\(first.chain).0", "K7Q–RD–٠٠٤٢–٧",
        ] {
            #expect(try clinic.view.find(text).map(\.id) == [first], "\(text)")
        }
        #expect(try Set(clinic.view.find("\(first)".prefix(8) + "").map(\.id)) == [first, second])
        for text in ["", "K7Q", "%", "_", "\(first.chain).9", "….", "\(first)x"] { #expect(try clinic.view.find(text).isEmpty, "\(text)") }
    }

    @Test func `deadlines come by date, without what is done and later than asked for`() throws {
        var clinic = try TestClinic()
        for (title, due) in [("May", "2026-05-01"), ("April", "2026-04"), ("tenth", "2026-04-10"), ("guess", "2026-04-20~"), ("none", nil)]
        {
            var fields: [String: Value] = ["title": .text(title)]
            if let due { fields["due"] = .date(try date(due)) }
            try clinic.create("task", fields)
        }
        try clinic.create("task", ["title": .text("done"), "due": .date(try date("2026-04-01")), "done": .flag(true)])
        func titles(until: String?, done: Bool = false) throws -> [String] {
            try clinic.view.deadlines(until: until.map(date), includeDone: done).map { $0.values["title"]?.json.textValue ?? "" }
        }
        #expect(try titles(until: nil) == ["April", "tenth", "guess", "May"])
        #expect(try titles(until: "2026-04-19") == ["April", "tenth"])
        #expect(try titles(until: "2026-04-20") == ["April", "tenth", "guess"])
        #expect(try titles(until: "2026-04") == ["April", "tenth", "guess"])
        #expect(try titles(until: "2026-04-02", done: true) == ["April", "done"])
    }

    @Test func `the nearer of two dates counts, and a doubt whether it is done keeps a deadline in the list`() throws {
        var one = try TestClinic(1)
        let task = try one.create("task", ["due": .date(try date("2026-04-10"))])
        var two = try TestClinic(2)
        try two.receive(one)
        try one.save(
            .put(record: task, field: "due", value: .date(try date("2026-04-05")), over: nil),
            .put(record: task, field: "done", value: .flag(false), over: nil), time: 1_700_000_010)
        try two.save(
            .put(record: task, field: "due", value: .date(try date("2026-06-01")), over: nil),
            .put(record: task, field: "done", value: .flag(true), over: nil), time: 1_700_000_020)
        try one.receive(two)
        let row = try #require(try one.view.deadlines(until: try date("2026-04-30")).first)
        #expect(row.due == "2026-04-05" && !row.isDone && row.fields["due"] == "2026-06-01")
        #expect(row.conflicts == ["due": 2, "done": 2])
    }

    @Test(arguments: [
        ("status", Value.code("due"), false), ("status", .code("late"), false), ("status", .code("fulfilled"), true),
        ("status", .code("waived"), true), ("status", .nothing, false), ("answered_on", .nothing, false), ("done", .flag(true), false),
    ])
    func `a kind says which codes and fields end its deadline`(field: String, value: Value, isOver: Bool) throws {
        var clinic = try TestClinic()
        let due = Value.date(try date("2026-04-10"))
        try clinic.create("obligation", ["act": .text("Pay"), "due": due, field: value])
        try clinic.create("obligation", ["act": .text("Leave"), "due": due, "answered_on": due])
        let acts = try clinic.view.deadlines().map { $0.values["act"]?.json.textValue }
        #expect(acts == (isOver ? [] : ["Pay"]))
        #expect(try clinic.view.deadlines(includeDone: true).map(\.isDone) == [isOver, true])
    }

    @Test func `what only takes place leaves the list once its day has passed, a month once its last day has`() throws {
        var clinic = try TestClinic()
        for day in ["2026-04-10", "2026-04-20~", "2026-04", "2026-05"] {
            try clinic.create("session", ["next_on": .date(try date(day))])
        }
        func due(_ today: String?, all: Bool = false) throws -> [String?] {
            try clinic.view.deadlines(includeDone: all, today: today.map(date)).map(\.due)
        }
        #expect(try due(nil) == ["2026-04", "2026-04-10", "2026-04-20", "2026-05"])
        #expect(try due("2026-04-10") == ["2026-04", "2026-04-10", "2026-04-20", "2026-05"])
        #expect(try due("2026-04-11") == ["2026-04", "2026-04-20", "2026-05"])
        #expect(try due("2026-04-30") == ["2026-04", "2026-05"])
        #expect(try due("2026-05-01") == ["2026-05"])
        #expect(try due("2026-06-01") == [])
        #expect(try due("2026-06-01", all: true).count == 4)
    }

    @Test func `notes are listed by time with what they are about, and a person has the name of the space`() throws {
        var clinic = try TestClinic()
        let client = try clinic.create("client", ["given_name": .text("Amina")], note: "First.", time: 50)
        let first = try #require(try clinic.view.notes(of: client).first)
        try clinic.save(.note(record: client, field: "notes", text: "Correction.", about: first.operation), time: 40)
        let notes = try clinic.view.notes(of: client)
        #expect(notes.map(\.about) == [first.operation, nil] && notes.map(\.field) == ["notes", "notes"])
        #expect(try clinic.view.record(client)?.noteCount == 2)

        let olena = PersonID.repeating(7)
        try clinic.create("person", ["person": .text("\(olena)"), "name": .text("Olena")])
        var south = try TestClinic(2, space: .south, view: clinic.view)
        try south.create("person", ["person": .text("\(olena)"), "name": .text("Somebody else")], time: 1_900_000_000)
        #expect(try clinic.view.personName(olena, in: .north) == "Olena")
        #expect(try clinic.view.personName(olena, in: .south) == "Somebody else")
        #expect(try clinic.view.personName(.repeating(8)) == nil)
    }

    @Test func `kinds and fields that the catalog does not know are kept and can be in conflict`() throws {
        var one = try TestClinic(1)
        let record = try one.create(
            "later", ["color": .text("red"), "x": .unrecognized(type: 200, bytes: [1])], sets: ["many": [.integer(3)]])
        var two = try TestClinic(2)
        try two.receive(one)
        try one.save(.put(record: record, field: "color", value: .text("blue"), over: nil))
        try two.save(.put(record: record, field: "color", value: .text("green"), over: nil), time: 1_700_000_001)
        try one.receive(two)
        let row = try #require(try one.view.record(record))
        #expect(row.fields == ["color": "green", "x": ["unrecognized": 200, "bytes": "01"], "many": [3]])
        #expect(row.conflicts == ["color": 2] && row.title.isEmpty)
    }

    @Test func `a space that is reset leaves no trace and can be built again`() throws {
        var north = try TestClinic(1)
        let client = try north.create("client", ["given_name": .text("Amina")], note: "a lease")
        var south = try TestClinic(2, space: .south, view: north.view)
        let other = try south.create("client", ["given_name": .text("Amina")], note: "a lease")
        try north.view.reset(.north)
        #expect(try north.view.record(client) == nil)
        #expect(try north.view.search("amina").map(\.record.id) == [other])
        #expect(try north.view.search("lease").map(\.record.id) == [other])
        #expect(try north.view.search("amina lease").map(\.record.id) == [other])
        var state = SpaceState(space: .north)
        for segment in north.segments { try north.view.apply(state.fold(segment), in: .north) }
        #expect(try north.view.search("amina lease").count == 2 && north.view.notes(of: client).count == 1)
    }

    @Test func `nothing that a reset space held is left in the image`() throws {
        var clinic = try TestClinic()
        try clinic.create("client", ["given_name": .text("Canarywood"), "safety_note": .text("Finchfield")], note: "Sparrowtown is near.")
        for index in 0..<50 { try clinic.create("client", ["given_name": .text("Canarywood \(index)")], note: "Sparrowtown \(index)") }
        let canaries = ["Canarywood", "canarywood", "Finchfield", "sparrowtown"].map { Array($0.utf8) }
        let before = try clinic.view.image()
        #expect(canaries.allSatisfy { before.contains($0) })
        try clinic.view.reset(.north)
        let after = try clinic.view.image()
        #expect(canaries.allSatisfy { !after.contains($0) })
    }

    @Test func `changes that do not continue what was applied are refused and change nothing`() throws {
        var clinic = try TestClinic()
        let record = try clinic.create("client", ["given_name": .text("Amina")])
        let stranger = Survivor(
            operation: OperationID(chain: record.chain, sequence: 90, ordinal: 0),
            provenance: Provenance(person: .repeating(9), chain: record.chain, time: 0))
        let change = Change.register(
            record: record, field: "phone", operation: OperationID(chain: record.chain, sequence: 91, ordinal: 0), value: .text("1"),
            survivors: [stranger])
        #expect { try clinic.view.apply([change], in: .north) } throws: { ($0 as? ViewError)?.code == .outOfStep }
        #expect(try clinic.view.record(record)?.fields == ["given_name": "Amina"])
        try clinic.save(.put(record: record, field: "phone", value: .text("2"), over: nil))
        #expect(try clinic.view.record(record)?.fields == ["given_name": "Amina", "phone": "2"])
    }
}

func date(_ text: String) throws -> CalendarDate { try #require(CalendarDate(text)) }
