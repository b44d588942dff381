import Records
import Reports

struct SheetTable: Renderable {
    let library: SheetLibrary
    let language: String

    var json: JSONValue {
        [
            "sheets": .array(
                library.definitions.map {
                    [
                        "name": .text($0.name), "title": .text(library.title($0.name, language)),
                        "about": .array($0.about.map(JSONValue.text)), "purpose": $0.purpose.json,
                    ]
                }),
            "languages": .array(library.languages.map(JSONValue.text)),
        ]
    }

    func write(to page: inout Page) {
        var table = Table(["SHEET", "TITLE", "ABOUT"], flexible: 1)
        for sheet in library.definitions {
            table.row(["\(sheet.name)", "\(library.title(sheet.name, language))", "\(sheet.about.joined(separator: ", "))"])
        }
        page.table(table)
        page.line(
            "In \(library.languages.joined(separator: ", ")). `satchel sheet print` fills one, `satchel sheet blank` leaves it empty.")
    }
}

struct SheetView: Renderable {
    let model: SheetModel
    let path: String

    var json: JSONValue {
        ["path": .text(path), "sheet": .text(model.sheet), "language": .text(model.language), "number": model.number.json]
    }

    func write(to page: inout Page) {
        page.line("Wrote \(model.title) to \(path).")
        if model.date != nil { page.line("It lies there in clear: print it, then remove it.") }
    }
}
