/// What shows that a deadline is over, so that it leaves the list of what is due.
public enum DoneRule: Hashable, Sendable {
    /// Everything that stands in a field of yes or no says yes.
    case yes(field: String)
    /// Something stands in the field, and nobody emptied it.
    case filled(field: String)
    /// Everything that stands in a field of one code is one of these.
    case codes(field: String, [String])
    /// The day itself has passed: for what takes place whether or not anybody says so afterwards.
    case passed

    /// The field that it looks at.
    public var field: String? {
        switch self {
        case .yes(let field), .filled(let field), .codes(let field, _): field
        case .passed: nil
        }
    }
}
