import Clinic
import Forms
import Records

/// Lets people write case numbers, titles and beginnings of identifiers where a form asks for a record.
enum FormReferences {
    /// What a line stands for; the line itself where it leads nowhere, to be refused with what would be accepted.
    static func resolved(_ text: String, _ field: Field, in clinic: Clinic) async throws -> JSONValue {
        guard field.type.isSet else { return .text(try await found(text, field, clinic)) }
        var elements = [JSONValue]()
        for part in text.split(whereSeparator: { $0 == "," || $0 == "،" }) {
            elements.append(.text(try await found(String(part), field, clinic)))
        }
        return .array(elements)
    }

    /// Answers with every reference that can be looked up as an identifier.
    static func resolved(_ answers: JSONValue, of form: FormDefinition, in clinic: Clinic) async -> JSONValue {
        guard var records = answers.objectValue else { return answers }
        for record in form.records {
            guard let kind = clinic.catalog[record.kind], let given = records[record.key] else { continue }
            if let entries = given.arrayValue {
                var resolved = [JSONValue]()
                for entry in entries { resolved.append(await fields(entry, kind, clinic)) }
                records[record.key] = .array(resolved)
            } else {
                records[record.key] = await fields(given, kind, clinic)
            }
        }
        return .object(records)
    }

    private static func fields(_ json: JSONValue, _ kind: RecordKind, _ clinic: Clinic) async -> JSONValue {
        guard var fields = json.objectValue else { return json }
        for field in kind.fields where field.type.element == .reference {
            guard let value = fields[field.name] else { continue }
            if let elements = value.arrayValue {
                var resolved = [JSONValue]()
                for element in elements { resolved.append(await one(element, field, clinic)) }
                fields[field.name] = .array(resolved)
            } else {
                fields[field.name] = await one(value, field, clinic)
            }
        }
        return .object(fields)
    }

    private static func one(_ json: JSONValue, _ field: Field, _ clinic: Clinic) async -> JSONValue {
        guard let text = json.textValue, let found = try? await found(text, field, clinic) else { return json }
        return .text(found)
    }

    private static func found(_ text: String, _ field: Field, _ clinic: Clinic) async throws -> String {
        guard RecordID(text) == nil else { return text }
        return try await RecordFinder.find(text, kind: field.refers.count == 1 ? field.refers[0] : nil, in: clinic).description
    }
}
