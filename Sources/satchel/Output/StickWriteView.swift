import Clinic
import Records

/// What lies on the stick now.
struct StickWriteView: Renderable {
    let report: StickWriteReport

    var json: JSONValue {
        [
            "file": .text(report.file), "bytes": .integer(Int64(clamping: report.byteCount)),
            "to": .array(report.recipientCodes.map(JSONValue.text)), "documents": .integer(Int64(report.documentCount)),
            "unreadableDocuments": .integer(Int64(report.unreadableDocumentCount)),
            "removed": .integer(Int64(report.removedCount)), "seconds": .number(report.seconds),
            "spaces": .array(
                report.spaces.map {
                    [
                        "id": .text($0.space.description), "name": $0.name.json, "entries": .integer(Int64(clamping: $0.entryCount)),
                        "segments": .integer(Int64($0.segmentCount)),
                    ]
                }),
        ]
    }

    func write(to page: inout Page) {
        page.line("On the stick, read back and compared: \(report.file), \(words: ByteCount.text(report.byteCount)).")
        page.line("For \(.list(values: report.recipientCodes)).")
        let sent = report.spaces.filter { $0.entryCount > 0 }
        if sent.isEmpty, report.documentCount == 0 {
            page.line("Nothing new to tell; it carries what is here already as a receipt.")
        }
        for space in sent {
            page.line("  \(space.name ?? space.space.description): \(.counted(space.entryCount, "entry", "entries"))")
        }
        if report.documentCount > 0 { page.line("  \(.counted(report.documentCount, "document", "documents"))") }
        if report.unreadableDocumentCount > 0 {
            let were: Phrase = report.unreadableDocumentCount == 1 ? "was" : "were"
            page.line(
                "\(.counted(report.unreadableDocumentCount, "document", "documents")) could not be read and \(were) left out; run `satchel check --read-data`."
            )
        }
        if report.removedCount > 0 {
            page.line(
                "Removed \(.counted(report.removedCount, "earlier parcel", "earlier parcels")) of this device that this one replaces.")
        }
        page.line("Next: bring it there and run `satchel stick read`. It counts as delivered when a stick comes back.")
    }
}
