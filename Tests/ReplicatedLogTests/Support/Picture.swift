import Records
import ReplicatedLog

/// What a projection knows that only listens to the changes that folding reports.
struct Picture {
    struct Field: Hashable {
        let record: RecordID
        let name: String
    }

    private(set) var kinds: [RecordID: String] = [:]
    private(set) var survivors: [Field: [OperationID]] = [:]
    private(set) var elements: [Field: Set<Value>] = [:]
    private(set) var notes: [Field: Set<OperationID>] = [:]

    mutating func apply(_ changes: [Change]) {
        for change in changes {
            switch change {
            case .created(let record, let kind, _, _):
                kinds[record] = kind
            case .register(let record, let field, _, _, let standing):
                survivors[Field(record: record, name: field)] = standing.map(\.operation)
            case .element(let record, let field, let value, let present):
                if present {
                    elements[Field(record: record, name: field), default: []].insert(value)
                } else {
                    elements[Field(record: record, name: field), default: []].remove(value)
                }
            case .noted(let record, let field, let operation, _, _, _):
                notes[Field(record: record, name: field), default: []].insert(operation)
            }
        }
    }
}
