import ArgumentParser
import Clinic
import Records

struct DisputeShow: ClinicCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a dispute with its sessions, obligations and follow-up checks.",
        discussion: "With --json there is a `seen` token in it: `edit --seen TOKEN` then replaces only what was shown here.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var argument: RecordArgument

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        let record = try await RecordFinder.find(argument.record, kind: DisputeNoun.kind, in: clinic)
        let form = try await clinic.form(record)
        let detail = try await clinic.detail(record)
        let kind = clinic.catalog[detail.kind]
        let values = await ValueText.looking(up: detail.fields, of: kind, in: clinic, language: context.language)
        let space = try await clinic.spaces().first { $0.id == detail.space }?.name
        var parts = [RecordDetail]()
        for other in detail.related where other.field == DisputeNoun.kind && DisputeView.parts.contains(where: { $0.kind == other.kind }) {
            parts.append(try await clinic.detail(other.id))
        }
        let view = RecordView(detail: detail, kind: kind, values: values, spaceName: space, seen: form.token)
        try context.show(DisputeView(dispute: view, parts: parts))
        return .done
    }
}

/// A dispute from its sides to the last check.
struct DisputeView: Renderable {
    let dispute: RecordView
    /// Sessions, obligations and checks, in any order.
    let parts: [RecordDetail]

    struct Part {
        let kind: String
        let name: String
        let heading: Phrase
        /// The fields that are shown, the first being the one that they are ordered by.
        let fields: [String]
    }

    static let parts = [
        Part(
            kind: DisputeSessionNoun.kind, name: "sessions", heading: "Sessions",
            fields: ["date", "mode", "present", "result", "next_on"]),
        Part(
            kind: ObligationNoun.kind, name: "obligations", heading: "Obligations",
            fields: ["due", "status", "debtor", "act", "amount", "fulfilled_on"]),
        Part(
            kind: FollowUpCheckNoun.kind, name: "checks", heading: "Follow-up checks",
            fields: ["due", "months", "result", "checked_on", "method", "by"]),
    ]

    private func records(_ part: Part) -> [RecordDetail] {
        parts.filter { $0.kind == part.kind }
            .sorted { (key($0, part), $0.id) < (key($1, part), $1.id) }
    }

    private func key(_ record: RecordDetail, _ part: Part) -> String { record.fields[part.fields[0]]?.textValue ?? "9999" }

    var json: JSONValue {
        var members = dispute.json.objectValue ?? [:]
        for part in Self.parts {
            members[part.name] = .array(records(part).map { ["record": .text($0.id.description), "fields": .object($0.fields)] })
        }
        return .object(members)
    }

    func write(to page: inout Page) {
        dispute.write(to: &page)
        for part in Self.parts {
            let records = records(part)
            guard !records.isEmpty else { continue }
            page.heading(part.heading)
            let kind = dispute.values.catalog[part.kind]
            let fields = part.fields.filter { name in records.contains { !($0.fields[name] ?? .null).isNull } }
            var table = Table([""] + fields.map { kind?[$0]?.label("en").uppercased() ?? $0 } + ["RECORD"], flexible: nil)
            for record in records {
                let cells = fields.map { name -> Phrase in
                    "\(record.fields[name].map { dispute.values.text($0, field: kind?[name]) } ?? "")"
                }
                table.row([record.conflicts.isEmpty ? "" : "!"] + cells + [.words(record.id.description)])
            }
            page.table(table)
        }
    }
}
