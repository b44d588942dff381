import Calendars
import Foundation
import Records
import Testing

@testable import Reports

struct SheetTests {
    static let every = Office.library.definitions.flatMap { sheet in Office.library.languages.map { (sheet.name, $0) } }

    @Test func `the sheets that a clinic needs are there, in four languages`() {
        #expect(
            Office.library.definitions.map(\.name) == ["intake", "consent", "power_of_attorney", "settlement", "referral", "custody"])
        #expect(Office.library.languages == ["ar", "en", "fr", "uk"])
    }

    @Test(arguments: every)
    func `a sheet is one file in its language and direction that loads and runs nothing`(sheet: String, language: String) throws {
        for blank in [true, false] {
            let page = try Office.library.page(try Office.model(sheet, language, blank: blank), paper: .a4)
            #expect(page.hasPrefix("<!DOCTYPE html>\n<html lang=\"\(language)\" dir=\"\(language == "ar" ? "rtl" : "ltr")\">"))
            #expect(page.contains("default-src 'none'") && page.contains("size: A4"))
            #expect(!page.contains("{{") && !page.contains("<script") && !page.contains("http:") && !page.contains("https:"))
            #expect(page.contains("<svg class=\"code\"") == !blank)
            #expect(page.contains(Office.number) == !blank)
        }
    }

    @Test func `values stand where they belong, and what is not known stays to be written`() throws {
        let person = try #require(try Office.model("intake").parts["person"])
        #expect(person.heading == "The client")
        #expect(person.cells.first { $0.label == "Given name" }?.value == "مريم")
        #expect(person.cells.first { $0.label.hasPrefix("Date of birth") || $0.label.hasPrefix("Birth") }?.value == "about 1986")
        let father = try #require(person.cells.first { $0.label.contains("ather") })
        #expect(father.value == nil && father.lineCount > 0)
    }

    @Test func `a set of codes is shown as boxes, with those ticked that were chosen`() throws {
        let purposes = try #require(try Office.model("consent").parts["purposes"]?.cells.first)
        #expect(purposes.ticks.filter(\.isTicked).map(\.label) == ["Giving legal help", "Referral to another service"])
        #expect(purposes.ticks.count == Office.catalog.vocabulary("consent_purpose")?.current.count)
        let blank = try #require(try Office.model("consent", blank: true).parts["purposes"]?.cells.first)
        #expect(blank.ticks.count == purposes.ticks.count && !blank.ticks.contains(where: \.isTicked))
    }

    @Test func `a record that others refer to goes by its title, and one that is not here by nothing`() throws {
        let cells = try #require(try Office.model("consent").parts["recipients"]?.cells)
        #expect(cells.contains { $0.value == "Partner <Court>" })
        var source = Office.source
        source.titles = [:]
        let model = try Office.library.model(
            try Office.library.definition("consent"), source: source, catalog: Office.catalog, language: "en")
        #expect(model.parts["recipients"]?.cells.contains { $0.value != nil } == false)
    }

    @Test func `what is withheld stays empty, as a line to write on`() throws {
        var source = Office.source
        source.withhold(["given_name", "address"])
        let model = try Office.library.model(
            try Office.library.definition("intake"), source: source, catalog: Office.catalog, language: "en")
        let page = try Office.library.page(model, paper: .a4)
        #expect(!page.contains("مريم") && !page.contains("Block 4") && page.contains("Haddad"))
    }

    @Test func `a field with several values says so on paper`() throws {
        let cells = try #require(try Office.model("intake").parts["person"]?.cells)
        #expect(cells.filter { $0.remark != nil }.map(\.remark) == ["Several values wait to be settled: 2"])
    }

    @Test func `words from records are escaped and isolated`() throws {
        let page = try Office.library.page(try Office.model("intake"), paper: .letter)
        #expect(page.contains("<bdi class=\"value\">O’Brien &amp; &lt;b&gt;Haddad&lt;/b&gt;</bdi>"))
        #expect(!page.contains("<b>Haddad"))
        #expect(page.contains("size: letter"))
    }

    @Test func `a table has a row for every record and room for one more, and says what did not fit`() throws {
        let chain = try #require(try Office.model("custody").parts["chain"]?.table)
        #expect(chain.rows.count == 10 && chain.remark == nil)
        var source = Office.source
        source.rows["custody_event"] = (0..<UInt64(SheetModel.rowsMax + 1)).map {
            Office.row("custody_event", 100 + $0, ["event": "received", "on": "2026-05-03"])
        }
        let long = try Office.library.model(
            try Office.library.definition("custody"), source: source, catalog: Office.catalog, language: "en")
        #expect(long.parts["chain"]?.table?.rows.count == SheetModel.rowsMax + 1)
        #expect(long.parts["chain"]?.table?.remark != nil)
        #expect(try Office.library.page(long, paper: .a4).contains("More entries than fit here"))
    }

    @Test func `the fingerprint of a scan can be compared by eye`() throws {
        let cell = try #require(try Office.model("custody").parts["paper"]?.cells.first { $0.print != nil })
        #expect(cell.value == "scan.png")
        #expect(cell.print == [String](repeating: "0123abcd", count: 8).joined(separator: " "))
    }

    @Test(arguments: [("en", "3 May 2026"), ("fr", "3 mai 2026"), ("uk", "3 травня 2026")])
    func `dates are written as the language writes them`(language: String, text: String) {
        #expect(SheetDates(language: language, calendar: nil).text(CalendarDate("2026-05-03")!) == text)
    }

    @Test func `a second calendar stands beside the date`() {
        let text = SheetDates(language: "en", calendar: .persian).text(CalendarDate("2026-03-21")!)
        #expect(text == "21 March 2026 (1 Farvardin 1405)")
    }

    @Test func `kinds that an organisation has taken out leave no hole`() throws {
        let catalog = try SchemaCatalog(
            files: Office.files.filter { $0.key.hasPrefix("vocabularies/") || $0.key.contains("person.") })
        let model = try Office.library.model(
            try Office.library.definition("intake"), source: nil, catalog: catalog, language: "en")
        #expect(model.parts["person"]?.cells == [])
        #expect(try Office.library.page(model, paper: .a4).contains("Intake sheet"))
    }

    @Test func `a language without sheets and a sheet that is not there are refused in words`() throws {
        #expect { _ = try Office.model("intake", "xx") } throws: { ($0 as? SheetError)?.code == .unknownLanguage }
        #expect { _ = try Office.library.definition("passport") } throws: { ($0 as? SheetError)?.code == .unknownSheet }
    }

    @Test func `a case number as QR code has a quiet zone and dark corners`() throws {
        let code = try #require(QRSymbol(Office.number))
        // Version 1 or 2 and four modules on each side.
        #expect([21 + 8, 25 + 8].contains(code.size))
        #expect(code.path.hasPrefix("M4 4h7v1h-7z"))
        #expect(code.path.allSatisfy { "Mhvz-0123456789 ".contains($0) })
        #expect(QRSymbol("") == nil && QRSymbol("a\0b") == nil && QRSymbol(String(repeating: "a", count: 129)) == nil)
    }
}
