import Clinic
import Forms
import Foundation
import Records
import Testing

@testable import WebApp

/// Forms as a browser fills them in, through the server.
struct FormPageTests {
    @Test func `an intake saves a client, a case and a consent at once`() async throws {
        let laptop = try await Laptop()
        try await laptop.serving {
            let visitor = try await laptop.unlocked()
            let page = await visitor.get("/forms/first_contact")
            let answer = await visitor.post(
                "/forms/first_contact",
                Self.form(
                    of: page.body,
                    [
                        "client.given_name": "Оксана", "client.family_name": "Коваль", "client.languages": "uk", "case.title": "Eviction",
                        "consent.purposes": "legal_help",
                    ]))
            #expect(answer.status == 303)
            let path = try #require(answer.field("location"))
            let record = await visitor.get(path)
            #expect(record.body.contains("Eviction") && record.body.contains("Оксана"))
            let clinic = try #require(await laptop.desk.clinic)
            #expect(try await clinic.search("Oksana", kind: "client", space: nil, limit: 5).count == 1)
            #expect(try await clinic.drafts().isEmpty)
        }
    }

    @Test func `what is wrong is said at its field, and everything that was typed is still there`() async throws {
        let laptop = try await Laptop()
        try await laptop.serving {
            let visitor = try await laptop.unlocked()
            let page = await visitor.get("/forms/first_contact")
            let form = Self.form(of: page.body, ["client.given_name": "", "client.birth_date": "31 February", "client.phone": "0550 77"])
            let answer = await visitor.post("/forms/first_contact", form)
            #expect(answer.status == 422)
            #expect(answer.body.contains("It has to be filled in.") && answer.body.contains("This is not a date."))
            #expect(answer.body.contains("value=\"31 February\"") && answer.body.contains("value=\"0550 77\""))
            #expect(answer.body.contains("id=\"f-client-birth_date-problems\""))
            let clinic = try #require(await laptop.desk.clinic)
            #expect(try await clinic.list(ListQuery(kind: "client")).total == 1)
            // And it is kept, should the browser end now.
            let draft = try #require(try await clinic.drafts().first)
            let again = await visitor.get("/drafts/\(draft.id)")
            #expect(again.body.contains("value=\"31 February\"") && again.body.contains("value=\"0550 77\""))
        }
    }

    @Test func `saving twice saves once`() async throws {
        let laptop = try await Laptop()
        try await laptop.serving {
            let visitor = try await laptop.unlocked()
            let page = await visitor.get("/forms/client")
            let form = Self.form(of: page.body, ["client.given_name": "Amal"])
            let first = await visitor.post("/forms/client", form)
            let second = await visitor.post("/forms/client", form)
            #expect(first.status == 303)
            #expect(second.field("location") == first.field("location"))
            let clinic = try #require(await laptop.desk.clinic)
            #expect(try await clinic.list(ListQuery(kind: "client")).total == 2)
        }
    }

    @Test func `an edit overrules nothing that its page had not shown`() async throws {
        let laptop = try await Laptop()
        try await laptop.serving {
            let visitor = try await laptop.unlocked()
            let page = await visitor.get("/records/\(laptop.client)/edit")
            let clinic = try #require(await laptop.desk.clinic)
            _ = try await clinic.save(try await clinic.form(laptop.client), fields: ["phone": "0999 1"])
            let form = Self.form(of: page.body, ["client.phone": "0777 2"])
            #expect(await visitor.post("/records/\(laptop.client)/edit", form).status == 303)
            #expect(try await clinic.detail(laptop.client).conflicts["phone"] == 2)
            #expect(await visitor.get("/records/\(laptop.client)").body.contains("1 of 2"))
        }
    }

    @Test func `an edit that changes nothing writes nothing`() async throws {
        let laptop = try await Laptop()
        try await laptop.serving {
            let visitor = try await laptop.unlocked()
            let clinic = try #require(await laptop.desk.clinic)
            let before = try await clinic.status().spaces.map(\.stateHash)
            let page = await visitor.get("/records/\(laptop.client)/edit")
            #expect(await visitor.post("/records/\(laptop.client)/edit", Self.form(of: page.body, [:])).status == 303)
            #expect(try await clinic.status().spaces.map(\.stateHash) == before)
        }
    }

    @Test func `who may be known is said while the name is typed, in any spelling`() async throws {
        let laptop = try await Laptop()
        try await laptop.serving {
            let visitor = try await laptop.unlocked()
            let page = await visitor.get("/forms/first_contact")
            let form = Self.form(of: page.body, ["client.given_name": "Zenobia", "client.family_name": "Hadad", "action": "refresh"])
            let answer = await visitor.post("/forms/first_contact", form)
            #expect(answer.status == 200)
            #expect(answer.body.contains("May be the same person"))
            #expect(answer.body.contains("/records/\(laptop.client)"))
        }
    }

    @Test func `script in a field is text on every page`() async throws {
        let laptop = try await Laptop()
        try await laptop.serving {
            let visitor = try await laptop.unlocked()
            let clinic = try #require(await laptop.desk.clinic)
            let script = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{t.lock}}"
            let record = try await clinic.add(
                kind: "client", in: laptop.space, fields: ["given_name": .text(script), "family_name": .text(script)]
            ).record
            _ = try await clinic.note(record, field: "notes", text: script)
            for target in ["/", "/lists/client", "/records/\(record)", "/records/\(record)/edit", "/records/\(record)/history"] {
                let answer = await visitor.get(target)
                #expect(answer.status == 200, "\(target)")
                #expect(!answer.body.contains("<script>alert") && !answer.body.contains("<img src=x"), "\(target)")
            }
            let found = await visitor.post("/find", "query=alert")
            #expect(found.body.contains("&lt;script&gt;alert") && !found.body.contains("<script>alert"))
        }
    }

    @Test func `every kind has a form with all that its schema lets people fill in`() async throws {
        let laptop = try await Laptop()
        try await laptop.serving {
            let visitor = try await laptop.unlocked()
            let clinic = try #require(await laptop.desk.clinic)
            for form in clinic.library.forms {
                let answer = await visitor.get("/forms/\(form.name)")
                #expect(answer.status == 200, "\(form.name)")
            }
            for kind in ListsPage.kinds(clinic.catalog) {
                #expect(clinic.library[kind] != nil, "\(kind)")
                #expect(await visitor.get("/lists/\(kind)").status == 200, "\(kind)")
            }
        }
    }

    /// What a browser sends of a page: every input as it stands, with `changes` typed.
    static func form(of page: String, _ changes: [String: String]) -> String {
        var pairs = [(String, String)]()
        for tag in page.matches(of: /<input[^>]*name="([a-z0-9_.]+)"[^>]*>/) {
            let (name, text) = (String(tag.output.1), String(tag.output.0))
            if name == "page_token" { continue }
            if text.contains("type=\"checkbox\""), !text.contains(" checked") { continue }
            if name != "asked", changes[name] != nil { continue }
            pairs.append((name, text.firstMatch(of: /\ value="([^"]*)"/).map { String($0.output.1) } ?? ""))
        }
        for select in page.matches(of: /<select[^>]*name="([a-z0-9_.]+)"[^>]*>(.*?)<\/select>/.dotMatchesNewlines()) {
            let name = String(select.output.1)
            if changes[name] != nil || ["language", "theme", "calendar"].contains(name) { continue }
            pairs.append((name, select.output.2.firstMatch(of: /value="([^"]*)" selected/).map { String($0.output.1) } ?? ""))
        }
        for area in page.matches(of: /<textarea[^>]*name="([a-z0-9_.]+)"[^>]*>\n?(.*?)<\/textarea>/.dotMatchesNewlines())
        where changes[String(area.output.1)] == nil {
            pairs.append((String(area.output.1), String(area.output.2)))
        }
        pairs += changes.map { ($0.key, $0.value) }
        return pairs.map { name, value in
            name + "=" + (value.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")
        }
        .joined(separator: "&")
    }
}
