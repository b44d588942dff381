import Records

/// Reads a form and checks it against a catalog; every fault is noted with its place.
struct FormReader {
    let name: String
    let catalog: SchemaCatalog
    var faults: FaultCollector

    static let recordsMax = 16
    static let sectionsMax = 64
    /// Fields and computed values of one form.
    static let itemsMax = 400
    /// Records of one repeat group.
    static let countMax = 64

    init(name: String, path: String, catalog: SchemaCatalog) {
        self.name = name
        self.catalog = catalog
        faults = FaultCollector(path: path)
    }

    /// - Returns: `nil` when there are faults.
    mutating func form(_ content: [UInt8]) -> FormDefinition? {
        guard let root = faults.document(content) else { return nil }
        faults.only(["form", "version", "status", "labels", "help", "records", "sections", "checks"], in: root, "")
        if root["form"]?.textValue != name || !SnakeCase.accepts(name) {
            faults.fault("", "form is not the name of the file, in snake_case of 1 to 64")
        }
        let version = faults.version(root["version"])
        let labels = faults.labels(root["labels"], "")
        let help = faults.texts(root["help"], "", "help")
        let records = records(root["records"])
        // What follows would only complain of records that are missing.
        guard faults.faults.isEmpty else { return nil }
        var sections = sections(root["sections"], records)
        guard faults.faults.isEmpty else { return nil }
        let names = names(records, sections)
        sections = sections.map { typed($0, names[$0.record]) }
        let checks = CheckReader.checks(
            root["checks"], names: { names[$0] }, record: { $0["record"]?.textValue ?? records[0].key }, &faults)
        guard faults.faults.isEmpty else { return nil }
        let form = FormDefinition(
            name: name, version: version, labels: labels, help: help, records: records, sections: sections, checks: checks)
        if let cycle = ConditionCycle.first(in: form, catalog) {
            faults.fault("", "conditions go round in a circle, so that nothing of it is ever shown: " + cycle.joined(separator: " → "))
            return nil
        }
        return form
    }

    // MARK: Records

    private mutating func records(_ value: JSONValue?) -> [FormRecord] {
        var records = [FormRecord]()
        for (index, item) in faults.elements(value, "", "records", 1...Self.recordsMax).enumerated() {
            let place = "record \(index + 1)"
            faults.only(["key", "kind", "repeats", "count_max", "links", "labels"], in: item, place)
            guard let key = faults.name(item["key"], place, "key"), let kindName = faults.name(item["kind"], place, "kind") else {
                continue
            }
            guard let kind = catalog[kindName] else {
                let nearest = Nearest.name(to: kindName, among: catalog.kinds.map(\.name)).map { "; \($0) may have been meant" } ?? ""
                faults.fault(place, "there is no kind of record \(kindName)\(nearest)")
                continue
            }
            if records.contains(where: { $0.key == key }) { faults.fault(place, "there is a second record \(key)") }
            let repeats = faults.flag(item["repeats"], place, "repeats")
            if index == 0, repeats { faults.fault(place, "the first record is what the form is about, and cannot repeat") }
            var countMax = Self.countMax
            if let given = item["count_max"] {
                if let number = given.integerValue, (1...Int64(Self.countMax)).contains(number) {
                    countMax = Int(number)
                } else {
                    faults.fault(place, "count_max is not a number from 1 to \(Self.countMax)")
                }
            }
            let links = links(item["links"], of: kind, to: records, place)
            if index > 0, links.isEmpty { faults.fault(place, "links is empty: nothing ties it to the other records of the form") }
            records.append(
                FormRecord(
                    key: key, kind: kindName, repeats: repeats, countMax: repeats ? countMax : 1, links: links,
                    labels: faults.texts(item["labels"], place, "labels")))
        }
        return records
    }

    /// `{"clients": "client"}`: the field that refers, and the record of the form, of one that comes before.
    private mutating func links(
        _ value: JSONValue?, of kind: RecordKind, to earlier: [FormRecord], _ place: String
    ) -> [FormRecord.Link] {
        var links = [FormRecord.Link]()
        for (field, key) in faults.texts(value, place, "links").sorted(by: { $0.key < $1.key }) {
            guard let reference = kind[field], reference.type.element == .reference else {
                faults.fault(
                    place, "links names \(SnakeCase.accepts(field) ? field : "(unreadable)"), which is no reference of a \(kind.name)")
                continue
            }
            guard let record = earlier.first(where: { $0.key == key }), !record.repeats else {
                faults.fault(place, "links of \(field) names no record that comes before it and does not repeat")
                continue
            }
            guard reference.refers.contains(record.kind) else {
                faults.fault(place, "\(field) refers to \(reference.refers.joined(separator: " or ")), and \(key) is a \(record.kind)")
                continue
            }
            links.append(FormRecord.Link(field: field, key: key))
        }
        return links
    }

    // MARK: Types

    /// What expressions of each record may name. Computed values see fields only, so that none goes round in a circle.
    private mutating func names(_ records: [FormRecord], _ sections: [FormSection]) -> [String: FormNames] {
        var names = [String: FormNames]()
        for record in records {
            guard let kind = catalog[record.kind] else { continue }
            names[record.key] = FormNames(catalog: catalog, kind: kind, key: record.key, records: records)
        }
        var computed = [String: [String: ExpressionType]]()
        for section in sections {
            guard let scope = names[section.record] else { continue }
            for case .computed(let item) in section.items {
                let place = "section \(section.name), computed \(item.name)"
                if scope.kind[item.name] != nil || computed[section.record]?[item.name] != nil {
                    faults.fault(place, "there is a field or a computed value of that name already")
                }
                do throws(ExpressionFault) {
                    computed[section.record, default: [:]][item.name] = try ExpressionTyping(names: scope).typed(item.value).1
                } catch {
                    faults.fault(place, "value: \(error)")
                }
            }
        }
        for key in names.keys { names[key]?.computed = computed }
        return names
    }

    private mutating func typed(_ section: FormSection, _ names: FormNames?) -> FormSection {
        guard let names else { return section }
        let place = "section \(section.name)"
        // Whether a group is shown at all cannot depend on one of its records.
        let items = section.items.map { item -> FormItem in
            switch item {
            case .field(let field):
                let condition = faults.typed(field.condition, names, "\(place), field \(field.field)", "when")
                return .field(
                    FormField(
                        field: field.field, labels: field.labels, help: field.help, condition: condition, required: field.required,
                        initial: field.initial))
            case .computed(let computed):
                let value = (try? ExpressionTyping(names: names).typed(computed.value).0) ?? computed.value
                return .computed(FormComputed(name: computed.name, labels: computed.labels, value: value))
            }
        }
        return FormSection(
            name: section.name, labels: section.labels, help: section.help, record: section.record,
            condition: faults.typed(section.condition, sectionNames(names), place, "when"), items: items)
    }

    /// The condition of a repeat group speaks of the record that the group hangs on.
    private func sectionNames(_ names: FormNames) -> FormNames {
        guard let record = names.records.first(where: { $0.key == names.key }), record.repeats, let owner = record.links.first?.key,
            let ownerRecord = names.records.first(where: { $0.key == owner }), let kind = catalog[ownerRecord.kind]
        else { return names }
        return FormNames(catalog: catalog, kind: kind, key: owner, records: names.records, computed: names.computed)
    }
}
