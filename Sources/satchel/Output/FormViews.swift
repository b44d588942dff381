import Clinic
import Forms
import Records

struct FormTable: Renderable {
    let library: FormLibrary
    let language: String

    var json: JSONValue {
        [
            "forms": .array(
                library.forms.map { form in
                    [
                        "name": .text(form.name), "version": .integer(Int64(form.version)), "label": .text(form.label(language)),
                        "kinds": .array(form.records.map { .text($0.kind) }),
                    ]
                }),
            "faults": .array(library.faults.map(JSONValue.text)),
        ]
    }

    func write(to page: inout Page) {
        var table = Table(["FORM", "WORDS", "WRITES"], flexible: 1)
        for form in library.forms {
            table.row([
                "\(form.name)", "\(form.label(language))", .list(values: form.records.map { $0.repeats ? $0.kind + " …" : $0.kind }),
            ])
        }
        page.table(table)
        for fault in library.faults { page.line("Left out: \(fault)") }
    }
}

/// Everything a form asks, with what it depends on.
struct FormView: Renderable {
    let form: FormDefinition
    let library: FormLibrary
    let language: String

    var json: JSONValue {
        [
            "form": .text(form.name), "version": .integer(Int64(form.version)), "label": .text(form.label(language)),
            "records": .array(
                form.records.map { record in
                    [
                        "key": .text(record.key), "kind": .text(record.kind), "repeats": .flag(record.repeats),
                        "count_max": .integer(Int64(record.countMax)),
                        "links": .object(Dictionary(record.links.map { ($0.field, .text($0.key)) }, uniquingKeysWith: { $1 })),
                    ]
                }),
            "sections": .array(
                form.sections.map { section in
                    [
                        "name": .text(section.name), "label": .text(section.label(language)), "record": .text(section.record),
                        "when": section.condition.map { .text($0.description) } ?? .null,
                        "items": .array(section.items.map { item($0, section) }),
                    ]
                }),
        ]
    }

    private func item(_ item: FormItem, _ section: FormSection) -> JSONValue {
        switch item {
        case .computed(let computed):
            return [
                "compute": .text(computed.name), "label": .text(computed.label(language)), "value": .text(computed.value.description),
            ]
        case .field(let item):
            let field = field(item, section)
            return [
                "field": .text(item.field), "label": .text(label(item, section)), "type": field.map { .text($0.type.rawValue) } ?? .null,
                "required": .flag(item.required || field?.required ?? false),
                "when": item.condition.map { .text($0.description) } ?? .null,
            ]
        }
    }

    private func field(_ item: FormField, _ section: FormSection) -> Field? {
        form[record: section.record].flatMap { library.catalog[$0.kind] }?[item.field]
    }

    private func label(_ item: FormField, _ section: FormSection) -> String {
        Labels.chosen(item.labels, language) ?? field(item, section)?.label(language) ?? item.field
    }

    func write(to page: inout Page) {
        page.line("\(form.label(language)) (\(form.name), version \(form.version))")
        if let help = form.help(language) { page.paragraph(help) }
        for section in form.sections {
            let repeats = form[record: section.record]?.repeats ?? false
            page.heading("\(section.label(language))\(repeats ? ", any number" : "")")
            if let condition = section.condition { page.line("  when \(condition.description)") }
            var table = Table(["", "FIELD", "LABEL", "TYPE", "WHEN"], flexible: 4)
            for item in section.items {
                switch item {
                case .computed(let computed):
                    table.row(["", "\(computed.name)", "\(computed.label(language))", "computed", "\(computed.value.description)"])
                case .field(let item):
                    let field = field(item, section)
                    let name: Phrase = item.required || field?.required ?? false ? "\(item.field) *" : "\(item.field)"
                    table.row([
                        "", name, "\(label(item, section))", "\(field?.type.rawValue ?? "")", "\(item.condition?.description ?? "")",
                    ])
                }
            }
            page.table(table)
        }
    }
}

struct FormChecked: Renderable {
    let form: FormDefinition

    var json: JSONValue { ["form": .text(form.name), "version": .integer(Int64(form.version)), "faults": []] }

    func write(to page: inout Page) {
        let items = form.sections.reduce(0) { $0 + $1.items.count }
        page.line("\(form.name) is in order: \(.counted(form.sections.count, "section", "sections")), \(.counted(items, "item", "items")).")
    }
}

/// What one save of several records did.
struct SavedTogetherView: Renderable {
    let saved: [Saved]

    var json: JSONValue { ["saved": .array(saved.map { SavedView(saved: $0, verb: "Saved").json })] }

    func write(to page: inout Page) { for one in saved { SavedView(saved: one, verb: "Saved").write(to: &page) } }
}

struct DevicePlace: Renderable {
    let place: Place?
    let catalog: SchemaCatalog
    let language: String

    var json: JSONValue { ["place": place.map { Value.place($0).json } ?? .null] }

    func write(to page: inout Page) {
        guard let place else { return page.line("No place is set; forms begin without one.") }
        page.line("Forms begin with the place \(catalog.display(.place(place), field: nil, locale: language)).")
    }
}

struct ReleaseMade: Renderable {
    let row: ReleaseRow

    var json: JSONValue { row.json }

    func write(to page: inout Page) {
        page.line(
            "Released number \(row.number): \(.counted(row.paths.count, "file", "files")), \(words: ByteCount.text(UInt64(row.byteCount)))."
        )
        page.line("`satchel stick write` carries it to the laptops; records that are there stay as they are.")
    }
}

struct ReleaseTable: Renderable {
    let rows: [ReleaseRow]

    var json: JSONValue { ["releases": .array(rows.map(\.json))] }

    func write(to page: inout Page) {
        guard !rows.isEmpty else { return page.line("Headquarters has released no fields, codes or forms of its own.") }
        var table = Table(["NUMBER", "IN FORCE", "FILES", "SIZE"])
        for row in rows {
            table.row(["\(row.number)", row.isInForce ? "yes" : "", "\(row.paths.count)", .words(ByteCount.text(UInt64(row.byteCount)))])
        }
        page.table(table)
        for row in rows where row.isInForce {
            for path in row.paths { page.line("  \(path)") }
            for fault in row.faults { page.line("Left out by this version: \(fault)") }
        }
    }
}

extension ReleaseRow {
    var json: JSONValue {
        [
            "number": .integer(Int64(clamping: number)), "in_force": .flag(isInForce), "bytes": .integer(Int64(byteCount)),
            "files": .array(paths.map(JSONValue.text)), "faults": .array(faults.map(JSONValue.text)),
        ]
    }
}
