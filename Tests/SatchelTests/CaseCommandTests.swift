import Foundation
import Records
import Testing

@testable import satchel

struct CaseCommandTests {
    private func world() throws -> (World, number: String) {
        let world = try World()
        try world.found()
        _ = try world.json("hq", ["client", "add", "--set", "given_name=Amina"])
        let added = try world.json(
            "hq", ["case", "add", "--set", "title=Eviction of Amina", "--set", "project_code=ICLA-2", "--set", "clients=Amina"])
        return (world, try #require(added["number"]?.textValue))
    }

    @Test func `a case is opened, worked on, closed and reopened, and its status tells how it came to that`() throws {
        let (world, number) = try world()
        let early = try world.run("hq", ["case", "close", number])
        #expect(early.status == 2 && early.talk.contains("has not been opened") && early.talk.contains("Possible is: open."))
        #expect(try world.run("hq", ["case", "open", number, "--on", "2026-01-05"]).status == 0)
        let bare = try world.run("hq", ["case", "close", number])
        #expect(bare.status == 2 && bare.talk.contains("reason") && bare.talk.contains("outcome") && bare.talk.contains("on"))
        #expect(try world.run("hq", ["case", "time", number, "--minutes", "40", "--on", "2026-01-06"]).status == 0)
        #expect(
            try world.run("hq", ["case", "review", number, "--result", "approve_closure", "--findings", "Well done.", "--by", "Olena"])
                .status
                == 0)
        let closing = ["--on", "2026-01-15", "--reason", "court_decision", "--outcome", "She stays."]
        #expect(try world.run("hq", ["case", "close", number] + closing).status == 0)
        let report = try world.json("hq", ["report", "cases", "--from", "2026-01-01", "--to", "2026-01-31"])
        #expect(report["cases"] == 1 && report["closureReasons"]?["court_decision"] == 1 && report["durations"]?["below_1_month"] == 1)
        #expect(report["minutesByProject"]?["ICLA-2"] == 40)
        #expect(try world.run("hq", ["case", "reopen", number, "--on", "2026-02-01"]).status == 0)
        let status = try world.json("hq", ["case", "status", number])
        #expect(status["events"]?.arrayValue?.compactMap { $0["status"]?.textValue } == ["open", "closed", "reopened"])
        #expect(status["possible"] == ["suspend", "close"] && status["minutes"] == 40)
        let page = try world.run("hq", ["case", "status", number]).output
        #expect(page.contains("She stays.") && page.contains("Well done.") && page.contains("written by"))
        let text = try world.run("hq", ["report", "cases", "--from", "2026-01-01", "--to", "2026-01-31"]).output
        #expect(text.contains("2026-01-01 to 2026-01-31: 1 case, from 1 record."))
        #expect(try world.run("hq", ["report", "cases", "--from", "2026-02-01", "--to", "2026-01-31"]).status == 2)
    }

    @Test func `a transfer says first what it comes to, and is done by a script that says yes`() throws {
        let (world, number) = try world()
        #expect(try world.run("hq", ["space", "create", "Coast"]).status == 0)
        let asked = try world.run("hq", ["case", "transfer", number, "--to", "Coast"])
        #expect(asked.status != 0 && asked.talk.contains("--yes"))
        let done = try world.json("hq", ["case", "transfer", number, "--to", "Coast", "--yes"])
        #expect(done["done"] == true && done["to"]?["name"] == "Coast" && done["moved"]?.arrayValue?.count == 2)
        #expect(try world.json("hq", ["case", "list", "--space", "North"])["total"] == 0)
        #expect(try world.json("hq", ["case", "list", "--space", "North", "--moved"])["total"] == 1)
        #expect(try world.json("hq", ["case", "show", number])["space"]?["name"] == "Coast")
        #expect(try world.run("hq", ["case", "edit", number, "--set", "title=On the coast"]).status == 0)
        #expect(try world.run("hq", ["history", number]).output.contains("Eviction of Amina"))
        let again = try world.run("hq", ["case", "transfer", number, "--to", "Coast", "--yes"])
        #expect(again.status == 2 && again.talk.contains("in that space already"))
        let back = try world.run("hq", ["client", "transfer", "Amina", "--to", "North", "--yes"])
        #expect(back.status == 0 && back.output.contains("went from Coast to North"))
        #expect(try world.json("hq", ["case", "show", number])["fields"]?["title"] == "On the coast")
    }
}
