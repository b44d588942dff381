import Foundation
import Records
import Testing

@testable import satchel

/// Forms from the command line: shown, checked, filled in at a terminal and from a file, released.
struct FormTests {
    private func start(_ world: World, _ arguments: [String], _ terminal: PseudoTerminal) throws -> Executable.Running {
        try Executable.Running(
            arguments + ["--home", world.home("hq"), "--scrypt-log-n", "10", "--passphrase-file", world.folder.path + "/passphrase"],
            home: world.folder.path, directory: world.folder.path, streams: .terminal(path: terminal.path))
    }

    @Test func `forms are listed and shown in the language that is asked for`() throws {
        let world = try World()
        try world.found()
        let list = try world.json("hq", ["form", "list"])
        let names = list["forms"]?.arrayValue?.compactMap { $0["name"]?.textValue } ?? []
        #expect(names.contains("first_contact") && names.contains("obligation"))
        #expect(list["faults"] == [])
        let shown = try world.run("hq", ["form", "show", "first_contact", "--locale", "ar"])
        #expect(shown.status == 0)
        #expect(shown.output.contains("اللقاء الأول") && shown.output.contains("phone is not empty"))
        let unknown = try world.run("hq", ["form", "show", "first_contract"])
        #expect(unknown.status == 2 && unknown.talk.contains("Did you mean first_contact?"))
    }

    @Test func `answers from a file are saved in one entry, and every mistake is listed at its field`() throws {
        let world = try World()
        try world.found()
        let good = try world.folder.write(
            "good.json",
            #"{"client": {"given_name": "Оксана"}, "case": {"title": "Eviction"}, "consent": {"purposes": ["legal_help"]}}"#)
        let saved = try world.json("hq", ["form", "fill", "first_contact", "--answers", good])
        #expect(saved["saved"]?.arrayValue?.compactMap { $0["kind"]?.textValue } == ["client", "case", "consent"])
        let client = try #require(saved["saved"]?.arrayValue?.first?["record"]?.textValue)
        let detail = try world.json("hq", ["case", "show", "Eviction"])
        #expect(String(decoding: detail.serialized(), as: UTF8.self).contains(client), "the case refers to the client")
        let bad = try world.folder.write("bad.json", #"{"client": {"birth_date": "2999", "sex": "femal"}, "case": {"issue": "x"}}"#)
        let refused = try world.run("hq", ["form", "fill", "first_contact", "--answers", bad])
        #expect(refused.status == 2)
        for place in ["client.given_name", "client.birth_date", "client.sex", "case.title", "case.issue"] {
            #expect(refused.talk.contains(place), "\(refused.talk)")
        }
        #expect(try world.json("hq", ["client", "list"])["total"] == 1)
        let none = try world.folder.write("n.json", #"{"klient": {}}"#)
        let nobody = try world.run("hq", ["form", "fill", "first_contact", "--answers", none])
        #expect(nobody.status == 2 && nobody.talk.contains("client, case, consent"))
    }

    @Test func `a form is filled in question by question, with help, back, codes by number and refusals at the field`() throws {
        let world = try World()
        try world.found()
        let form = """
            {"form": "short", "version": 1, "labels": {"en": "Short"}, "records": [{"key": "client", "kind": "client"}],
             "sections": [{"name": "who", "labels": {"en": "Who it is"}, "items": [{"field": "given_name"}, {"field": "birth_date"},
               {"field": "sex"}, {"field": "phone"}, {"field": "phone_safe", "when": "phone is not empty"}]}]}
            """
        try world.folder.makeFolder("schemas")
        try world.folder.makeFolder("schemas/forms")
        try world.folder.write("schemas/forms/short.form.json", form)
        let terminal = try PseudoTerminal()
        let running = try start(world, ["form", "fill", "short", "--schemas", world.folder.path + "/schemas"], terminal)
        // Each waits for more than was on the screen before, or the answer would be typed ahead of its question.
        let codes = "  1 Female\n  2 Male\n  3 Other or intersex\n  4 Not stated\n"
        for (question, answer) in [
            ("Given name *: ", ""), ("in one line.\nGiven name *: ", "Omar"), ("Date of birth: ", "2999"),
            ("in the future.\nDate of birth: ", "1986"), (codes + "Sex: ", "?"), (codes + codes + "Sex: ", "2"), ("Phone: ", "<"),
            ("Sex [Male]: ", ""), ("[Male]: \nPhone: ", "050"), ("Safe to call this number: ", "yes"), ("or < to go back: ", "yes"),
        ] {
            terminal.wait(for: question)
            terminal.type(answer + "\n")
        }
        #expect(terminal.screen.contains("It has to be filled in.") && terminal.screen.contains("warning: "))
        #expect(running.finish().status == 0)
        let shown = try world.json("hq", ["client", "show", "Omar"])
        #expect(shown["fields"]?["sex"] == "male" && shown["fields"]?["phone_safe"] == true && shown["fields"]?["birth_date"] == "1986")
    }

    @Test func `a file is checked without a store, each fault with its place`() throws {
        let world = try World()
        let file = try world.folder.write(
            "a.form.json",
            #"{"form": "a", "version": 1, "labels": {"en": "A"}, "records": [{"key": "case", "kind": "case"}], "sections": [{"name": "s", "labels": {"en": "S"}, "items": [{"field": "title", "when": "statuss = 'open'"}, {"field": "status", "when": "issue = 'nothing_such'"}]}]}"#
        )
        let refused = try world.run("nobody", ["form", "check", file], passphrase: false)
        #expect(refused.status == 2)
        #expect(refused.talk.contains("section s, field title: when: a case has no field statuss; status may have been meant"))
        #expect(refused.talk.contains("the vocabulary legal_issue has no code 'nothing_such'"))
        let good = try world.folder.write(
            "b.form.json",
            #"{"form": "b", "version": 1, "labels": {"en": "B"}, "records": [{"key": "case", "kind": "case"}], "sections": [{"name": "s", "labels": {"en": "S"}, "items": [{"field": "title"}]}]}"#
        )
        #expect(try world.run("nobody", ["form", "check", good], passphrase: false).output == "b is in order: 1 section, 1 item.\n")
    }

    @Test func `a field of the organisation's own goes from headquarters to a laptop and is written there`() throws {
        let world = try World()
        try world.found()
        try world.join("first", code: "K7Q", person: "Amina")
        try world.folder.makeFolder("own")
        try world.folder.makeFolder("own/records")
        try world.folder.write(
            "own/records/client.extension.json",
            #"{ "kind": "client", "properties": { "x_camp": { "type": "string", "maxLength": 40, "x-satchel": { "type": "text", "merge": "review", "pii": false, "search": true, "labels": { "en": "Camp" } } } } }"#
        )
        let released = try world.run("hq", ["form", "release", world.folder.path + "/own"])
        #expect(released.status == 0 && released.output.contains("Released number 1: 1 file"), "\(released.talk)")
        #expect(try world.run("first", ["client", "add", "--set", "given_name=A", "--set", "x_camp=N"]).status == 2)
        try world.carry(from: "hq", to: "first")
        #expect(try world.run("first", ["client", "add", "--set", "given_name=A", "--set", "x_camp=North"]).status == 0)
        #expect(try world.json("first", ["form", "releases"])["releases"]?.arrayValue?.first?["in_force"] == true)
        #expect(try world.run("first", ["form", "release", world.folder.path + "/own"]).status == 4)
    }

    @Test func `rules with a fault, of which none is in force, are said in the status`() throws {
        let world = try World()
        try world.found()
        try world.folder.makeFolder("own")
        try world.folder.makeFolder("own/checks")
        try world.folder.write("own/checks/client.checks.json", #"{ "kind": "client", "version": 1, "checks": [ { "name": "odd" } ] }"#)
        let arguments = ["status", "--schemas", world.folder.path + "/own"]
        let faults = try world.json("hq", arguments)["formFaults"]?.arrayValue?.compactMap(\.textValue) ?? []
        #expect(!faults.isEmpty && faults.allSatisfy { $0.hasPrefix("checks/client.checks.json") })
        #expect(try world.run("hq", arguments).output.contains("! Not in force, for a fault in it: checks/client.checks.json"))
        #expect(try world.json("hq", ["status"])["formFaults"] == [])
    }

    @Test func `forms begin with the place where the device is used`() throws {
        let world = try World()
        try world.found()
        #expect(try world.json("hq", ["form", "place", "@ZZ01 North camp"])["place"] == ["code": "ZZ01", "text": "North camp"])
        let answers = try world.folder.write("a.json", #"{"client": {"given_name": "A"}}"#)
        _ = try world.json("hq", ["form", "fill", "first_contact", "--answers", answers])
        #expect(try world.json("hq", ["client", "show", "A"])["fields"]?["place"] == ["code": "ZZ01", "text": "North camp"])
        #expect(try world.json("hq", ["form", "place", ""])["place"] == .null)
    }
}
