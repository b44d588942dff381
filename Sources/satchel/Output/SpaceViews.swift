import Clinic
import Records

struct SpaceCreated: Renderable {
    let row: SpaceRow

    var json: JSONValue { row.json }

    func write(to page: inout Page) {
        page.line("Made the caseload \(row.phrase).")
        page.line("  \(words: row.id.description)")
        page.line("`satchel device approve` and `satchel device grant` give it to laptops.")
    }
}

struct SpaceTable: Renderable {
    let spaces: [SpaceRow]

    var json: JSONValue { ["spaces": .array(spaces.map(\.json))] }

    func write(to page: inout Page) {
        guard !spaces.isEmpty else {
            return page.line("No caseloads yet. Headquarters makes one with `satchel space create NAME` and grants it to laptops.")
        }
        var table = Table(["NAME", "ACCESS", "RECORDS", "ENTRIES", "CONFLICTS", "SPACE"], flexible: 0)
        for space in spaces {
            table.row([
                space.name.map { "\($0)" } ?? "(its name has not arrived)", .words(space.access?.word ?? "none"),
                "\(space.recordCount)", "\(space.entryCount)", "\(space.conflictCount)", .words(space.id.description),
            ])
        }
        page.table(table)
    }
}
