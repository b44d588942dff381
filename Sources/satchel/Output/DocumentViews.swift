import Clinic
import Records

struct AttachedView: Renderable {
    let saved: Saved
    let file: FileReference

    var json: JSONValue {
        [
            "record": .text(saved.record.description), "file": Value.file(file).json,
            "replaced": .array(saved.replaced.map(ReplacedValues.json)),
        ]
    }

    func write(to page: inout Page) {
        page.line(
            "Attached \(file.name), \(words: ByteCount.text(file.size)), to \(RecordName.phrase(saved.kind, saved.number, saved.record)).")
        page.line("The original file was left where it is.")
    }
}

struct ExtractedView: Renderable {
    let path: String
    let file: FileReference

    var json: JSONValue { ["path": .text(path), "file": Value.file(file).json] }

    func write(to page: inout Page) {
        page.line("Wrote \(words: ByteCount.text(file.size)) to \(path).")
        page.line("It lies there in clear now: remove it when it is no longer needed.")
    }
}

struct DocumentChecks: Renderable {
    let checks: [DocumentCheck]

    var json: JSONValue {
        [
            "documents": .array(
                checks.map {
                    [
                        "record": .text($0.record.description), "field": .text($0.field), "name": .text($0.name),
                        "bytes": .integer(Int64(clamping: $0.size)), "state": .text($0.state.rawValue),
                    ]
                })
        ]
    }

    func write(to page: inout Page) {
        guard !checks.isEmpty else { return page.line("No files yet. `satchel document attach` seals one into the store.") }
        let faulty = checks.filter { $0.state != .intact }
        if !faulty.isEmpty {
            var table = Table(["STATE", "NAME", "SIZE", "RECORD"], flexible: 1)
            for check in faulty {
                table.row([
                    "\(check.state.rawValue)", "\(check.name)", .words(ByteCount.text(check.size)), .words(check.record.description),
                ])
            }
            page.table(table)
        }
        page.line("\(.counted(checks.count - faulty.count, "file", "files")) of \(checks.count) intact.")
        if faulty.contains(where: { $0.state == .missing }) {
            page.line("Missing files come with the next stick from a device that has them.")
        }
        if faulty.contains(where: { $0.state == .damaged }) {
            page.line("Damaged files no longer match their record: bring a stick from another device, or attach them again.")
        }
    }
}
