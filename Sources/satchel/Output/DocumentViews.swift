import Clinic
import Images
import Records

struct AttachedView: Renderable {
    let attached: Attached

    private var saved: Saved { attached.saved }
    private var file: FileReference { attached.file }

    var json: JSONValue {
        [
            "record": .text(saved.record.description), "file": Value.file(file).json,
            "replaced": .array(saved.replaced.map(ReplacedValues.json)), "claimed": attached.claimed.json,
            "already_attached_to": .array(attached.alike.map { .text($0.id.description) }),
        ]
    }

    func write(to page: inout Page) {
        page.line(
            "Attached \(file.name), \(words: ByteCount.text(file.size)), to \(RecordName.phrase(saved.kind, saved.number, saved.record)).")
        if let claimed = attached.claimed {
            page.line("Its name says \(claimed), and its content is \(words: file.mediaType): it is kept as what it is.")
        }
        for other in attached.alike {
            page.line("The same file is already attached to \(RecordName.phrase(other.kind, other.number, other.id)) of this case.")
        }
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

struct ThumbnailView: Renderable {
    let thumbnail: Thumbnail
    let path: String

    var json: JSONValue {
        [
            "path": .text(path), "width": .integer(Int64(thumbnail.width)), "height": .integer(Int64(thumbnail.height)),
            "bytes": .integer(Int64(thumbnail.jpeg.count)),
        ]
    }

    func write(to page: inout Page) {
        page.line(
            "Wrote \(thumbnail.width) × \(thumbnail.height) pixels, \(words: ByteCount.text(UInt64(thumbnail.jpeg.count))), to \(path).")
        page.line("It lies there in clear now: remove it when it is no longer needed.")
    }
}

struct CustodyChain: Renderable {
    let rows: [CustodyRow]
    let values: ValueText

    private static let columns = ["on", "at", "event", "from_whom", "to_whom", "place", "witness"]

    var json: JSONValue {
        [
            "custody": .array(
                rows.map { row in
                    [
                        "id": .text(row.id.description), "fields": .object(row.fields), "author": row.author.json,
                        "conflict": .flag(row.hasConflict),
                    ]
                })
        ]
    }

    func write(to page: inout Page) {
        guard !rows.isEmpty else {
            return page.line("Nothing is written down yet. `satchel document custody DOC --event received --to NAME` begins the chain.")
        }
        let kind = values.catalog["custody_event"]
        let fields = Self.columns.compactMap { kind?[$0] }.filter { field in rows.contains { $0.fields[field.name] != nil } }
        var table = Table(fields.map { $0.name.uppercased() } + ["WRITTEN BY"], flexible: fields.count)
        for row in rows {
            let cells = fields.map { field -> Phrase in .value(row.fields[field.name].map { values.text($0, field: field) } ?? "") }
            table.row(cells + [row.author.phrase])
        }
        page.table(table)
    }
}
