import Foundation
import Records

/// The forms of a workload: for each kind of record in its files a schema, made from the values alone.
///
/// A clinic's own forms would say the same: dates are dates, numbers numbers, and what comes again and again is chosen from a menu.
struct Forms {
    struct Field: Equatable {
        let type: FieldType
        var codes: [String] = []
        var textMax = 200
        var isSearched: Bool { type == .text || type == .notes }
    }

    /// By kind and field, as the product calls them.
    let kinds: [String: [String: Field]]

    /// The product's word for a person who comes to the clinic; it keeps `person` for those who work there.
    static func kind(_ recordType: String) -> String { recordType == "person" ? "client" : recordType }

    /// A form names a record by what it is: the product takes the case that a record hangs on from a field of this name.
    static func field(_ name: String) -> String {
        name == "case_id" ? "case" : name == "person_id" ? "client" : name
    }

    init(kinds: [String: [String: Field]]) { self.kinds = kinds }

    /// Writes `records/` and `vocabularies/` for ``Clinic/Options/schemaDirectory``.
    func write(to folder: String) throws {
        for part in ["records", "vocabularies"] {
            try FileManager.default.createDirectory(atPath: folder + "/" + part, withIntermediateDirectories: true)
        }
        for (kind, fields) in kinds {
            for (name, field) in fields where !field.codes.isEmpty {
                let vocabulary = Self.vocabularyName(kind, name)
                try Self.write(Self.vocabulary(vocabulary, field.codes), to: "\(folder)/vocabularies/\(vocabulary).json")
            }
            try Self.write(schema(kind, fields), to: "\(folder)/records/\(kind).schema.json")
        }
    }

    private static func write(_ json: JSONValue, to path: String) throws { try Data(json.serialized()).write(to: URL(filePath: path)) }

    private static func vocabularyName(_ kind: String, _ field: String) -> String { "bench_\(kind)_\(field)" }

    private static func vocabulary(_ name: String, _ codes: [String]) -> JSONValue {
        [
            "vocabulary": .text(name), "version": 1, "labels": ["en": .text(name)],
            "codes": .array(codes.map { ["code": .text($0), "labels": ["en": .text($0)], "retired": false] }),
        ]
    }

    private func schema(_ kind: String, _ fields: [String: Field]) -> JSONValue {
        let names = fields.keys.sorted()
        let titles = names.filter { fields[$0]?.type == .text }.prefix(2)
        let title = titles.isEmpty ? names.prefix(1) : titles
        return [
            "type": "object",
            "x-satchel": [
                "kind": .text(kind), "version": 1, "labels": ["en": .text(kind)], "title": .array(title.map { .text($0) }),
            ],
            "properties": .object(fields.reduce(into: [:]) { $0[$1.key] = property(kind, $1.key, $1.value) }),
        ]
    }

    private func property(_ kind: String, _ name: String, _ field: Field) -> JSONValue {
        var schema = Self.shape(field)
        var satchel: [String: JSONValue] = [
            "type": .text(field.type.rawValue), "merge": .text(Self.merge(field.type)), "pii": true, "search": .flag(field.isSearched),
            "labels": ["en": .text(name)],
        ]
        if field.type.element == .code { satchel["vocabulary"] = .text(Self.vocabularyName(kind, name)) }
        if field.type == .reference { satchel["refers"] = .array(kinds.keys.sorted().map { .text($0) }) }
        schema["x-satchel"] = .object(satchel)
        return .object(schema)
    }

    private static func merge(_ type: FieldType) -> String { type == .notes ? "notes" : type.isSet ? "set" : "review" }

    /// The keywords of JSON Schema that go with a type.
    private static func shape(_ field: Field) -> [String: JSONValue] {
        let code: JSONValue = "^[a-z0-9_]{1,64}$"
        switch field.type {
        case .flag: return ["type": "boolean"]
        case .integer: return ["type": "integer", "minimum": .integer(-1 << 60), "maximum": .integer(1 << 60)]
        case .decimal: return ["type": "string", "pattern": "^-?[0-9]{1,15}(\\.[0-9]{1,6})?$"]
        case .date: return ["type": "string", "pattern": "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?~?$"]
        case .time: return ["type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"]
        case .reference:
            return ["type": "string", "pattern": "^[0-9a-hjkmnp-tv-z]{26}\\.[0-9]{1,19}\\.[0-9]{1,5}$"]
        case .place:
            return ["type": "object", "properties": ["text": ["type": "string", "maxLength": 200]]]
        case .code: return ["type": "string", "pattern": code]
        case .codes: return ["type": "array", "items": ["type": "string", "pattern": code], "uniqueItems": true, "maxItems": 256]
        case .notes:
            let text: JSONValue = ["type": "string", "maxLength": .integer(Int64(Records.Field.textMaxMax))]
            return [
                "type": "array",
                "items": ["type": "object", "properties": ["text": text], "required": ["text"]],
            ]
        default: return ["type": "string", "maxLength": .integer(Int64(field.textMax))]
        }
    }
}

extension Forms {
    /// A value of the event files as a form of this workload takes and shows it: `null` for an empty one.
    ///
    /// - Parameter record: the identifier of a record by its name in the files.
    func json(_ value: JSONValue, kind: String, field: String, record: (String) -> String?) throws(EventFault) -> JSONValue {
        guard let type = kinds[kind]?[field]?.type else { throw EventFault("a \(kind) has no field \(field)") }
        switch value {
        case .null, .text(""): return .null
        case .text(let text):
            switch type.element {
            case .code:
                guard let code = FieldStudy.code(text) else { throw EventFault("\(field) is no code") }
                return .text(code)
            case .place:
                return ["code": .text(text)]
            case .reference:
                guard let id = record(text) else { throw EventFault("\(field) refers to a record that no event before it created") }
                return .text(id)
            default: return .text(text.trimmingCharacters(in: .whitespacesAndNewlines))
            }
        case .integer(let number) where type == .decimal: return .text(String(number))
        case .number(let number) where type == .decimal: return .text(String(number))
        default: return value
        }
    }
}
