import Clinic
import Records

/// What has left about somebody, a line each.
enum DisclosureLines {
    static func json(_ disclosures: [RecordDetail]) -> JSONValue {
        .array(
            disclosures.map { item in
                [
                    "record": .text(item.id.description), "on": item.fields["on"] ?? .null, "purpose": item.fields["purpose"] ?? .null,
                    "recipient": item.fields["recipient"] ?? .null, "what": item.fields["what"] ?? .null,
                    "format": item.fields["format"] ?? .null,
                ]
            })
    }

    static func write(_ disclosures: [RecordDetail], to page: inout Page) {
        guard !disclosures.isEmpty else { return page.line("Nothing has left.") }
        page.heading("Has left:")
        for item in disclosures {
            func text(_ field: String) -> String { item.fields[field]?.textValue ?? "" }
            page.line("  \(text("on")), \(text("purpose")), to \(text("recipient")): \(text("what"))")
        }
    }
}

struct ConsentView: Renderable {
    let overview: ConsentOverview

    var json: JSONValue {
        [
            "client": .text(overview.client.description),
            "consents": .array(
                overview.consents.map { item in
                    [
                        "record": .text(item.detail.id.description), "stands": .flag(item.stopped == nil),
                        "stopped": item.stopped.map { .text($0.rawValue) } ?? .null, "fields": .object(item.detail.fields),
                        "conflicts": .array(item.detail.conflicts.keys.sorted().map(JSONValue.text)),
                    ]
                }),
            "disclosures": DisclosureLines.json(overview.disclosures),
        ]
    }

    func write(to page: inout Page) {
        if overview.consents.isEmpty { page.line("No consent is recorded: nothing about this client leaves for others.") }
        for item in overview.consents {
            let fields = item.detail.fields
            func codes(_ field: String) -> [String] { fields[field]?.arrayValue?.compactMap(\.textValue) ?? [] }
            let state: Phrase = item.stopped.map { .words("does not hold: \($0.words)") } ?? "holds"
            page.heading("\(words: item.detail.id.description): " + state)
            var rows: [(label: Phrase, value: Phrase)] = [
                ("Given on", .value(fields["given_on"]?.textValue ?? "")), ("Purposes", .list(values: codes("purposes"))),
            ]
            let types = codes("recipient_types")
            rows.append(
                ("Recipients", types.isEmpty && codes("recipients").isEmpty ? "no limits" : .list(values: types + codes("recipients"))))
            for (label, field) in [("Until", "expires_on"), ("Withdrawn on", "withdrawn_on"), ("Withheld", "withhold")] {
                if let text = fields[field]?.textValue { rows.append((.words(label), .value(text))) }
            }
            page.details(rows, indent: 2)
            if !item.detail.conflicts.isEmpty {
                page.line("  In conflict, of which the stricter counts: \(.list(values: item.detail.conflicts.keys.sorted()))")
            }
        }
        page.line()
        DisclosureLines.write(overview.disclosures, to: &page)
    }
}

struct WithdrawnConsentView: Renderable {
    let withdrawal: ConsentWithdrawal

    var json: JSONValue {
        [
            "withdrawn": .array(withdrawal.saved.map { .text($0.record.description) }),
            "notWritten": .array(withdrawal.notWritten.map { ["id": .text($0.space.description), "name": $0.name.json] }),
            "disclosures": DisclosureLines.json(withdrawal.disclosures),
        ]
    }

    func write(to page: inout Page) {
        let count = Set(withdrawal.saved.map(\.record)).count
        page.line("Withdrawn: \(.counted(count, "consent", "consents")). Nothing more leaves from this device.")
        for place in withdrawal.notWritten {
            page.line(
                "! Not written in \(place.name ?? place.space.description), which this device may only read: tell whoever writes there, for others go by what stands there."
            )
        }
        DisclosureLines.write(withdrawal.disclosures, to: &page)
    }
}
