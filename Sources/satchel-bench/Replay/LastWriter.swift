import Records

/// What all records end as when the last writer wins: the obvious reference, without any replication.
///
/// A field that two devices edited before either had met the other may end as what either wrote last.
struct LastWriter {
    struct Register: Equatable {
        let value: JSONValue
        let milliseconds: Int64
    }

    struct Record: Equatable {
        let kind: String
        /// What each device wrote last, by field and device.
        var registers: [String: [String: Register]] = [:]
        var sets: [String: Set<String>] = [:]
        var notes: [String: [String]] = [:]
    }

    private(set) var records: [String: Record] = [:]
    /// Fields where either value may stand; `nil` for all that more than one device wrote.
    private let concurrent: Set<[String]>?
    private(set) var concurrentCount = 0

    init(concurrent: [EventFolder.Pair]?) {
        self.concurrent = concurrent.map { Set($0.map { [$0.record, $0.field] }) }
        concurrentCount = self.concurrent?.count ?? 0
    }

    /// Events of one device come in its order; of different devices in any.
    mutating func take(_ event: ReferenceEvent) {
        var record = records.removeValue(forKey: event.record) ?? Record(kind: event.kind)
        func register(_ value: JSONValue) -> Register { Register(value: value, milliseconds: event.milliseconds) }
        switch event.edit {
        case .create(let fields):
            for (field, value) in fields { record.registers[field, default: [:]][event.device] = register(value) }
        case .set(let field, let value): record.registers[field, default: [:]][event.device] = register(value)
        case .add(let field, let value): record.sets[field, default: []].insert(value.textValue ?? "")
        case .remove(let field, let value): record.sets[field, default: []].remove(value.textValue ?? "")
        case .note(let field, let text): record.notes[field, default: []].append(text)
        }
        records[event.record] = record
    }

    /// The values that a field may end as.
    func allowed(_ name: String, _ field: String) -> [JSONValue] {
        let registers = records[name]?.registers[field] ?? [:]
        if registers.count < 2 || concurrent?.contains([name, field]) ?? true { return registers.values.map(\.value) }
        let last = registers.max { ($0.value.milliseconds, $0.key) < ($1.value.milliseconds, $1.key) }
        return last.map { [$0.value.value] } ?? []
    }

    /// Compares the records of a store with this reference, field by field.
    ///
    /// - Parameter exported: `fields` of each record as ``Clinic/export(space:kind:to:report:)`` writes them, by the names of the files.
    /// - Returns: how many differ, and some of them by record and field.
    func differences(from exported: [String: [String: JSONValue]], forms: Forms, record id: (String) -> String?) throws -> [String] {
        var differences = [String]()
        for (name, record) in records {
            guard let fields = exported[name] else {
                differences.append(name)
                continue
            }
            let kind = Forms.kind(record.kind)
            for field in record.registers.keys {
                let allowed = try allowed(name, field).map { try forms.json($0, kind: kind, field: Forms.field(field), record: id) }
                if !allowed.contains(fields[Forms.field(field)] ?? .null) { differences.append("\(name).\(field)") }
            }
            for (field, elements) in record.sets {
                let wanted = Set(
                    try elements.map { try forms.json(.text($0), kind: kind, field: Forms.field(field), record: id) })
                if Set(fields[Forms.field(field)]?.arrayValue ?? []) != wanted { differences.append("\(name).\(field)") }
            }
            for (field, texts) in record.notes {
                let wanted = try texts.map { try forms.json(.text($0), kind: kind, field: Forms.field(field), record: id).textValue ?? "" }
                let found = (fields[Forms.field(field)]?.arrayValue ?? []).compactMap { $0["text"]?.textValue }
                if found.sorted() != wanted.sorted() { differences.append("\(name).\(field)") }
            }
        }
        differences += exported.keys.filter { records[$0] == nil }
        return differences.sorted()
    }
}
