import Foundation
import Glibc
import Records
import Testing

@testable import satchel

struct SheetCommandTests {
    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test func `a sheet is filled from a case, in the language that was asked for, into a file for this user alone`() throws {
        let world = try World()
        try world.found()
        _ = try world.json("hq", ["client", "add", "--set", "given_name=مريم", "--set", "birth_date=1986~"])
        let number = try #require(
            try world.json("hq", ["case", "add", "--set", "title=Eviction", "--set", "clients=مريم"])["number"]?.textValue)
        let printed = try world.json(
            "hq", ["sheet", "print", "intake", number, "--out", "intake.html", "--locale", "ar", "--calendar", "persian"])
        #expect(printed["number"]?.textValue == number && printed["language"] == "ar")
        let file = world.folder.path + "/work/intake.html"
        let page = try String(contentsOfFile: file, encoding: .utf8)
        #expect(page.contains("dir=\"rtl\"") && page.contains("مريم") && page.contains(number) && page.contains("<svg class=\"code\""))
        #expect(try mode(file) == 0o600)
        #expect(!FileManager.default.fileExists(atPath: file + ".part"))
        let again = try world.run("hq", ["sheet", "print", "intake", number, "--out", "intake.html"])
        #expect(again.status == 2 && again.talk.hasPrefix("error: There is a file of that name already."))
    }

    @Test func `a sheet that leaves asks consent, withholds, and is written down as having left`() throws {
        let world = try World()
        try world.found()
        _ = try world.json("hq", ["client", "add", "--set", "given_name=Mariam", "--set", "address=Tent 12"])
        let number = try #require(
            try world.json("hq", ["case", "add", "--set", "title=Eviction", "--set", "clients=mariam"])["number"]?.textValue)
        let print = ["sheet", "print", "power_of_attorney", number, "--out", "power.html", "--to", "Court of Homs", "--to-type", "court"]
        let file = world.folder.path + "/work/power.html"
        let unnamed = try world.run("hq", Array(print.prefix(6)))
        #expect(unnamed.status == 2 && unnamed.talk.contains("--to"))
        let refused = try world.run("hq", print)
        #expect(refused.status == 4 && refused.talk.contains("no consent is recorded"), "\(refused.talk)")
        #expect(!FileManager.default.fileExists(atPath: file))
        #expect(try world.json("hq", ["disclosure", "list"])["total"] == 0)
        _ = try world.json(
            "hq", ["consent", "give", "mariam", "--purposes", "court_use", "--recipient-types", "court", "--withhold", "address"])
        _ = try world.json("hq", print)
        let page = try String(contentsOfFile: file, encoding: .utf8)
        #expect(page.contains("Mariam") && !page.contains("Tent 12"))
        let left = try world.json("hq", ["disclosure", "list"])["records"]?.arrayValue?.first?["record"]?.textValue
        let shown = try world.json("hq", ["disclosure", "show", try #require(left)])["fields"]
        #expect(shown?["recipient"] == "Court of Homs" && shown?["purpose"] == "court_use" && shown?["format"] == "paper")
        _ = try world.json("hq", ["consent", "withdraw", "mariam"])
        let late = try world.run("hq", print.map { $0 == "power.html" ? "late.html" : $0 })
        #expect(late.status == 4 && late.talk.contains("withdrawn"))
    }

    @Test func `a blank sheet needs no store`() throws {
        let world = try World()
        for sheet in ["intake", "consent", "power_of_attorney", "settlement", "referral", "custody"] {
            let outcome = try world.run(
                "nobody", ["sheet", "blank", sheet, "--out", sheet + ".html", "--paper", "letter"], passphrase: false)
            #expect(outcome.status == 0, "\(outcome.talk)")
            let page = try String(contentsOfFile: world.folder.path + "/work/\(sheet).html", encoding: .utf8)
            #expect(page.contains("size: letter") && !page.contains("class=\"code\""))
        }
        let list = try world.json("nobody", ["sheet", "list"])
        #expect(list["sheets"]?.arrayValue?.count == 6 && list["languages"] == ["ar", "en", "fr", "uk"])
    }

    @Test func `what cannot be printed is refused in words, and no file is left`() throws {
        let world = try World()
        try world.found()
        _ = try world.json("hq", ["task", "add", "--set", "title=Hearing", "--set", "due=2026-03-01"])
        for (arguments, words) in [
            (["sheet", "blank", "passport"], "There is no such sheet."), (["sheet", "blank", "intake", "--locale", "xx"], "language"),
            (["sheet", "print", "intake", "Hearing 2026-03-01"], "This sheet is about a case or a client"),
            (["sheet", "blank", "intake", "--sheets", "nowhere"], "cannot be read"),
        ] {
            let outcome = try world.run("hq", arguments + ["--out", "no.html"])
            #expect(outcome.status == 2 && outcome.talk.contains(words), "\(arguments): \(outcome.talk)")
            #expect(!FileManager.default.fileExists(atPath: world.folder.path + "/work/no.html"))
        }
    }

    @Test func `a hostile folder of templates is refused with the name of the file`() throws {
        let world = try World()
        try world.folder.makeFolder("work/ours")
        try world.folder.write("work/ours/intake.mustache", "<script>{{title}}</script>")
        let outcome = try world.run("nobody", ["sheet", "blank", "intake", "--sheets", "ours", "--out", "no.html"], passphrase: false)
        #expect(outcome.status == 2 && outcome.talk.contains("intake.mustache: it has an element that sheets do not use: <script>"))
    }

    @Test func `a document has a chain of custody, a thumbnail, and a word on what its name claims`() throws {
        let world = try World()
        try world.found()
        let record = try #require(try world.json("hq", ["document", "add", "--set", "type=photo"])["record"]?.textValue)
        // One grey pixel.
        let png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=="
        try #require(Data(base64Encoded: png)).write(to: URL(filePath: world.folder.path + "/work/scan.pdf"))
        let attached = try world.run("hq", ["document", "attach", record, "scan.pdf"])
        #expect(attached.output.contains("Its name says pdf, and its content is image/png: it is kept as what it is."))
        #expect(
            try world.run("hq", ["document", "custody", record, "--event", "received", "--from", "Mariam", "--to", "Olena"]).status == 0)
        let chain = try world.json("hq", ["document", "custody", record])["custody"]?.arrayValue
        #expect(chain?.map { $0["fields"]?["event"] } == ["scanned", "received"])
        #expect(try world.run("hq", ["document", "custody", record, "--to", "Olena"]).status == 2)
        let thumbnail = try world.json("hq", ["document", "thumbnail", record, "--out", "small.jpg"])
        #expect(thumbnail["width"] == 1 && thumbnail["height"] == 1)
        let file = world.folder.path + "/work/small.jpg"
        #expect(try Data(contentsOf: URL(filePath: file)).starts(with: [0xFF, 0xD8]) && mode(file) == 0o600)
        try world.folder.write("work/words.txt", "words\n")
        let other = try #require(try world.json("hq", ["document", "add", "--set", "type=other"])["record"]?.textValue)
        _ = try world.json("hq", ["document", "attach", other, "words.txt"])
        let refused = try world.run("hq", ["document", "thumbnail", other, "--out", "no.jpg"])
        #expect(refused.status == 2 && refused.talk.contains("neither a JPEG nor a PNG"))
    }
}
