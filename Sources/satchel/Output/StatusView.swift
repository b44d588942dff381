import Clinic
import Records
import ReplicatedLog

struct StatusView: Renderable {
    let report: StatusReport
    let version: String

    var json: JSONValue {
        [
            "version": .text(version), "device": report.deviceCode.json, "headquarters": .flag(report.isHeadquarters),
            "person": report.personName.json, "organisation": (report.organisation?.description).json,
            "spaces": .array(report.spaces.map(\.json)),
            "held": .object(Dictionary(uniqueKeysWithValues: report.held.map { ("\($0.key)", .integer(Int64($0.value))) })),
            "waitingEntries": .integer(Int64(report.waitingEntryCount)),
            "documents": .integer(Int64(report.documentCount)), "missingDocuments": .integer(Int64(report.missingDocumentCount)),
            "vaultBytes": .integer(Int64(clamping: report.vaultByteCount)),
            "lastStickWrite": report.lastStickWrite.map(Moment.json) ?? .null, "formFaults": .array(report.formFaults.map(JSONValue.text)),
            "warnings": .array(report.warnings.map(JSONValue.text)),
        ]
    }

    func write(to page: inout Page) {
        let person = report.personName ?? "somebody whose name is not here"
        if let code = report.deviceCode {
            page.line("\(code)\(words: report.isHeadquarters ? ", headquarters" : ""), unlocked by \(person).")
        } else {
            page.line("Not a member of an organisation yet, unlocked by \(person).")
            page.line("`satchel device request --out FILE` asks headquarters to let it in.")
        }
        for space in report.spaces { write(space, to: &page) }
        page.line()
        let missing: Phrase = report.missingDocumentCount > 0 ? ", and \(report.missingDocumentCount) that have not arrived" : ""
        page.line(
            "\(.counted(report.documentCount, "document", "documents"))\(missing). The store takes \(words: ByteCount.text(report.vaultByteCount))."
        )
        page.line(report.lastStickWrite.map { "Last stick written \(words: Moment.text($0))." } ?? "No stick is on its way.")
        for (reason, count) in report.held.sorted(by: { $0.key.rawValue < $1.key.rawValue }) where count > 0 {
            page.line("Kept aside: \(.counted(count, "segment", "segments")), \(words: reason.words).")
        }
        if report.isHeadquarters, report.held[.cutOff] ?? 0 > 0 {
            page.line("  `satchel device revoke` or `device withdraw`, run again, takes in what was written before the loss.")
        }
        if report.waitingEntryCount > 0 {
            page.line(
                "\(.counted(report.waitingEntryCount, "entry waits", "entries wait")) for lost ones that a repair could not read. Write a stick for headquarters and read the one that comes back."
            )
        }
        for fault in report.formFaults { page.line("! Not in force, for a fault in it: \(fault)") }
        if !report.formFaults.isEmpty {
            page.line("  What stands in these files is neither asked nor checked. Tell whoever released them.")
        }
        for warning in report.warnings { page.line("warning: \(warning)") }
    }

    private func write(_ space: StatusReport.Space, to page: inout Page) {
        page.heading(
            "\(space.name ?? space.space.description): \(.counted(space.recordCount, "record", "records")), \(.counted(space.entryCount, "entry", "entries"))"
        )
        if space.conflictCount > 0 {
            page.line("  \(.counted(space.conflictCount, "conflict", "conflicts")) to settle: `satchel conflict list`")
        }
        if !space.headless.isEmpty {
            page.line(
                "  \(.counted(space.headless.count, "record", "records")) that others wrote about not here: not arrived yet, or cut off with its device. `satchel history ID` shows what was written:"
            )
            for record in space.headless { page.line("    \(record.description)") }
        }
        if !report.isHeadquarters {
            page.line(
                "  Written here: \(space.atHeadquarters) at headquarters, \(space.onOtherDevice) at another device, \(space.onStick) on a stick that nobody has confirmed, \(space.onlyHere) only here"
            )
            if space.documentsMissingAtHeadquarters > 0 {
                let have: Phrase = space.documentsMissingAtHeadquarters == 1 ? "has" : "have"
                page.line(
                    "  \(.counted(space.documentsMissingAtHeadquarters, "document", "documents")) of them \(have) not arrived at headquarters; `satchel stick write` sends what is here"
                )
            }
            if space.onlyHere > 0 { page.line("  `satchel stick write` takes with it what is only here.") }
        } else if space.onlyHere > 0 {
            page.line("  \(.counted(space.onlyHere, "entry", "entries")) written here that no other device has confirmed")
        }
        page.line("  State \(words: String(space.stateHash.description.prefix(16)))")
    }
}

extension StatusReport.Space {
    var json: JSONValue {
        [
            "id": .text(space.description), "name": name.json, "records": .integer(Int64(recordCount)),
            "entries": .integer(Int64(clamping: entryCount)), "stateHash": .text(stateHash.description),
            "conflicts": .integer(Int64(conflictCount)), "onlyHere": .integer(Int64(clamping: onlyHere)),
            "onStick": .integer(Int64(clamping: onStick)), "onOtherDevice": .integer(Int64(clamping: onOtherDevice)),
            "atHeadquarters": .integer(Int64(clamping: atHeadquarters)),
            "documentsMissingAtHeadquarters": .integer(Int64(documentsMissingAtHeadquarters)),
            "headless": .array(headless.map { .text($0.description) }),
        ]
    }
}
