import Clinic
import Records

/// What people call a record on a command line: its number, or else its identifier.
enum RecordName {
    static func phrase(_ number: String?, _ id: RecordID) -> Phrase {
        number.map { "\($0)" } ?? .words(id.description)
    }

    /// Kind and name: `case K7Q-RD-0042-X`.
    static func phrase(_ kind: String, _ number: String?, _ id: RecordID) -> Phrase { "\(kind) \(phrase(number, id))" }
}

extension Optional<String> {
    var json: JSONValue { map(JSONValue.text) ?? .null }
}
