import Clinic
import Records

struct CheckView: Renderable {
    let report: CheckReport

    var json: JSONValue {
        [
            "faults": .array(report.faults.map { ["what": .text($0.what), "hint": .text($0.hint)] }),
            "entries": .integer(Int64(clamping: report.entryCount)), "segments": .integer(Int64(report.segmentCount)),
            "documents": .integer(Int64(report.documentCount)), "waitingEntries": .integer(Int64(report.waitingEntryCount)),
            "readData": .flag(report.readData),
        ]
    }

    func write(to page: inout Page) {
        for fault in report.faults {
            page.line("fault: \(fault.what)")
            if !fault.hint.isEmpty { page.line("  \(fault.hint)") }
        }
        let entries = Phrase.counted(report.entryCount, "entry", "entries")
        let segments = Phrase.counted(report.segmentCount, "segment", "segments")
        let documents = Phrase.counted(report.documentCount, "document", "documents")
        page.line("Checked \(entries) in \(segments), and \(documents)\(words: report.readData ? ", read whole" : " by their names only").")
        if report.waitingEntryCount > 0 {
            page.line(
                "\(.counted(report.waitingEntryCount, "entry waits", "entries wait")) for lost ones. Write a stick for headquarters and read the one that comes back."
            )
        }
        if report.faults.isEmpty { page.line("No faults.") } else { page.line("\(.counted(report.faults.count, "fault", "faults")).") }
        if !report.readData, report.documentCount > 0 { page.line("--read-data reads the documents too.") }
    }
}
