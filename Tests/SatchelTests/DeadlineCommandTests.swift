import Foundation
import Records
import Testing

@testable import satchel

/// Limitation periods, tasks and calendars as somebody types them.
struct DeadlineCommandTests {
    private func world() throws -> World {
        let world = try World()
        try world.found()
        _ = try world.json("hq", ["case", "add", "--set", "title=Eviction"])
        return world
    }

    private func records(_ json: JSONValue) -> [String] { (json["records"]?.arrayValue ?? []).compactMap { $0["title"]?.textValue } }

    @Test func `a limitation period is computed step by step, and written only when somebody says yes`() throws {
        let world = try world()
        let limit = ["task", "limit", "eviction", "--rule", "zz_appeal_30_days", "--from", "2026-07-15"]
        let shown = try world.run("hq", limit + ["--dry-run"])
        #expect(
            shown.output == """
                Appeal against a judgment: 30 days (ZZ)
                  Invented: Code of Procedure of ZZ, article 212.
                  Day the decision was served: 2026-07-15
                  The day of the event does not count: the period begins on 2026-07-16.
                  30 days end on 2026-08-14.
                  31 suspended days did not count: the period ends on 2026-09-14.
                Last day: 2026-09-14, a Monday.
                ! The rule is a draft that no practising lawyer has confirmed.
                Nothing was written.

                """)
        let unasked = try world.run("hq", limit)
        #expect(unasked.status == 2 && unasked.talk.contains("--yes"))
        #expect(try records(world.json("hq", ["task", "list"])).isEmpty)
        let written = try world.json("hq", limit + ["--yes", "--remind-days", "10"])
        #expect(written["due"] == "2026-09-14" && written["steps"]?.arrayValue?.count == 3)
        let task = try world.json("hq", ["task", "show", try #require(written["record"]?.textValue)])
        #expect(task["fields"]?["kind"] == "limitation_period" && task["fields"]?["rule"] == "zz_appeal_30_days")
        #expect(task["fields"]?["starts_on"] == "2026-07-15" && task["fields"]?["remind_days"] == 10)
        #expect(task["fields"]?["basis"]?.textValue?.contains("31 suspended days") == true)
    }

    @Test func `a start that is not known to the day gives the earliest deadline, and the task says so`() throws {
        let world = try world()
        let written = try world.json(
            "hq", ["task", "limit", "eviction", "--rule", "generic_1_month", "--from", "2026-02", "--yes"])
        #expect(written["due"] == "2026-03-02" && written["start"] == "2026-02-01")
        let task = try world.json("hq", ["task", "show", try #require(written["record"]?.textValue)])
        #expect(task["fields"]?["starts_on"] == "2026-02")
        #expect(task["fields"]?["basis"]?.textValue?.contains("earliest possible deadline") == true)
    }

    @Test(arguments: [
        (["--rule", "zz_apeal_30_days", "--from", "2026-07-15"], "Did you mean zz_appeal_30_days?"),
        (["--rule", "zz_appeal_30_days", "--from", "soon"], "Write 2026-05-03"),
        (["--rule", "zz_appeal_30_days", "--from", "9999-12-20"], "Check the date"),
    ])
    func `what cannot be computed says what would be accepted`(options: [String], hint: String) throws {
        let outcome = try world().run("hq", ["task", "limit", "eviction", "--dry-run"] + options)
        #expect(outcome.status == 2 && outcome.talk.contains(hint), "\(outcome.talk)")
    }

    @Test func `deadlines are listed by how they stand, with the time there and here`() throws {
        let world = try world()
        let hearing = ["task", "add", "--set", "title=Hearing", "--set", "due=2020-03-01", "--set", "due_time=14:00"]
        _ = try world.json("hq", hearing + ["--set", "time_zone=Asia/Kabul"])
        _ = try world.json("hq", ["task", "add", "--set", "title=Appeal", "--set", "due=9000-01-02", "--set", "remind_on=2020-01-01"])
        let all = try world.run("hq", ["deadlines"])
        #expect(all.output.contains("2020-03-01 14:00 Asia/Kabul (09:30 here) overdue"), "\(all.output)")
        #expect(try records(world.json("hq", ["deadlines", "--overdue"])) == ["Hearing 2020-03-01"])
        #expect(try records(world.json("hq", ["deadlines", "--week"])).isEmpty)
        #expect(try records(world.json("hq", ["deadlines", "--remind"])) == ["Hearing 2020-03-01", "Appeal 9000-01-02"])
        #expect(try records(world.json("hq", ["deadlines", "--today", "--overdue"])) == ["Hearing 2020-03-01"])
    }

    @Test func `a task that is done leaves the list, and comes back when it was not after all`() throws {
        let world = try world()
        _ = try world.json("hq", ["task", "add", "--set", "title=Hearing", "--set", "due=2020-03-01"])
        let done = try world.json("hq", ["task", "done", "Hearing 2020-03-01", "--by", "Amal", "--on", "2020-02-28"])
        #expect(try records(world.json("hq", ["deadlines"])).isEmpty)
        _ = try world.json("hq", ["task", "reopen", "hearing"])
        #expect(try records(world.json("hq", ["deadlines"])) == ["Hearing 2020-03-01"])
        let fields = try world.json("hq", ["task", "show", "hearing"])["fields"]
        #expect(fields?["done"] == false && (fields?["done_by"] ?? .null).isNull)
        // What was said stays in the history.
        let record = try #require(done["record"]?.textValue)
        #expect(try world.run("hq", ["history", record]).output.contains("Amal"))
    }

    @Test func `a calendar file names nobody, is only its owner's to read, and takes nothing's place`() throws {
        let world = try world()
        _ = try world.json(
            "hq",
            [
                "task", "add", "--set", "title=Hearing of Amina", "--set", "kind=hearing", "--set", "due=2026-05-03", "--set",
                "case=eviction",
            ])
        let file = world.folder.path + "/work/d.ics"
        #expect(try world.json("hq", ["task", "export", "--ics", "d.ics"])["events"] == 1)
        let text = try String(contentsOfFile: file, encoding: .utf8)
        #expect(text.contains("SUMMARY:Hearing · HQ1") && !text.contains("Amina"))
        let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(try world.run("hq", ["task", "export", "--ics", "d.ics"]).talk.contains("There is a file of that name"))
        #expect(try world.json("hq", ["task", "export", "--ics", "e.ics", "--until", "2026-05-02"])["events"] == 0)
    }
}
