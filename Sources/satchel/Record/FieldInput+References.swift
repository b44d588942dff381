import Clinic
import Records

extension FieldInput {
    /// Lets people write case numbers, titles and beginnings of identifiers where a field refers to a record.
    mutating func resolveReferences(in clinic: Clinic) async {
        for (name, value) in fields {
            guard let field = kind[name], field.type.element == .reference else { continue }
            let kind = field.refers.count == 1 ? field.refers[0] : nil
            do {
                if let elements = value.arrayValue {
                    var resolved = [JSONValue]()
                    for element in elements { resolved.append(try await Self.resolved(element, kind, clinic)) }
                    replace(name, with: .array(resolved))
                } else {
                    replace(name, with: try await Self.resolved(value, kind, clinic))
                }
            } catch {
                let complaint = Complaint(error)
                report(
                    Problem(field: name, code: .notAReference, message: complaint.message, accepted: "a case number, title or identifier"))
            }
        }
    }

    private static func resolved(_ value: JSONValue, _ kind: String?, _ clinic: Clinic) async throws -> JSONValue {
        guard let text = value.textValue, RecordID(text) == nil else { return value }
        return .text(try await RecordFinder.find(text, kind: kind, in: clinic).description)
    }
}
