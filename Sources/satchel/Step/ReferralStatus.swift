import ArgumentParser
import Clinic
import Records

struct ReferralStatus: ClinicCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show what became of a referral, step by step, and what is possible now.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var argument: RecordArgument

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        let record = try await RecordFinder.find(argument.record, kind: ReferralNoun.kind, in: clinic)
        let detail = try await clinic.detail(record)
        var events = [RecordDetail]()
        for other in detail.related where other.kind == StatusEventNoun.kind && other.field == ReferralNoun.kind {
            events.append(try await clinic.detail(other.id))
        }
        events.sort { ($0.fields["on"]?.textValue ?? "", $0.created.time) < ($1.fields["on"]?.textValue ?? "", $1.created.time) }
        let workflow = try await clinic.workflows()[ReferralNoun.kind]
        try context.show(
            StatusHistory(
                detail: detail, events: events, status: workflow?.status(in: detail.fields),
                possible: workflow?.possible(in: detail.fields).map(\.verb) ?? [],
                values: ValueText(catalog: clinic.catalog, language: context.language)))
        return .done
    }
}

/// The changes of one record's status.
struct StatusHistory: Renderable {
    let detail: RecordDetail
    /// Oldest first.
    let events: [RecordDetail]
    let status: String?
    /// Verbs.
    let possible: [String]
    let values: ValueText

    private var field: String { detail.kind + "_status" }

    var json: JSONValue {
        [
            "record": .text(detail.id.description), "status": status.json, "possible": .array(possible.map(JSONValue.text)),
            "conflict": .flag(detail.conflicts["status"] != nil),
            "events": .array(
                events.map { event in
                    [
                        "event": .text(event.id.description), "status": event.fields[field] ?? .null, "on": event.fields["on"] ?? .null,
                        "by": event.fields["by"] ?? .null, "outcome": event.fields["outcome"] ?? .null, "author": event.created.json,
                    ]
                }),
        ]
    }

    func write(to page: inout Page) {
        page.line("\(RecordName.phrase(detail.kind, detail.number, detail.id)): \(word(status))")
        if detail.conflicts["status"] != nil { page.line("! The status holds several values: `satchel conflict list`.") }
        var table = Table(["", "ON", "STATUS", "BY", "OUTCOME", "WRITTEN"], flexible: 4)
        for event in events {
            table.row([
                "", "\(event.fields["on"]?.textValue ?? "")", "\(word(event.fields[field]?.textValue))",
                "\(event.fields["by"]?.textValue ?? "")", "\(event.fields["outcome"]?.textValue ?? "")", event.created.phrase,
            ])
        }
        if !events.isEmpty { page.table(table) }
        guard !possible.isEmpty else { return page.line("Nothing more can become of it.") }
        page.line("Possible now: \(.list(possible.map { .words("`satchel \(detail.kind) \($0)`") })).")
    }

    private func word(_ code: String?) -> String {
        code.map { values.text(.text($0), field: values.catalog[detail.kind]?["status"]) } ?? ""
    }
}
