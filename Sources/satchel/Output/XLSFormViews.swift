import Records

struct FormExported: Renderable {
    let form: String
    let questionCount: Int
    let differences: [String]

    var json: JSONValue {
        ["form": .text(form), "rows": .integer(Int64(questionCount)), "differences": .array(differences.map(JSONValue.text))]
    }

    func write(to page: inout Page) {
        page.line("Wrote \(form): \(.counted(questionCount, "row", "rows")) of survey.")
        guard !differences.isEmpty else { return }
        page.heading("Said differently, or not at all:")
        for difference in differences { page.line("  \(difference)") }
    }
}

struct FormImported: Renderable {
    let name: String
    let paths: [String]
    let unmapped: [String]

    var json: JSONValue {
        ["form": .text(name), "files": .array(paths.map(JSONValue.text)), "unmapped": .array(unmapped.map(JSONValue.text))]
    }

    func write(to page: inout Page) {
        page.line("Made the form \(name):")
        for path in paths { page.line("  \(path)") }
        guard !unmapped.isEmpty else { return }
        page.heading("Not mapped:")
        for what in unmapped { page.line("  \(what)") }
    }
}
