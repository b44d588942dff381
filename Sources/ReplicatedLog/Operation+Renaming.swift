public import Records

extension Operation {
    /// The same edit, said of the records and operations by their new names: for content that is written again in another chain.
    public func renamed(_ names: [OperationID: OperationID]) -> Operation {
        func name(_ id: OperationID) -> OperationID { names[id] ?? id }
        func value(_ value: Value) -> Value {
            if case .reference(let id) = value { .reference(name(id)) } else { value }
        }
        return switch self {
        case .create, .other: self
        case .put(let record, let field, let content, let over):
            .put(record: name(record), field: field, value: value(content), over: over.map { $0.map(name).sorted() })
        case .add(let record, let field, let content): .add(record: name(record), field: field, value: value(content))
        case .remove(let record, let field, let content, let over):
            .remove(record: name(record), field: field, value: value(content), over: over.map { $0.map(name).sorted() })
        case .note(let record, let field, let text, let about):
            .note(record: name(record), field: field, text: text, about: about.map(name))
        }
    }

    /// The same edit, naming what it supersedes instead of leaving it to what its author had seen.
    public func over(_ named: [OperationID]) -> Operation {
        switch self {
        case .put(let record, let field, let value, nil): .put(record: record, field: field, value: value, over: named)
        case .remove(let record, let field, let value, nil): .remove(record: record, field: field, value: value, over: named)
        default: self
        }
    }
}
