import Records

extension FormReader {
    mutating func sections(_ value: JSONValue?, _ records: [FormRecord]) -> [FormSection] {
        var sections = [FormSection]()
        var asked = Set<String>()
        var groups = Set<String>()
        var itemCount = 0
        for (index, item) in faults.elements(value, "", "sections", 1...Self.sectionsMax).enumerated() {
            var place = "section \(index + 1)"
            faults.only(["name", "labels", "help", "record", "when", "items"], in: item, place)
            guard let name = faults.name(item["name"], place, "name") else { continue }
            place = "section \(name)"
            if sections.contains(where: { $0.name == name }) { faults.fault(place, "there is a second section of that name") }
            let key = item["record"]?.textValue ?? records[0].key
            guard let record = records.first(where: { $0.key == key }), let kind = catalog[record.kind] else {
                faults.fault(place, "record is none of " + records.map(\.key).joined(separator: ", "))
                continue
            }
            if record.repeats, !groups.insert(key).inserted { faults.fault(place, "\(key) repeats, and a repeat group is one section") }
            var items = [FormItem]()
            for (index, item) in faults.elements(item["items"], place, "items", 1...Self.itemsMax).enumerated() {
                let place = "\(place), item \(index + 1)"
                if item["compute"] != nil {
                    if let computed = computed(item, place) { items.append(.computed(computed)) }
                } else if let field = field(item, of: kind, record, place) {
                    if !asked.insert("\(key).\(field.field)").inserted { faults.fault(place, "the field \(field.field) is asked twice") }
                    items.append(.field(field))
                }
            }
            itemCount += items.count
            sections.append(
                FormSection(
                    name: name, labels: faults.labels(item["labels"], place), help: faults.texts(item["help"], place, "help"), record: key,
                    condition: faults.expression(item["when"], place, "when"), items: items))
        }
        if itemCount > Self.itemsMax { faults.fault("", "the form has \(itemCount) items; \(Self.itemsMax) is the most") }
        for record in records where !sections.contains(where: { $0.record == record.key }) {
            faults.fault("record \(record.key)", "no section asks anything of it")
        }
        return sections
    }

    private mutating func computed(_ item: JSONValue, _ place: String) -> FormComputed? {
        faults.only(["compute", "labels", "value"], in: item, place)
        let name = faults.name(item["compute"], place, "compute")
        let labels = faults.labels(item["labels"], place)
        guard let value = faults.expression(item["value"], place, "value") else {
            if item["value"] == nil { faults.fault(place, "value is missing: the expression to compute") }
            return nil
        }
        return name.map { FormComputed(name: $0, labels: labels, value: value) }
    }

    private mutating func field(_ item: JSONValue, of kind: RecordKind, _ record: FormRecord, _ place: String) -> FormField? {
        faults.only(["field", "labels", "help", "when", "required", "default"], in: item, place)
        guard let name = faults.name(item["field"], place, "field") else { return nil }
        guard let field = kind[name] else {
            let nearest = Nearest.name(to: name, among: kind.fields.map(\.name)).map { "; \($0) may have been meant" } ?? ""
            faults.fault(place, "a \(kind.name) has no field \(name)\(nearest)")
            return nil
        }
        if field.retired { faults.fault(place, "the field \(name) was retired: it is still read where it stands, but no longer asked") }
        if record.links.contains(where: { $0.field == name }) { faults.fault(place, "\(name) is filled in by a link and never asked") }
        return FormField(
            field: name, labels: faults.texts(item["labels"], place, "labels"), help: faults.texts(item["help"], place, "help"),
            condition: faults.expression(item["when"], place, "when"), required: faults.flag(item["required"], place, "required"),
            initial: initial(item["default"], of: field, kind, place))
    }

    /// `{"today": true}`, `{"person": true}`, `{"place": true}`, or a value as the field takes it.
    private mutating func initial(_ value: JSONValue?, of field: Field, _ kind: RecordKind, _ place: String) -> FormField.Initial? {
        guard let value, !value.isNull else { return nil }
        if value == ["today": true] {
            if field.type != .date { faults.fault(place, "default: only a date begins with today") }
            return .today
        }
        if value == ["person": true] {
            if field.type != .text { faults.fault(place, "default: only a text begins with the name of a person") }
            return .person
        }
        if value == ["place": true] {
            if field.type != .place { faults.fault(place, "default: only a place begins with the device's place") }
            return .place
        }
        do throws(ValidationFailure) {
            _ = try catalog.validate(kind: kind.name, fields: [field.name: value], creating: false)
        } catch {
            for problem in error.problems { faults.fault(place, "default: \(problem.message) Accepted: \(problem.accepted).") }
        }
        return .value(value)
    }
}
