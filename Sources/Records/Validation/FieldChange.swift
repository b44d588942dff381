/// One edit of one field, ready to become an operation.
public struct FieldChange: Hashable, Sendable {
    public let field: String
    public let edit: FieldEdit

    public init(field: String, edit: FieldEdit) {
        self.field = field
        self.edit = edit
    }
}

public enum FieldEdit: Hashable, Sendable {
    /// Sets a register; ``Value/nothing`` empties it.
    case put(Value)
    /// Adds an element to a set.
    case add(Value)
    /// Removes an element from a set.
    case remove(Value)
    /// Appends a note.
    case note(String)
}
