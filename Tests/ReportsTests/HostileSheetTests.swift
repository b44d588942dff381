import Records
import Testing
import Trials

@testable import Reports

/// Templates from a folder that somebody else filled.
struct HostileSheetTests {
    private func fault(_ replacements: [String: [UInt8]]) -> String? {
        do throws(SheetError) {
            _ = try SheetLibrary(files: Office.files, replacements: replacements)
            return nil
        } catch {
            return error.code == .brokenSheets ? error.message : "another code: \(error.code)"
        }
    }

    private func fault(_ template: String) -> String? { fault(["intake.mustache": Array(template.utf8)]) }

    @Test func `a sheet of one's own says for what it leaves, or that it stays`() {
        func sheets(_ purpose: String) -> [UInt8] {
            Array(#"{"sheets":[{"name":"intake","about":["case"],\#(purpose)"parts":[{"name":"person","of":"client"}]}]}"#.utf8)
        }
        for wrong in ["", #""purpose":"","#, #""purpose":1,"#, #""purpose":false,"#] {
            let message = fault(["sheets.json": sheets(wrong)])
            #expect(message?.contains("purpose is missing") == true && message?.contains("or null") == true, "\(wrong)")
        }
        for right in [#""purpose":null,"#, #""purpose":"referral","#] {
            #expect(fault(["sheets.json": sheets(right)])?.contains("purpose") != true)
        }
    }

    @Test func `a template of one's own takes the place of the built-in one`() throws {
        let library = try SheetLibrary(
            files: Office.files,
            replacements: [
                "intake.mustache": Array(
                    "{{! ours }}<h1>{{title}}</h1><img alt=\"\" src=\"data:image/png;base64,AAAA\">{{>signatures}}".utf8),
                "strings.json": Array(#"{"strings":{"sheet_intake":{"en":"Our intake","es":"Ficha"}}}"#.utf8),
            ])
        let model = try library.model(try library.definition("intake"), source: nil, catalog: Office.catalog, language: "en")
        #expect(try library.page(model, paper: .a4).contains("<h1>Our intake</h1>"))
        #expect(library.languages.contains("es"))
    }

    @Test(arguments: [
        ("{{{title}}}", "tag"), ("{{&title}}", "tag"), ("{{=<% %>=}}", "tag"), ("{{% CONTENT_TYPE: TEXT}}", "tag"),
        ("{{<page}}{{/page}}", "tag"),
        ("{{>*title}}", "tag"), ("{{uppercased(title)}}", "tag"), ("{{#title}}", "not closed"), ("{{title", "not closed"),
        ("{{/title}}", "not open"), ("{{#a}}{{/b}}", "not open"), ("{{>nowhere}}", "missing"), ("{{>intake}}", "back to itself"),
        ("<script>alert(1)</script>", "element"), ("<SCRIPT src=x></SCRIPT>", "element"),
        ("<iframe src=\"data:text/html,x\"></iframe>", "element"),
        ("<link rel=stylesheet href=x>", "element"), ("<meta http-equiv=refresh>", "element"), ("<base href=x>", "element"),
        ("<style>@import 'x'</style>", "element"), ("<form action=x></form>", "element"), ("<object data=x></object>", "element"),
        ("<p onclick=\"x\">", "runs"), ("<p/onmouseover=x>", "runs"), ("<svg onload=x></svg>", "runs"),
        ("<img src=\"https://example.org/a.png\">", "image"),
        ("<img src=data:image/svg+xml;base64,AAAA>", "image"), ("<p style=\"background:url(x)\">", "loads"),
        ("<svg><path xlink:href=\"x\"/></svg>", "elsewhere"),
        ("<!-- x -->", "comment"), ("<!DOCTYPE html>", "comment"),
    ])
    func `a template that could do more than stand there is refused, and the reason said`(template: String, reason: String) {
        #expect(fault(template)?.contains(reason) == true, "\(template): \(fault(template) ?? "accepted")")
    }

    @Test func `the frame of the page, which keeps scripts out, cannot be replaced`() {
        #expect(fault(["page.mustache": Array("{{{body}}}".utf8)])?.contains("frame") == true)
    }

    @Test func `a template one byte too long, or not UTF-8, is refused`() {
        #expect(fault(String(repeating: "a", count: SheetTemplate.bytesMax)) == nil)
        #expect(fault(String(repeating: "a", count: SheetTemplate.bytesMax + 1))?.contains("64 KiB") == true)
        #expect(fault(["intake.mustache": [0xFF, 0xFE]])?.contains("UTF-8") == true)
        #expect(fault(["strings.json": [UInt8](repeating: 32, count: SheetLibrary.fileBytesMax + 1)])?.contains("256 KiB") == true)
    }

    @Test func `sections one too deep are refused, also over partials`() {
        let deep = SheetTemplate.depthMax
        func nested(_ depth: Int, _ inner: String = "") -> String {
            (0..<depth).map { "{{#s\($0)}}" }.joined() + inner + (0..<depth).reversed().map { "{{/s\($0)}}" }.joined()
        }
        #expect(fault(nested(deep)) == nil)
        #expect(fault(nested(deep + 1))?.contains("deep") == true)
        #expect(
            fault(["intake.mustache": Array(nested(deep, "{{>more}}").utf8), "more.mustache": Array(nested(1).utf8)])?.contains("deep")
                == true)
        #expect(fault(nested(2_000))?.contains("deep") == true)
    }

    @Test func `a template that repeats lists within lists is refused before it fills the memory`() throws {
        let bomb =
            "{{#part.steps}}{{#table}}{{#rows}}{{#rows}}{{#rows}}{{#rows}}{{#rows}}" + String(repeating: "a", count: 60_000)
            + "{{/rows}}{{/rows}}{{/rows}}{{/rows}}{{/rows}}{{/table}}{{/part.steps}}"
        let library = try SheetLibrary(files: Office.files, replacements: ["intake.mustache": Array(bomb.utf8)])
        var source = Office.source
        source.rows["task"] = (0..<40).map { Office.row("task", 200 + $0, ["title": "x"]) }
        let model = try library.model(try library.definition("intake"), source: source, catalog: Office.catalog, language: "en")
        #expect { _ = try library.page(model, paper: .a4) } throws: { ($0 as? SheetError)?.code == .tooLarge }
    }

    @Test(arguments: [
        "{", "[]", #"{"sheets":[]}"#, #"{"sheets":[{"name":"Intake"}]}"#, #"{"sheets":[{"name":"intake","about":["case"],"parts":[]}]}"#,
        #"{"sheets":[{"name":"intake","about":["case"],"parts":[{"name":"a","cells":["x:5"]}]}]}"#,
        #"{"sheets":[{"name":"intake","about":["case"],"parts":[{"name":"a","rows":41}]}]}"#,
        #"{"sheets":[{"name":"other","about":["case"],"parts":[{"name":"a"}]}]}"#,
    ])
    func `a definition with faults is refused, and its file named`(text: String) {
        #expect(
            fault(["sheets.json": Array(text.utf8)])?.contains("sheets.json") == true
                || fault(["sheets.json": Array(text.utf8)])?.contains("other.mustache") == true)
    }

    @Test(arguments: 0..<80 as Range<UInt64>)
    func `a mutated template is accepted or refused, and never harms`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let names = ["head", "part", "cell", "box", "signatures", "intake"]
        let name = names[Int(random.next() % 6)]
        var template = try #require(Office.files["sheets/\(name).mustache"])
        let pieces = ["{", "}", "{{", "}}", "{{#", "{{/", "{{>", "<", ">", "\"", "\u{0}", "{{{", "\n", "&", "{{.}}", "é"].map {
            Array($0.utf8)
        }
        for _ in 0..<Int.random(in: 1...6, using: &random) {
            let place = Int.random(in: 0..<template.count, using: &random)
            if Bool.random(using: &random) {
                template.remove(at: place)
            } else {
                template.insert(contentsOf: pieces.randomElement(using: &random) ?? [], at: place)
            }
        }
        guard let library = try? SheetLibrary(files: Office.files, replacements: [name + ".mustache": template]) else {
            return
        }
        let model = try library.model(try library.definition("intake"), source: Office.source, catalog: Office.catalog, language: "en")
        let page = try library.page(model, paper: .a4)
        #expect(page.contains("default-src 'none'") && !page.contains("<b>Haddad"), "seed \(seed)")
    }
}
