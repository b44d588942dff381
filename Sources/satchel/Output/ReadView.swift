import Clinic
import Records
import ReplicatedLog

/// What a stick brought, or would bring: from whom, how much, what was refused and why, and what to do next.
struct ReadView: Renderable {
    let report: ReadReport
    let spaces: [SpaceRow]
    /// Nothing was taken, it was only looked at.
    let isPreview: Bool

    var status: ExitStatus { report.parcels.contains(where: \.isFaulty) ? .damaged : .done }

    var json: JSONValue {
        var members: [String: JSONValue] = ["parcels": .array(report.parcels.map(\.json))]
        if !isPreview {
            members["entries"] = .object(
                Dictionary(uniqueKeysWithValues: report.entries.map { ($0.key.description, .integer(Int64($0.value))) }))
            members["operations"] = .integer(Int64(report.operationCount))
            members["newConflicts"] = .integer(Int64(report.newConflictCount))
            members["released"] = .integer(Int64(report.releasedCount))
            members["heardFrom"] = .array(report.heardFrom.map(JSONValue.text))
            members["newIncarnation"] = .flag(report.startedNewIncarnation)
            members["seconds"] = .number(report.seconds)
        }
        return .object(members)
    }

    func write(to page: inout Page) {
        guard !report.parcels.isEmpty else {
            return page.line("No parcels there. `satchel stick write` puts one on a stick, into a folder SATCHEL.")
        }
        for parcel in report.parcels { write(parcel, to: &page) }
        if !isPreview { writeSummary(to: &page) }
        writeNextStep(to: &page)
    }

    private func write(_ parcel: ParcelReport, to page: inout Page) {
        let from: Phrase = parcel.from.isEmpty ? "" : " from \(.list(values: parcel.from))"
        page.line("\(parcel.file)\(from), \(words: ByteCount.text(parcel.byteCount)): \(words: parcel.state.words)")
        var parts = [Phrase]()
        if parcel.entryCount > 0 { parts.append(.counted(parcel.entryCount, "new entry", "new entries")) }
        if parcel.documentCount > 0 { parts.append(.counted(parcel.documentCount, "whole document", "whole documents")) }
        if parcel.documentChunkCount > 0 {
            parts.append(.counted(parcel.documentChunkCount, "piece of documents", "pieces of documents"))
        }
        if parcel.statementCount > 0 { parts.append(.counted(parcel.statementCount, "receipt", "receipts")) }
        if parts.isEmpty, parcel.duplicateSegmentCount > 0 { parts.append("only what is here already") }
        if !parts.isEmpty { page.line("  \(isPreview ? "would bring" : "brought") \(.list(parts))") }
        if let problem = parcel.problem { page.line("  \(problem)") }
        if parcel.damagedByteCount > 0 {
            page.line("  damaged: \(words: ByteCount.text(parcel.damagedByteCount)) cannot be used")
        }
        if parcel.state == .damaged || parcel.state == .read, !parcel.isComplete {
            page.line("  its end is missing")
        }
        for (reason, count) in parcel.held.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            page.line("  kept aside: \(.counted(count, "segment", "segments")), \(words: reason.words)")
        }
        for (code, count) in parcel.refused.sorted(by: { $0.key < $1.key }) {
            let verb = code == RefusalWords.unknownDevice ? "passed over" : "refused"
            page.line("  \(words: verb): \(count), \(RefusalWords.phrase(code))")
        }
    }

    private func writeSummary(to page: inout Page) {
        page.line()
        let names = Dictionary(spaces.map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
        let taken = report.entries.filter { $0.value > 0 }
        if taken.isEmpty {
            page.line("Nothing new came in.")
        } else {
            page.line("Taken over:")
            let rows = taken.map { (name: (names[$0.key] ?? nil), id: $0.key, count: $0.value) }
            for row in rows.sorted(by: { ($0.name ?? "", $0.id) < ($1.name ?? "", $1.id) }) {
                page.line("  \(row.name ?? row.id.description): \(.counted(row.count, "entry", "entries"))")
            }
        }
        if report.releasedCount > 0 {
            page.line("\(.counted(report.releasedCount, "segment", "segments")) that waited could be taken now.")
        }
        if !report.heardFrom.isEmpty { page.line("Heard from \(.list(values: report.heardFrom)).") }
        if report.startedNewIncarnation {
            page.line(
                "Others know more of this device than it does itself, as after a restored backup: it took its entries back and counts anew."
            )
        }
    }

    private func writeNextStep(to page: inout Page) {
        if report.newConflictCount > 0 {
            page.line("\(.counted(report.newConflictCount, "new conflict", "new conflicts")) to settle: `satchel conflict list`.")
        }
        if status == .damaged {
            page.line(
                isPreview
                    ? "Part of it is damaged; `satchel stick read` takes what is intact."
                    : "Everything intact was taken. For the rest, let the sender run `satchel stick write` again, on another stick if it happens twice."
            )
        } else if !isPreview, !report.entries.isEmpty {
            page.line("Next: `satchel stick write`, so that the other side hears that it arrived.")
        }
        if report.parcels.allSatisfy({ $0.state == .notForThisDevice }) {
            page.line("Nothing on it is for this device. If it should be, headquarters has to grant the caseload and write again.")
        }
    }
}
