import ArgumentParser
import Foundation
import Records
import Testing

@testable import satchel

/// A dispute, a referral and the reports on them, as somebody types them.
struct DisputeCommandTests {
    private func world() throws -> World {
        let world = try World()
        try world.found()
        _ = try world.json("hq", ["case", "add", "--set", "title=Eviction", "--set", "issue=eviction"])
        _ = try world.json("hq", ["dispute", "add", "--set", "title=Rent", "--set", "case=eviction", "--set", "mechanism=court"])
        return world
    }

    @Test func `a dispute goes from its first session to a check that holds`() throws {
        let world = try world()
        _ = try world.json("hq", ["dispute", "session", "rent", "--on", "2026-03-01", "--minutes", "90", "--set", "mode=in_person"])
        let keys = "Karim; returns the keys; 2026-03-12"
        let early = try world.run("hq", ["dispute", "agree", "rent", "--on", "2026-03-13", "--obligation", keys])
        #expect(
            early.talk == """
                error: obligation 1.due: It is due before the agreement was made.
                hint: Accepted: 2026-03-13 or a later day.

                """)
        let agreed = try world.json(
            "hq",
            ["dispute", "agree", "rent", "--on", "2026-03-10", "--obligation", keys, "--obligation", "Karim; pays; 2026-05-01; 300 USD"])
        #expect(agreed["obligations"]?.arrayValue?.count == 2 && agreed["checks"]?.arrayValue?.count == 4)
        _ = try world.json("hq", ["obligation", "fulfil", "Karim returns the keys 2026-03-12", "--on", "2026-03-20"])
        _ = try world.json("hq", ["dispute", "check", "rent", "--result", "holding", "--on", "2026-04-10", "--by", "Amal"])
        let shown = try world.json("hq", ["dispute", "show", "rent"])
        #expect(shown["sessions"]?.arrayValue?.first?["fields"]?["minutes_spent"] == 90)
        #expect(shown["obligations"]?.arrayValue?.map { $0["fields"]?["status"] } == ["fulfilled", "due"])
        #expect(shown["obligations"]?.arrayValue?.last?["fields"]?["amount"] == ["amount": "300", "currency": "USD"])
        #expect(shown["checks"]?.arrayValue?.first?["fields"]?["result"] == "holding")
        #expect(try world.run("hq", ["dispute", "show", "rent"]).output.contains("Follow-up checks"))
        let period = ["--from", "2026-01-01", "--to", "2026-05-31"]
        let own = try world.json("hq", ["report", "disputes"] + period)["tables"]
        #expect(own?["durability"]?["rows"]?.arrayValue?.first?["share_holding"]?["count"] == 1)
        #expect(own?["type"]?["rows"]?.arrayValue?.first?["id"] == "housing")
        #expect(own?["obligations"]?["rows"]?.arrayValue?.map { $0["obligations"] } == [0, 1, 0, 0, 0, 1])
        let published = try world.json("hq", ["report", "disputes", "--publish", "--threshold", "2"] + period)["tables"]
        #expect(published?["durability"]?["rows"]?.arrayValue?.first?["holding"] == "suppressed")
        #expect(published?["mechanism"]?["total"]?["ended"] == "suppressed")
    }

    @Test(arguments: [
        ("Karim", "two to four parts"), ("Karim; pays; soon", "obligation 1.due"), ("Karim; pays; 2026-05-01; much", "obligation 1.amount"),
        ("a; b; 2026-05-01; 3 USD; e", "two to four parts"), ("Karim; ", "act"),
    ])
    func `an obligation that cannot be read says which part`(obligation: String, said: String) throws {
        let outcome = try world().run("hq", ["dispute", "agree", "rent", "--on", "2026-03-10", "--obligation", obligation])
        #expect(outcome.status == 2 && outcome.talk.contains(said), "\(outcome.talk)")
    }

    @Test func `a referral tells what became of it and what is possible now`() throws {
        let world = try world()
        let record = try #require(
            world.json("hq", ["referral", "add", "--set", "service=shelter", "--set", "to_text=Shelter"])["record"]?.textValue)
        let early = try world.run("hq", ["referral", "accept", record])
        #expect(early.status == 2 && early.talk.contains("sent_on has to be filled") && early.talk.contains("Possible now: send, cancel."))
        _ = try world.json("hq", ["referral", "send", record, "--on", "2026-03-01"])
        _ = try world.json("hq", ["referral", "accept", record, "--on", "2026-03-02", "--by", "Desk", "--outcome", "A bed is free."])
        let status = try world.json("hq", ["referral", "status", record])
        #expect(status["status"] == "accepted" && status["possible"] == ["complete", "cancel"])
        #expect(status["events"]?.arrayValue?.map { $0["status"] } == ["pending", "accepted"])
        _ = try world.json("hq", ["referral", "complete", record, "--on", "2026-03-09"])
        #expect(try world.run("hq", ["referral", "status", record]).output.contains("Nothing more can become of it."))
        let report = try world.json("hq", ["report", "feedback", "--from", "2026-03-01", "--to", "2026-03-31"])["tables"]?["referrals"]
        #expect(report?["total"]?["sent"] == 1 && report?["total"]?["completed"] == 1)
    }

    @Test func `people reached are told in full to the clinic, and to others only where they are many`() throws {
        let world = try world()
        _ = try world.json(
            "hq",
            [
                "outreach", "add", "--set", "type=training", "--set", "date=2026-03-01", "--set", "f_18_59=12", "--set", "m_60=2", "--set",
                "m_18_59=20",
            ])
        let period = ["report", "outreach", "--from", "2026-03-01", "--to", "2026-03-31"]
        let own = try world.json("hq", period)["tables"]?["people"]?["rows"]?.arrayValue
        #expect(own?[1]["age_60"] == 2 && own?[1]["all"] == 22)
        let rows = try world.json("hq", period + ["--publish"])["tables"]?["people"]?["rows"]?.arrayValue
        #expect(rows?[1]["age_60"] == "suppressed" && rows?[1]["age_18_59"] == "suppressed")
    }

    @Test(arguments: [
        ["--from", "2026-03", "--to", "2026-03-31"], ["--from", "2026-03-31", "--to", "2026-03-01"],
        ["--from", "2026-03-01", "--to", "2026-03-31", "--threshold", "5"],
        ["--from", "2026-03-01", "--to", "2026-03-31", "--publish", "--threshold", "1"],
        ["--from", "2026-03-01", "--to", "2026-03-31", "--publish", "--threshold", "1001"],
    ])
    func `a report refuses a period that is none and a threshold that hides nothing`(options: [String]) {
        for report in ["disputes", "outreach", "feedback"] {
            #expect(throws: (any Error).self) { try Satchel.parseAsRoot(["report", report] + options) }
        }
    }
}
