public import Records
import ReplicatedLog

/// One record of a save: a new one, or what a form changes.
public struct Draft: Sendable {
    public enum Target: Sendable {
        case new(kind: String)
        case form(Form)
    }

    public var target: Target
    /// What the other drafts of the save refer to it by, as `"@name"`, and what problems call it: `client`, `obligation 2`.
    public var name: String
    public var fields: [String: JSONValue]
    /// What the row of a list that it comes from is known by.
    var importKey: ImportKey?

    /// - Parameter fields: JSON in the shapes of the kind's schema; only what is to change of a form.
    public init(_ target: Target, _ fields: [String: JSONValue], name: String = "") {
        self.target = target
        self.name = name
        self.fields = fields
    }

    var kind: String {
        switch target {
        case .new(let kind): kind
        case .form(let form): form.kind
        }
    }

    var form: Form? { if case .form(let form) = target { form } else { nil } }

    /// The most records that one save takes.
    public static let countMax = 256
}
