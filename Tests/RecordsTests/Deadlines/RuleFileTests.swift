import Records
import Testing

struct RuleFileTests {
    private static let good: JSONValue = [
        "rule": "r", "version": 1, "status": "draft", "jurisdiction": "ZZ", "labels": ["en": "Rule"], "basis": "Act",
        "start_event": ["en": "Event"], "period": ["count": 30, "unit": "days"], "first_day_counts": false, "end_of_month": "last_day",
        "roll": "next_working_day", "weekend": ["friday", "saturday"], "holidays": ["2026": ["2026-01-01"]],
        "suspensions": [["from": "--08-01", "to": "--08-31"], ["from": "2026-01-05", "to": "2026-01-09"]],
        "hard_maximum": ["count": 2, "unit": "years"],
    ]

    private func read(_ changes: [String: JSONValue]) throws -> LimitationRule? {
        let rule = JSONValue.object((Self.good.objectValue ?? [:]).merging(changes) { $1 })
        return try LimitationRules(files: ["rules/r.json": rule.serialized(), "rules/README.md": [], "records/x": []])["r"]
    }

    @Test func `a rule is read as it is written`() throws {
        let rule = try #require(try read([:]))
        #expect(rule.period == LimitationRule.Period(30, .days) && rule.hardMaximum == LimitationRule.Period(2, .years))
        #expect(rule.weekend == [.friday, .saturday] && rule.holidayYears == [2026] && rule.holidays.count == 1)
        #expect(rule.suspensions.count == 2 && rule.suspensions.first == .yearly(from: 801, to: 831))
        #expect(rule.label("en") == "Rule" && !rule.firstDayCounts && rule.roll == .next)
    }

    @Test(
        arguments: [
            ("rule", "other"), ("version", 0), ("status", "final"), ("jurisdiction", "zz"), ("labels", ["fr": "x"]), ("basis", ""),
            ("start_event", [:]), ("period", ["count": 0, "unit": "days"]), ("period", ["count": 1, "unit": "day"]),
            ("period", ["count": 1, "unit": "days", "and": 2]), ("first_day_counts", "no"), ("end_of_month", "clamp"), ("roll", "next"),
            ("weekend", ["Friday"]), ("weekend", ["friday", "friday"]),
            ("weekend", ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]), ("weekend", nil),
            ("holidays", ["2026": ["2027-01-01"]]), ("holidays", ["2026": ["2026-01"]]), ("holidays", ["x": []]), ("holidays", []),
            ("suspensions", [["from": "2026-03-02", "to": "2026-03-01"]]), ("suspensions", [["from": "--02-30", "to": "--03-01"]]),
            ("suspensions", [["from": "--02-01", "to": "2026-03-01"]]), ("suspensions", nil),
            ("hard_maximum", ["count": 5, "unit": "working_days"]), ("hard_maximum", ["count": 500, "unit": "years"]),
            ("suspension", [["from": "--08-01", "to": "--08-31"]]),
        ] as [(String, JSONValue)])
    func `a fault of a rule's file is said, and nothing is guessed`(member: String, value: JSONValue) throws {
        let failure = failure(RecordsError.self) { _ = try read([member: value]) }
        #expect(failure?.code == .brokenSchema)
        #expect(failure?.message.contains("rules/r.json") == true)
    }

    @Test func `all faults of all files are told at once`() throws {
        let failure = failure(RecordsError.self) {
            _ = try LimitationRules(files: ["rules/a.json": Array("{}".utf8), "rules/b.json": Array("[".utf8)])
        }
        #expect(failure?.message.split(separator: "\n").count ?? 0 > 10)
        #expect(failure?.message.contains("rules/a.json") == true && failure?.message.contains("rules/b.json") == true)
    }

    @Test func `the rules that the executable carries are drafts of nobody's law, with words in four languages`() throws {
        let rules = try LimitationRules(files: SchemaCatalog.embeddedFiles).rules
        #expect(rules.count >= 9)
        for rule in rules {
            #expect(rule.status == .draft && rule.jurisdiction == "ZZ", "\(rule.id)")
            #expect(rule.id.hasPrefix("zz_") || rule.id.hasPrefix("generic_"))
            for labels in [rule.labels, rule.startEvent] { #expect(Set(labels.keys) == ["en", "fr", "ar", "uk"], "\(rule.id)") }
            #expect(try rule.deadline(from: Written.date("2026-03-02")).cautions.contains(.draftRule))
        }
    }

    @Test func `a rule that was mistyped is guessed`() throws {
        let rules = try LimitationRules(files: SchemaCatalog.embeddedFiles)
        #expect(rules.nearest("zz_apeal_30_days") == "zz_appeal_30_days")
        #expect(rules["zz_apeal_30_days"] == nil)
    }
}
