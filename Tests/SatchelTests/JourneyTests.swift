import Foundation
import Records
import Testing

@testable import satchel

/// A clinic's first days, as the scripts that a trainer would write on the board.
struct JourneyTests {
    private func script(_ world: World, _ steps: [(device: String, command: [String], status: Int32, expected: String)]) throws {
        for step in steps {
            let outcome = try world.run(step.device, step.command)
            let said = steady(outcome.output) + (outcome.talk.isEmpty ? "" : "-- " + steady(outcome.talk))
            #expect(said == step.expected, "\(step.device): satchel \(step.command.joined(separator: " "))")
            #expect(outcome.status == step.status, "\(step.device): satchel \(step.command.joined(separator: " "))")
        }
    }

    @Test func `two laptops and headquarters meet by stick, disagree, settle, and hold the same`() throws {
        let world = try World()
        try world.found()
        try world.join("first", code: "K7Q", person: "Amina")
        try world.join("second", code: "M4T", person: "Бохдан")
        try script(
            world,
            [
                (
                    "first", ["client", "list"], 0,
                    "No clients yet. `satchel client add` writes down the first; `satchel client fields` shows its fields.\n"
                ),
                (
                    "first",
                    [
                        "client", "add", "--set", "given_name=Оксана", "--set", "family_name=Шевчук", "--set", "languages=uk,en",
                        "--set", "birth_date=1986~",
                    ], 0, "Added client <id>.\n"
                ),
                (
                    "first", ["case", "add", "--set", "title=Eviction", "--set", "clients=оксана шевчук", "--set", "status=open"], 0,
                    "Added case K7Q-··-0001-·.\n  <id>\n"
                ),
                (
                    "first", ["task", "add", "--set", "title=Hearing", "--set", "due=2020-03-01", "--set", "case=eviction"], 0,
                    "Added task <id>.\n"
                ),
                (
                    "first", ["case", "list"], 0,
                    """
                    NUMBER         TITLE     STATUS  CHANGED                  RECORD
                    K7Q-··-0001-·  Eviction  Open    <time>  <id>

                    """
                ),
                (
                    "first", ["deadlines"], 0,
                    """
                    KIND  TITLE               DUE                 CHANGED                  RECORD
                    task  Hearing 2020-03-01  2020-03-01 overdue  <time>  <id>

                    """
                ),
                ("first", ["case", "note", "Eviction", "The landlord has no paper."], 0, "Noted on case K7Q-··-0001-·.\n  <id>\n"),
                (
                    "first", ["case", "show", "Eviction"], 0,
                    """
                    case K7Q-··-0001-· in <id>
                      <id>

                    Case number  K7Q-··-0001-·
                    Title        Eviction
                    Clients      Оксана Шевчук [<id>]
                    Status       Open

                    Notes
                      Amina on K7Q, <time>  <id>
                        The landlord has no paper.

                    Refers to it:
                      KIND  TITLE               RECORD
                      task  Hearing 2020-03-01  <id>

                    Written  Amina on K7Q, <time>
                    Changed  Amina on K7Q, <time>

                    """
                ),
                (
                    "first", ["stick", "write", world.stick, "--to", "hq1"], 0,
                    """
                    On the stick, read back and compared: <parcel>, <size>.
                    For HQ1.
                      <id>: 5 entries
                    Next: bring it there and run `satchel stick read`. It counts as delivered when a stick comes back.

                    """
                ),
                (
                    "hq", ["stick", "read", world.stick], 0,
                    """
                    <parcel> from K7Q, <size>: read
                      brought 5 new entries, 3 receipts

                    Taken over:
                      North: 5 entries
                    Heard from K7Q.
                    Next: `satchel stick write`, so that the other side hears that it arrived.

                    """
                ),
                (
                    "hq", ["search", "шевчук"], 0,
                    "KIND    TITLE          CHANGED                  RECORD\nclient  Оксана Шевчук  <time>  <id>\n"
                ),
            ])
        try world.carry(from: "hq", to: "second")
        try world.carry(from: "hq", to: "first")
        let record = try #require(try world.json("hq", ["client", "list"])["records"]?.arrayValue?.first?["record"]?.textValue)
        let unasked = "-- warning: phone_safe: Whether it is safe to call was not asked; until then nobody should.\n"
        try script(
            world,
            [
                ("first", ["client", "edit", record, "--set", "phone=+999 12 34"], 0, "Changed client <id>.\n" + unasked),
                ("second", ["client", "edit", record, "--set", "phone=+999 56 78"], 0, "Changed client <id>.\n" + unasked),
            ])
        try world.carry(from: "first", to: "hq")
        try world.carry(from: "second", to: "hq")
        let side = """
            client <id>  Оксана Шевчук
            Phone (phone) holds 2 values:
              1  +999 12 34   (shown until then)
                 Amina on K7Q, <time>
              2  +999 56 78
                 Бохдан on M4T, <time>
              satchel conflict settle <id> phone --choose N --seen <token>

            """
        try checkConflict(world, record: record, side: side)
        try world.carry(from: "hq", to: "first")
        try world.carry(from: "hq", to: "second")
        let hashes = try ["hq", "first", "second"].map { device in
            try world.json(device, ["status"])["spaces"]?.arrayValue?.first?["stateHash"]?.textValue
        }
        #expect(hashes[0] != nil && Set(hashes).count == 1)
        #expect(try world.json("second", ["client", "show", record])["fields"]?["phone"] == "+999 56 78")
        #expect(try world.run("hq", ["check", "--read-data"]).status == 0)
    }

    /// Which of the two is shown first depends on random identifiers, so the text is compared with the values in the order that there is.
    private func checkConflict(_ world: World, record: String, side: String) throws {
        let conflicts = try world.json("hq", ["conflict", "list"])["conflicts"]?.arrayValue ?? []
        let conflict = try #require(conflicts.first)
        #expect(conflicts.count == 1)
        let values = conflict["values"]?.arrayValue ?? []
        let chosen = try #require(values.first { $0["value"] == "+999 56 78" }?["number"]?.integerValue)
        let inOrder =
            chosen == 2
            ? side
            : side
                .replacing(
                    "1  +999 12 34   (shown until then)\n     Amina on K7Q", with: "1  +999 56 78   (shown until then)\n     Бохдан on M4T"
                )
                .replacing("2  +999 56 78\n     Бохдан on M4T", with: "2  +999 12 34\n     Amina on K7Q")
        let seen = try #require(conflict["seen"]?.textValue)
        try script(
            world,
            [
                ("hq", ["conflict", "list"], 0, inOrder),
                ("hq", ["conflict", "show", record, "phone"], 0, inOrder),
                (
                    "hq", ["client", "edit", record, "--set", "phone=+999 0"], 6,
                    inOrder
                        + "-- error: Nothing was saved: somebody else wrote there too, and the values wait to be settled.\nhint: Settle them with `satchel conflict settle`, then edit.\n"
                ),
                (
                    "hq", ["conflict", "settle", record, "phone", "--choose", "\(chosen)", "--seen", "00000000"], 2,
                    "-- error: This is not a token of this conflict.\nhint: `satchel conflict show` prints the values and their token.\n"
                ),
                (
                    "hq", ["conflict", "settle", record, "phone", "--choose", "\(chosen)"], 2,
                    "-- error: --choose needs --seen with the token that `satchel conflict show RECORD FIELD` prints: a number means a value only as it was shown.\nhint: `satchel conflict settle --help` says what is accepted.\n"
                ),
                (
                    "hq", ["conflict", "settle", record, "phone", "--choose", "\(chosen)", "--seen", seen], 0,
                    "Settled phone of client <id>.\n"
                ),
                ("hq", ["conflict", "list"], 0, "Nothing to settle.\n"),
            ])
    }

    @Test func `a form that was opened before a stick came in overrules only what it had shown`() throws {
        let world = try World()
        try world.found()
        try world.join("first", code: "K7Q", person: "Amina")
        _ = try world.json("hq", ["client", "add", "--set", "given_name=Lea", "--set", "phone=1"])
        try world.carry(from: "hq", to: "first")
        let seen = try #require(try world.json("hq", ["client", "show", "Lea"])["seen"]?.textValue)
        _ = try world.json("first", ["client", "edit", "Lea", "--set", "phone=2"])
        try world.carry(from: "first", to: "hq")
        let late = try world.run("hq", ["client", "edit", "Lea", "--set", "phone=3", "--seen", seen])
        #expect(late.status == 6 && late.output.contains("phone now holds both values"))
        #expect(try world.json("hq", ["client", "show", "Lea"])["conflicts"] == ["phone": 2])
        let other = try world.json("hq", ["case", "add", "--set", "title=x"])
        #expect(
            try world.run("hq", ["case", "edit", try #require(other["number"]?.textValue), "--set", "title=y", "--seen", seen]).status == 2)
    }

    @Test func `without a token an edit and a settlement say what they replaced, who wrote that and when`() throws {
        let world = try World()
        try world.found()
        try world.join("first", code: "K7Q", person: "Amina")
        _ = try world.json("hq", ["client", "add", "--set", "given_name=Lea", "--set", "phone=1", "--set", "phone_safe=yes"])
        try world.carry(from: "hq", to: "first")
        _ = try world.json("first", ["client", "edit", "Lea", "--set", "phone=0550 12"])
        try world.carry(from: "first", to: "hq")
        try script(
            world,
            [
                (
                    "hq", ["client", "edit", "Lea", "--set", "phone=3", "--quiet"], 0,
                    "Changed client <id>.\n-- replaced: phone 0550 12, written by Amina on K7Q, <time>\n"
                )
            ])
        let edited = try world.json("hq", ["client", "edit", "Lea", "--set", "phone=4"])
        let replaced = try #require(edited["replaced"]?.arrayValue)
        #expect(replaced.map { $0["value"] } == ["3"] && replaced.map { $0["author"]?["name"] } == ["Olena"])
        _ = try world.json("first", ["client", "edit", "Lea", "--set", "phone=5"])
        try world.carry(from: "first", to: "hq")
        let settled = try world.run("hq", ["conflict", "settle", "Lea", "phone", "--value", "6"])
        #expect(settled.status == 0)
        #expect(
            Set(steady(settled.talk).split(separator: "\n")) == [
                "replaced: phone 4, written by Olena on HQ1, <time>", "replaced: phone 5, written by Amina on K7Q, <time>",
            ])
        let seen = try #require(try world.json("hq", ["client", "show", "Lea"])["seen"]?.textValue)
        #expect(try world.run("hq", ["client", "edit", "Lea", "--set", "phone=7", "--seen", seen]).talk.isEmpty)
    }

    @Test func `documents go in, are verified, and come out as they were`() throws {
        let world = try World()
        try world.found()
        let content = String(repeating: "lease, page 1\n", count: 5000)
        try world.folder.write("work/lease.txt", content)
        let record = try #require(
            try world.json("hq", ["document", "add", "--set", "type=lease", "--set", "title=Lease"])["record"]?.textValue)
        let file = try world.json("hq", ["document", "attach", record, "lease.txt"])["file"]
        #expect(file?["size"] == .integer(Int64(content.utf8.count)) && file?["name"] == "lease.txt")
        #expect(try world.json("hq", ["document", "verify", record])["documents"]?.arrayValue?.map { $0["state"] } == ["intact"])
        #expect(try world.run("hq", ["document", "extract", record, "out.txt"]).status == 0)
        #expect(try String(contentsOfFile: world.folder.path + "/work/out.txt", encoding: .utf8) == content)
        #expect(try world.run("hq", ["document", "extract", record, "out.txt"]).status == 2)
        #expect(try world.run("hq", ["document", "extract", record, "out.txt", "--overwrite"]).status == 0)
    }

    @Test func `an export holds every record, a line each, and a file of it is for its owner only`() throws {
        let world = try World()
        try world.found()
        for name in ["Ana", "Bo"] { _ = try world.json("hq", ["client", "add", "--set", "given_name=\(name)"]) }
        let inside = ["--purpose", "internal", "--reason", "a copy for the safe"]
        let lines = try world.run("hq", ["export", "--kind", "client"] + inside).output.split(separator: "\n")
        let names = try lines.map { try JSONValue(parsing: Array($0.utf8))["fields"]?["given_name"]?.textValue }
        #expect(Set(names) == ["Ana", "Bo"])
        #expect(try world.run("hq", ["export", "--out", "all.jsonl"] + inside).status == 0)
        let attributes = try FileManager.default.attributesOfItem(atPath: world.folder.path + "/work/all.jsonl")
        #expect((attributes[.posixPermissions] as? Int) == 0o600)
        #expect(try world.run("hq", ["export", "--out", "all.jsonl"] + inside).status == 2)
        #expect(try world.run("hq", ["export", "--out", "all.jsonl", "--force"] + inside).status == 0)
        #expect(try world.run("hq", ["export", "--out", "other.jsonl"]).status == 2)
        #expect(try world.json("hq", ["disclosure", "list"])["total"] == 3)
    }
}
