import Roster

/// A caseload and what may be done there, as `north` or `north:read`.
enum GrantText {
    static func parse(_ text: String) -> (name: String, access: Access) {
        for (suffix, access) in [(":read", Access.read), (":write", .write)] where text.hasSuffix(suffix) {
            return (String(text.dropLast(suffix.count)), access)
        }
        return (text, .write)
    }
}

extension Access {
    var word: String {
        switch self {
        case .read: "read"
        case .write: "write"
        }
    }
}
