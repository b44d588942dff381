import Records

/// Reads `sheets.json` and `strings.json` and collects every fault, so that whoever adapts a sheet corrects it in one go.
struct SheetReader {
    static let sheetsMax = 32
    static let partsMax = 32
    static let itemsMax = 64
    static let stringsMax = 1_000

    private(set) var faults: [String] = []

    mutating func fault(_ place: String, _ what: String) { faults.append("\(place): \(what)") }

    mutating func definitions(_ content: [UInt8]) -> [SheetDefinition] {
        guard let root = document(content, "sheets.json") else { return [] }
        guard let sheets = root["sheets"]?.arrayValue, (1...Self.sheetsMax).contains(sheets.count) else {
            fault("sheets.json", "sheets is not an array of 1 to \(Self.sheetsMax) sheets")
            return []
        }
        var seen = Set<String>()
        return sheets.enumerated().compactMap { index, json in
            let place = "sheets.json, sheet \(index + 1)"
            guard let name = name(json["name"], place), seen.insert(name).inserted else {
                fault(place, "name is missing, there twice, or not of small letters and underscores")
                return nil
            }
            let parts = json["parts"]?.arrayValue ?? []
            guard (1...Self.partsMax).contains(parts.count) else {
                fault(place, "parts is not an array of 1 to \(Self.partsMax) parts")
                return nil
            }
            let about = names(json["about"], place, "about")
            if about.isEmpty { fault(place, "about names no kind of record") }
            if !Self.isPurpose(json["purpose"]) {
                fault(
                    place,
                    "purpose is missing: it is a code of consent_purpose, for which consent is asked before the sheet leaves the clinic, or null for a sheet that stays in the file"
                )
            }
            return SheetDefinition(
                name: name, about: about, purpose: json["purpose"]?.textValue, signatures: names(json["signatures"], place, "signatures"),
                parts: parts.enumerated().map { part($1, "\(place), part \($0 + 1)") })
        }
    }

    /// Left out by mistake, a sheet would leave without anybody's consent.
    private static func isPurpose(_ json: JSONValue?) -> Bool {
        switch json {
        case .null: true
        case .text(let code): SnakeCase.accepts(code)
        default: false
        }
    }

    /// The words of every string by language.
    mutating func strings(_ content: [UInt8]) -> [String: [String: String]] {
        guard let root = document(content, "strings.json") else { return [:] }
        guard let strings = root["strings"]?.objectValue, strings.count <= Self.stringsMax else {
            fault("strings.json", "strings is not an object of at most \(Self.stringsMax) strings")
            return [:]
        }
        var result = [String: [String: String]]()
        for (name, json) in strings.sorted(by: { $0.key < $1.key }) {
            let words = (json.objectValue ?? [:]).compactMapValues(\.textValue).filter { !$0.value.isEmpty }
            if words["en"] == nil || words.count != json.objectValue?.count {
                fault("strings.json, \(name)", "it is not an object of texts with one for en")
            }
            result[name] = words
        }
        return result
    }

    private mutating func part(_ json: JSONValue, _ place: String) -> SheetDefinition.Part {
        let name = name(json["name"], place)
        if name == nil { fault(place, "name is missing or not of small letters and underscores") }
        let rows = json["rows"]?.integerValue ?? 0
        let lines = json["lines"]?.integerValue ?? 0
        if !(0...40).contains(rows) || !(0...40).contains(lines) { fault(place, "rows and lines are numbers from 0 to 40") }
        return SheetDefinition.Part(
            name: name ?? "", heading: json["heading"]?.textValue, kind: json["of"]?.textValue, texts: names(json["texts"], place, "texts"),
            cells: cells(json["cells"], place, "cells"), columns: cells(json["columns"], place, "columns"),
            rows: Int(min(max(rows, 0), 40)), choices: names(json["choices"], place, "choices"), lines: Int(min(max(lines, 0), 40)),
            stamp: json["stamp"]?.flagValue ?? false)
    }

    private mutating func cells(_ json: JSONValue?, _ place: String, _ name: String) -> [SheetDefinition.Cell] {
        names(json, place, name).compactMap { text in
            let cell = SheetDefinition.Cell(text)
            if cell == nil { fault(place, "\(name) has something that is not field:width:lines, width being 2, 3, 4 or 6, lines 1 to 20") }
            return cell
        }
    }

    private mutating func names(_ json: JSONValue?, _ place: String, _ name: String) -> [String] {
        guard let json else { return [] }
        guard let items = json.arrayValue, items.count <= Self.itemsMax, items.allSatisfy({ $0.textValue != nil }) else {
            fault(place, "\(name) is not an array of at most \(Self.itemsMax) texts")
            return []
        }
        return items.compactMap(\.textValue)
    }

    private func name(_ json: JSONValue?, _ place: String) -> String? {
        guard let name = json?.textValue, SheetTemplate.isName(name), !name.contains(".") else { return nil }
        return name
    }

    private mutating func document(_ content: [UInt8], _ place: String) -> JSONValue? {
        do {
            return try JSONValue(parsing: content)
        } catch {
            fault(place, error.message)
            return nil
        }
    }
}
