import Records

/// Reads members of JSON and notes each fault where it is, so that whoever writes a form corrects it in one go.
struct FaultCollector {
    let path: String
    private(set) var faults: [String] = []

    /// So that a file of nonsense is not answered by a megabyte of faults.
    static let faultsMax = 100
    static let textMax = 2000

    init(path: String) { self.path = path }

    mutating func fault(_ place: String, _ what: String) {
        guard faults.count < Self.faultsMax else { return }
        faults.append(place.isEmpty ? "\(path): \(what)" : "\(path), \(place): \(what)")
    }

    /// Faults an object for members that nothing reads, which are mostly mistyped ones.
    mutating func only(_ members: Set<String>, in object: JSONValue, _ place: String) {
        for name in (object.objectValue ?? [:]).keys.filter({ !members.contains($0) }).sorted().prefix(8) {
            let shown = SnakeCase.accepts(name) ? name : "(unreadable)"
            let nearest = Nearest.name(to: name, among: members).map { "; \($0) may have been meant" } ?? ""
            fault(place, "it has a member \(shown), which is not read\(nearest)")
        }
    }

    mutating func name(_ value: JSONValue?, _ place: String, _ member: String) -> String? {
        guard let name = value?.textValue, SnakeCase.accepts(name) else {
            fault(place, "\(member) is not a name in snake_case of 1 to 64")
            return nil
        }
        return name
    }

    mutating func labels(_ value: JSONValue?, _ place: String, _ member: String = "labels") -> [String: String] {
        let labels = texts(value, place, member)
        if labels["en"] == nil { fault(place, "\(member) has no en") }
        return labels
    }

    mutating func texts(_ value: JSONValue?, _ place: String, _ member: String) -> [String: String] {
        guard let value else { return [:] }
        let texts = value.objectValue?.compactMapValues(\.textValue)
        guard let texts, texts.count == value.objectValue?.count,
            texts.allSatisfy({ !$0.value.isEmpty && $0.value.utf8.count <= Self.textMax && $0.key.utf8.count <= 16 })
        else {
            fault(place, "\(member) is not an object of texts by language, of at most \(Self.textMax) bytes each")
            return [:]
        }
        return texts
    }

    mutating func flag(_ value: JSONValue?, _ place: String, _ member: String) -> Bool {
        guard let value else { return false }
        if let flag = value.flagValue { return flag }
        fault(place, "\(member) is neither true nor false")
        return false
    }

    mutating func elements(_ value: JSONValue?, _ place: String, _ member: String, _ range: ClosedRange<Int>) -> [JSONValue] {
        if value == nil, range.lowerBound == 0 { return [] }
        guard let elements = value?.arrayValue, range.contains(elements.count) else {
            fault(place, "\(member) is not an array of \(range.lowerBound) to \(range.upperBound)")
            return []
        }
        return elements
    }

    mutating func version(_ value: JSONValue?) -> Int {
        guard let version = value?.integerValue, (1...1_000_000).contains(version) else {
            fault("", "version is not a number from 1")
            return 1
        }
        return Int(version)
    }

    mutating func document(_ content: [UInt8]) -> JSONValue? {
        do {
            let root = try JSONValue(parsing: content)
            guard case .object = root else {
                fault("", "it is not an object")
                return nil
            }
            return root
        } catch {
            fault("", error.message)
            return nil
        }
    }

    /// An expression as it is written; its types are looked at once everything it may name is known.
    mutating func expression(_ value: JSONValue?, _ place: String, _ member: String) -> Expression? {
        guard let value else { return nil }
        guard let source = value.textValue else {
            fault(place, "\(member) is not an expression in quotation marks")
            return nil
        }
        do throws(ExpressionFault) {
            return try ExpressionParser.parse(source)
        } catch {
            fault(place, "\(member): \(error)")
            return nil
        }
    }

    mutating func typed(_ expression: Expression?, _ names: any ExpressionNames, _ place: String, _ member: String) -> Expression? {
        guard let expression else { return nil }
        do throws(ExpressionFault) {
            return try ExpressionTyping(names: names).condition(expression)
        } catch {
            fault(place, "\(member): \(error)")
            return nil
        }
    }
}
