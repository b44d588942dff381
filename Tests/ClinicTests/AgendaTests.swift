import Clinic
import Foundation
import Records
import Reports
import Testing

/// Deadlines of every kind, and what calendars are told of them.
struct AgendaTests {
    private let utc = TimeZoneName("UTC")!

    @Test func `every kind with a deadline is on the list, soonest first, and tells its case`() async throws {
        let field = try await Field("K7Q")
        let laptop = field["K7Q"]
        let space = field.space
        let client = try await field.addClient("Amina", on: "K7Q")
        let legalCase = try await laptop.add(
            kind: "case", in: space, fields: ["title": "Eviction", "clients": [.text(client.description)]])
        let link = JSONValue.text(legalCase.record.description)
        let dispute = JSONValue.text(
            try await laptop.add(kind: "dispute", in: space, fields: ["title": "Rent", "case": link]).record.description)
        let kinds = laptop.catalog.kinds.filter { $0.deadline != nil }
        #expect(kinds.count >= 6)
        // As few fields as each kind wants, and its deadline.
        let needed: [String: JSONValue] = [
            "title": "Hearing", "case": link, "dispute": dispute, "act": "pays", "months": 1, "service": "shelter", "date": "2026-01-01",
            "on": "2026-01-01", "type": "complaint",
        ]
        for (index, kind) in kinds.enumerated() {
            var fields = [kind.deadline?.name ?? "": JSONValue.text("2099-0\(9 - index)-01")]
            for field in kind.fields where field.required { fields[field.name] = needed[field.name] }
            if kind["case"] != nil { fields["case"] = link }
            _ = try await laptop.add(kind: kind.name, in: space, fields: fields)
        }
        let agenda = try await laptop.agenda()
        #expect(agenda.map(\.summary.kind) == kinds.map(\.name).reversed())
        #expect(agenda.filter { laptop.catalog[$0.summary.kind]?["case"] != nil }.allSatisfy { $0.caseNumber == legalCase.number })
        #expect(try await laptop.agenda(until: CalendarDate("2099-08-01")).count == kinds.count - 1)
    }

    @Test func `a calendar names no client unless it is told to`() async throws {
        let field = try await Field("K7Q")
        let laptop = field["K7Q"]
        let space = field.space
        let client = try await field.addClient("Amina", on: "K7Q")
        let legalCase = try await laptop.add(
            kind: "case", in: space, fields: ["title": "Amina against Karim", "clients": [.text(client.description)]])
        let task = try await laptop.add(
            kind: "task", in: space,
            fields: [
                "title": "Hearing of Amina", "kind": "hearing", "due": "2026-05-03", "due_time": "14:00", "time_zone": "Asia/Beirut",
                "remind_days": 3, "remind_on": "2026-04-20", "authority": "Court, room 4", "place": "Amina's house",
                "responsible": "Amal", "case": .text(legalCase.record.description),
            ])
        let items = try await laptop.agenda()
        for locale in ["en", "fr", "ar", "uk"] {
            let bytes = CalendarFile.bytes(of: await laptop.calendarEvents(of: items, home: utc, locale: locale))
            let text = String(decoding: bytes, as: UTF8.self).replacing("\r\n ", with: "")
            #expect(!text.contains("Amina") && !text.contains("Amal") && !text.contains("Karim"))
            #expect(text.contains(legalCase.number ?? "?") && text.contains("Court\\, room 4"))
        }
        var job = ExportJob(
            purpose: "internal", recipient: Recipient(name: "the team"), reason: "court week", today: CalendarDate("2026-02-28")!)
        let named = try await laptop.namedCalendarEvents(of: items, home: utc, locale: "en", job: job)
        let event = try #require(named.events.first)
        #expect(named.namedCount == 1 && named.disclosures.count == 1)
        #expect(try await laptop.disclosures(of: client).map { $0.fields["reason"] } == ["court week"])
        #expect(event.details.contains("Hearing of Amina") && event.summary == "Hearing · \(legalCase.number ?? "")")
        #expect(event.uid == task.record.description + "@satchel.invalid")
        // 14:00 in Beirut in summer.
        #expect(event.when == .instant(1_777_806_000) && event.reminderDays == 13)

        // For others only who agreed is named, and nobody of whom a part of the name is withheld.
        job.purpose = "data_sharing"
        let refused = try await laptop.namedCalendarEvents(of: items, home: utc, locale: "en", job: job)
        #expect(refused.namedCount == 0 && refused.unnamedClientCount == 1 && refused.disclosures.isEmpty)
        #expect(refused.events.count == 1 && !refused.events[0].details.contains("Amina"))
        let consent = try await laptop.giveConsent(
            client, fields: ["purposes": ["data_sharing"], "withhold": "given_name"], today: CalendarDate("2026-02-01")!
        ).record
        #expect(try await laptop.namedCalendarEvents(of: items, home: utc, locale: "en", job: job).namedCount == 0)
        _ = try await field.edit(consent, on: "K7Q", ["withhold": "phone"])
        let allowed = try await laptop.namedCalendarEvents(of: items, home: utc, locale: "en", job: job)
        #expect(allowed.namedCount == 1 && allowed.unnamedClientCount == 0 && allowed.events[0].details.contains("Amina"))
        job.reason = " "
        let silent = job
        await #expect(throws: ValidationFailure.self) {
            try await laptop.namedCalendarEvents(of: items, home: self.utc, locale: "en", job: silent)
        }
    }

    @Test func `a zone that is none is refused with the one that may have been meant`() async throws {
        let field = try await Field("K7Q")
        let space = field.space
        let failure = await #expect(throws: ValidationFailure.self) {
            _ = try await field["K7Q"].add(
                kind: "task", in: space, fields: ["title": "x", "due": "2026-05-03", "time_zone": "Asia/Beyrut"])
        }
        #expect(failure?.problems.map(\.code) == [.notATimeZone] && failure?.problems.first?.suggestion == "Asia/Beirut")
    }

    @Test func `rules and workflows of a folder take the place of those carried, and a fault of theirs is told`() async throws {
        let folder = NSTemporaryDirectory() + "satchel-rules-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: folder + "/rules", withIntermediateDirectories: true)
        let path = "rules/generic_30_days.json"
        let carried = String(decoding: try #require(SchemaCatalog.embeddedFiles[path]), as: UTF8.self)
        var options = Clinic.Options(home: folder)
        options.schemaDirectory = folder
        try Data(carried.replacing("\"count\": 30", with: "\"count\": 31").utf8).write(to: URL(filePath: folder + "/" + path))
        #expect(try Clinic.limitationRules(options)["generic_30_days"]?.period == LimitationRule.Period(31, .days))
        #expect(try Clinic.limitationRules(options).rules.count == Clinic.limitationRules(Clinic.Options(home: folder)).rules.count)
        try Data(carried.replacing("\"count\": 30", with: "\"count\": 0").utf8).write(to: URL(filePath: folder + "/" + path))
        #expect(throws: RecordsError.self) { try Clinic.limitationRules(options) }
    }
}
