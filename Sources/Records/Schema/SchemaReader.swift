/// Reads schema files and collects every fault, so that whoever adapts a form corrects it in one go.
struct SchemaReader {
    private(set) var kinds: [RecordKind] = []
    private(set) var vocabularies: [Vocabulary] = []
    /// Each says file, place and what is wrong.
    private(set) var faults: [String] = []
    /// The file being read.
    private var path = ""

    static let fieldsMax = 256
    static let codesMax = 10_000

    mutating func read(_ files: [String: [UInt8]]) {
        for (path, content) in files.sorted(by: { $0.key < $1.key }) {
            self.path = path
            if let name = Self.name(in: path, folder: "vocabularies/", suffix: ".json") {
                if let vocabulary = vocabulary(named: name, content) { vocabularies.append(vocabulary) }
            } else if let name = Self.name(in: path, folder: "records/", suffix: ".schema.json") {
                if let kind = kind(named: name, content) { kinds.append(kind) }
            }
        }
        // A vocabulary or kind that has faults of its own is not missing besides.
        if faults.isEmpty { checkLinks() }
        if faults.isEmpty, kinds.isEmpty { faults.append("There is no kind of record in records/.") }
    }

    /// Faults that follow are of this file.
    mutating func begin(_ path: String) { self.path = path }

    mutating func fault(_ place: String, _ what: String) {
        faults.append(place.isEmpty ? "\(path): \(what)" : "\(path), \(place): \(what)")
    }

    static func name(in path: String, folder: String, suffix: String) -> String? {
        guard path.hasPrefix(folder), path.hasSuffix(suffix), path.utf8.count > folder.utf8.count + suffix.utf8.count else { return nil }
        return String(path.dropFirst(folder.count).dropLast(suffix.count))
    }

    /// What one file names and another has to hold.
    private mutating func checkLinks() {
        let vocabularyNames = Set(vocabularies.map(\.name))
        let kindNames = Set(kinds.map(\.name))
        for kind in kinds {
            path = "records/\(kind.name).schema.json"
            for field in kind.fields {
                if let vocabulary = field.vocabulary, !vocabularyNames.contains(vocabulary) {
                    fault(field.name, "there is no file vocabularies/\(vocabulary).json")
                }
                for rule in kind.done {
                    guard case .codes(field.name, let codes) = rule,
                        let vocabulary = vocabularies.first(where: { $0.name == field.vocabulary })
                    else { continue }
                    for code in codes where vocabulary[code] == nil { fault("done", "\(vocabulary.name) has no code \(code)") }
                }
                for target in field.refers where !kindNames.contains(target) {
                    fault(field.name, "it refers to \(target), for which there is no file in records/")
                }
            }
        }
    }
}

/// Reading of members, each fault being noted where it is.
extension SchemaReader {
    mutating func document(_ content: [UInt8], orderOf member: String? = nil) -> (root: JSONValue, order: [String])? {
        do {
            var parser = try JSONParser(content, orderOf: member)
            let root = try parser.document()
            guard case .object = root else {
                fault("", "it is not an object")
                return nil
            }
            return (root, parser.order)
        } catch {
            fault("", error.message)
            return nil
        }
    }

    mutating func labels(_ value: JSONValue?, _ place: String) -> [String: String] {
        let labels = texts(value, place, "labels")
        if labels["en"] == nil { fault(place, "labels has no en") }
        return labels
    }

    mutating func texts(_ value: JSONValue?, _ place: String, _ name: String) -> [String: String] {
        guard let value else { return [:] }
        guard let members = value.objectValue, members.values.allSatisfy({ !($0.textValue ?? "").isEmpty }) else {
            fault(place, "\(name) is not an object of texts")
            return [:]
        }
        return members.compactMapValues(\.textValue)
    }

    mutating func names(_ value: JSONValue?, _ place: String, _ name: String) -> [String] {
        guard let value else { return [] }
        guard let elements = value.arrayValue, elements.allSatisfy({ $0.textValue != nil }) else {
            fault(place, "\(name) is not an array of names")
            return []
        }
        return elements.compactMap(\.textValue)
    }

    mutating func version(_ value: JSONValue?) -> Int {
        guard let version = value?.integerValue, version >= 1, version <= 1_000_000 else {
            fault("", "version is not a number from 1")
            return 1
        }
        return Int(version)
    }

    mutating func flag(_ value: JSONValue?, _ place: String, _ name: String, or fallback: Bool? = nil) -> Bool {
        if let flag = value?.flagValue { return flag }
        if value == nil, let fallback { return fallback }
        fault(place, "\(name) is neither true nor false")
        return true
    }

    mutating func choice<Choice: RawRepresentable & CaseIterable>(
        _ value: JSONValue?, _ place: String, _ name: String, of: Choice.Type
    ) -> Choice? where Choice.RawValue == String {
        if let choice = value?.textValue.flatMap(Choice.init(rawValue:)) { return choice }
        fault(place, "\(name) is none of " + Choice.allCases.map(\.rawValue).joined(separator: ", "))
        return nil
    }
}
