import Calendars
import Clinic
import Records
import Testing

@testable import WebApp

/// Pages as values, and what they say of a store.
struct PageTests {
    private func visit(_ laptop: Laptop, language: Language = .english, form: FormBody = FormBody()) throws -> Visit {
        let content = try PageContent.embedded.get()
        return Visit(
            method: "GET", path: [], query: [:], form: form, preferences: Preferences(language: language, calendar: .persian),
            words: content.words(language), desk: laptop.desk, now: 1_772_323_200, zone: laptop.application.zone)
    }

    private func open(_ laptop: Laptop) async throws -> Clinic {
        _ = try await laptop.desk.unlock(Laptop.passphrase)
        return try #require(await laptop.desk.clinic)
    }

    @Test func `today puts what is due where it belongs`() async throws {
        let laptop = try await Laptop()
        let clinic = try await open(laptop)
        for (title, due) in [
            ("Late", "2026-02-20"), ("Now", "2026-03-01"), ("Soon", "2026-03-05"), ("Later", "2026-03-14"), ("Far", "2026-06-01"),
        ] {
            _ = try await clinic.add(kind: "task", in: laptop.space, fields: ["title": .text(title), "due": .text(due)])
        }
        let page = try await TodayPage.make(clinic, try visit(laptop))
        #expect(page.groups.map(\.name) == ["overdue", "today", "this_week", "later"])
        #expect(page.groups.map { $0.lines.count } == [1, 1, 1, 1])
        #expect(page.groups[0].lines[0].isOverdue)
        #expect(page.groups[0].lines[0].due == "20 February 2026 (1 Esfand 1404)")
        #expect(page.deliveries.count == 1)
    }

    @Test func `dates and counts are written as the language has it`() async throws {
        let laptop = try await Laptop()
        let clinic = try await open(laptop)
        let values = try visit(laptop, language: .arabic).values(clinic)
        #expect(values.moment(1_772_323_200).contains("٢٠٢٦"))
        #expect(values.words("find_count", count: 2) == "سجلان")
        #expect(values.words("find_count", count: 11) == "١١ سجلًا")
        let about = try #require(CalendarDate("1984~"))
        #expect(try visit(laptop).values(clinic).date(about).hasPrefix("about 1984"))
    }

    @Test func `a correction stands under the note that it is about`() async throws {
        let laptop = try await Laptop()
        let clinic = try await open(laptop)
        _ = try await clinic.note(laptop.client, field: "notes", text: "She is 30.")
        _ = try await clinic.note(laptop.client, field: "notes", text: "Another matter.")
        let first = try #require(try await clinic.detail(laptop.client).notes.first { $0.text == "She is 30." })
        _ = try await clinic.note(laptop.client, field: "notes", text: "She is 31.", about: first.operation)
        let page = try await RecordPage.make(laptop.client, clinic, try visit(laptop))
        let texts = page.notes.map(\.text)
        let place = try #require(texts.firstIndex(of: "She is 30."))
        #expect(texts[place + 1] == "She is 31.")
        #expect(page.notes[place + 1].isAddendum && !page.notes[place].isAddendum)
    }

    @Test func `no title and no address of a page says anything of a client`() async throws {
        let laptop = try await Laptop()
        let clinic = try await open(laptop)
        let visit = try visit(laptop)
        let page = try await RecordPage.make(laptop.client, clinic, visit)
        #expect(page.title(visit.words) == "Client")
        let history = try await HistoryPage.make(laptop.client, clinic, visit)
        #expect(!history.title(visit.words).contains(Laptop.canary))
        #expect(!page.groups.compactMap(\.add).joined().contains(Laptop.canary))
    }

    @Test func `a conflict shows both sides and settles over just those that were shown`() async throws {
        let laptop = try await Laptop()
        try await laptop.serving {
            let visitor = try await laptop.unlocked()
            let clinic = try #require(await laptop.desk.clinic)
            let opened = try await clinic.form(laptop.client)
            _ = try await clinic.save(opened, fields: ["phone": "0111"])
            _ = try await clinic.save(opened, fields: ["phone": "0222"])
            let path = "/records/\(laptop.client)/conflicts/phone"
            let page = await visitor.get(path)
            #expect(page.body.contains("0111") && page.body.contains("0222") && page.body.contains("0550 12"))
            let seen = try #require(page.body.firstMatch(of: /name="seen" value="([^"]+)"/)).output.1
            _ = try await clinic.save(opened, fields: ["phone": "0333"])
            let settled = await visitor.post(path, "seen=\(seen)&choice=0")
            #expect(settled.field("location") == path, "another value had come in, so it is asked again")
            #expect(try await clinic.detail(laptop.client).conflicts["phone"] == 2)
            let next = await visitor.get(path)
            let now = try #require(next.body.firstMatch(of: /name="seen" value="([^"]+)"/)).output.1
            #expect(await visitor.post(path, "seen=\(now)&choice=other&other=0444").field("location") == "/conflicts")
            #expect(try await clinic.detail(laptop.client).fields["phone"] == "0444")
        }
    }

    @Test func `drafts are a person's own, newest first, and no more than there may be`() async throws {
        let laptop = try await Laptop()
        let clinic = try await open(laptop)
        for number in 0..<(Clinic.draftsMax + 3) {
            try await clinic.keepDraft(
                FormDraftNote(id: "draft\(number)", form: "client", record: nil, time: Int64(number), answers: ["a": ["\(number)"]]))
        }
        let drafts = try await clinic.drafts()
        #expect(drafts.count == Clinic.draftsMax)
        #expect(drafts.first?.id == "draft\(Clinic.draftsMax + 2)")
        try await clinic.dropDraft("draft5")
        #expect(try await clinic.drafts().count == Clinic.draftsMax - 1)
        try await clinic.close()
        // They are there after a crash, and sealed: nothing of them stands in a file in clear.
        let files = try FileSearch.files(under: laptop.root, containing: "draft1")
        #expect(files == [])
    }
}
