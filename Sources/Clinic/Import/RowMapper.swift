import Records
import Tables

/// One cell of what is brought in.
enum SourceCell: Hashable {
    case text(String)
    /// A day, as workbooks know them.
    case date(CalendarDate)
    /// As it stands in a JSON Lines file.
    case json(JSONValue)
    /// A formula without a value, or one that failed.
    case fault

    var isEmpty: Bool {
        switch self {
        case .text(let text): text.allSatisfy(\.isWhitespace)
        case .json(let json): json.isNull
        case .date, .fault: false
        }
    }

    var text: String? {
        switch self {
        case .text(let text): text
        case .date(let date): date.description
        case .json(let json):
            switch json {
            case .text(let text): text
            case .integer(let number): String(number)
            case .number(let number): String(number)
            case .flag(let flag): flag ? "true" : "false"
            case .null, .array, .object: nil
            }
        case .fault: nil
        }
    }
}

/// A mapping made ready for the columns of one file: cells in, fields out.
struct RowMapper {
    /// A class, because every row goes through all of them, and a field is large to copy.
    private final class Compiled: Sendable {
        let field: Field
        let source: ImportMapping.Source
        let places: [Int]
        /// What folds to the same as a key of the mapping, a label in any language, or a code.
        let codes: [String: JSONValue]

        init(_ field: Field, _ source: ImportMapping.Source, places: [Int], codes: [String: JSONValue]) {
            self.field = field
            self.source = source
            self.places = places
            self.codes = codes
        }
    }

    struct Mapped {
        var fields: [String: JSONValue] = [:]
        var problems: [ImportProblem] = []
        /// What names the row for ever; empty when a column of it is.
        var id: [String] = []
    }

    private let kind: String
    private let catalog: SchemaCatalog
    private let compiled: [Compiled]
    private let idPlaces: [Int]
    let columns: [String]
    /// Columns that the mapping neither takes nor ignores.
    let unusedColumns: [String]

    /// - Throws: `.badMapping` for a column that the file does not have.
    init(_ mapping: ImportMapping, columns: [String], catalog: SchemaCatalog) throws(ClinicError) {
        kind = mapping.kind
        self.catalog = catalog
        self.columns = columns
        let places = Dictionary(columns.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        let missing = mapping.columns.filter { places[$0] == nil }
        guard missing.isEmpty else {
            throw ClinicError(
                .badMapping,
                "The file lacks \(missing.count) of the columns that the mapping names: \(missing.prefix(8).joined(separator: ", ")).",
                hint: "Columns go by their headings, letter for letter; `satchel import --suggest FILE` shows them.")
        }
        idPlaces = mapping.id.compactMap { places[$0] }
        let used = Set(mapping.columns + mapping.ignored)
        unusedColumns = columns.filter { !used.contains($0) }
        compiled = (catalog[mapping.kind]?.fields ?? []).compactMap { field in
            guard let source = mapping.fields[field.name] else { return nil }
            return Compiled(
                field, source, places: source.columns.compactMap { places[$0] }, codes: Self.codes(source, field, catalog))
        }
    }

    private static func codes(_ source: ImportMapping.Source, _ field: Field, _ catalog: SchemaCatalog) -> [String: JSONValue] {
        var codes = [String: JSONValue]()
        if let vocabulary = field.vocabulary.flatMap(catalog.vocabulary) {
            for code in vocabulary.current {
                for label in code.labels.values { codes[SearchText.fold(label)] = .text(code.code) }
            }
            for code in vocabulary.current { codes[SearchText.fold(code.code)] = .text(code.code) }
        }
        for (key, value) in source.codes { codes[SearchText.fold(key)] = value }
        return codes
    }

    func map(_ row: SourceRow) -> Mapped {
        var mapped = Mapped()
        if let fault = row.fault {
            mapped.problems = [fault]
            return mapped
        }
        let id = idPlaces.map { $0 < row.cells.count ? row.cells[$0].text ?? "" : "" }
        if !id.isEmpty, id.allSatisfy({ !$0.allSatisfy(\.isWhitespace) }) {
            mapped.id = id
        } else if !id.isEmpty {
            mapped.problems.append(
                ImportProblem(
                    row, columns[idPlaces[0]], nil, "The column that names the row is empty.", accepted: "a number or name of its own"))
        }
        mapped.fields.reserveCapacity(compiled.count)
        for item in compiled {
            do throws(CellFault) {
                if let value = try value(item, row), !value.isNull { mapped.fields[item.field.name] = value }
            } catch {
                mapped.problems.append(
                    ImportProblem(row, item.places.first.map { columns[$0] }, item.field.name, error.message, accepted: error.accepted))
            }
        }
        return mapped
    }

    private struct CellFault: Error {
        let message: String
        var accepted = ""
    }

    private func value(_ item: Compiled, _ row: SourceRow) throws(CellFault) -> JSONValue? {
        if let constant = item.source.constant { return constant }
        let cells = item.places.compactMap { $0 < row.cells.count ? row.cells[$0] : nil }.filter { !$0.isEmpty }
        guard !cells.isEmpty else { return item.source.codes[""] ?? nil }
        guard !cells.contains(.fault) else {
            throw CellFault(
                message: "The cell has a formula without a value.", accepted: "the value itself: open the file, save it, and try again")
        }
        if cells.count == 1 {
            if case .date(let date) = cells[0], item.field.type == .date { return .text(date.description) }
            if case .json(let json) = cells[0], item.source.codes.isEmpty, item.source.split == nil, item.source.date == nil,
                item.source.imported == nil, json.textValue == nil || item.field.type != .code
            {
                return item.field.type == .notes ? Self.newNotes(json) : json
            }
        }
        var texts = [String]()
        for cell in cells {
            guard let text = cell.text else { throw CellFault(message: "The value has parts, and the mapping treats it as text.") }
            texts.append(text)
        }
        return try value(of: texts.joined(separator: item.source.join), item)
    }

    private func value(of text: String, _ item: Compiled) throws(CellFault) -> JSONValue? {
        let field = item.field
        if let date = item.source.date { return .text(try Self.date(text, date)) }
        if field.type.isSet || item.source.split != nil {
            let parts = item.source.split.map { text.split(separator: $0).map(String.init) } ?? Self.parts(text)
            var elements = [JSONValue]()
            for part in parts.map(Self.trimmed) where !part.isEmpty {
                let element = coded(part, item)
                if !element.isNull, !elements.contains(element) { elements.append(element) }
            }
            return .array(elements)
        }
        if field.type == .code || !item.source.codes.isEmpty || item.source.otherwise != nil { return coded(Self.trimmed(text), item) }
        if field.type == .reference { return .text(Self.trimmed(text)) }
        do throws(ValidationFailure) {
            return try catalog.json(fromText: text, field: field.name, kind: kind)
        } catch {
            throw CellFault(message: error.problems.first?.message ?? error.message, accepted: error.problems.first?.accepted ?? "")
        }
    }

    /// A code by the mapping's table, a label of any language, or the code itself; anything else as it is, for the validation to refuse.
    private func coded(_ text: String, _ item: Compiled) -> JSONValue {
        item.codes[SearchText.fold(text)] ?? item.source.otherwise ?? .text(text)
    }

    private static func parts(_ text: String) -> [String] {
        text.split { $0 == "," || $0 == "،" || $0 == ";" || $0 == "؛" }.map(String.init)
    }

    private static func trimmed(_ text: String) -> String {
        let end = text.lastIndex { !$0.isWhitespace }
        return end.map { String(text[...$0].drop(while: \.isWhitespace)) } ?? ""
    }

    /// Notes of an export carry who wrote them; here they are written anew.
    private static func newNotes(_ json: JSONValue) -> JSONValue {
        .array((json.arrayValue ?? [json]).map { $0["text"] ?? $0 })
    }

    private static func date(_ text: String, _ format: ImportDate) throws(CellFault) -> String {
        let isEstimated = trimmed(text).hasSuffix("~")
        let numbers = numbers(in: text)
        guard numbers.allSatisfy({ $0.count <= 4 }) else { throw wrong(format) }
        let values = numbers.map { $0.reduce(0) { 10 * $0 + $1 } }
        var parts = [ImportDate.Part: Int]()
        switch values.count {
        case 3:
            guard let year = format.order.firstIndex(of: .year), numbers[year].count == 4 else { throw wrong(format) }
            for (part, value) in zip(format.order, values) { parts[part] = value }
        case 1 where numbers[0].count == 4: parts[.year] = values[0]
        case 2:
            // Month and year in the order in which they would stand with a day.
            let order = format.order.filter { $0 != .day }
            guard let year = order.firstIndex(of: .year), numbers[year].count == 4 else { throw wrong(format) }
            for (part, value) in zip(order, values) { parts[part] = value }
        default: throw wrong(format)
        }
        guard let year = parts[.year],
            let date = ImportCalendar.date(
                year: year, month: parts[.month], day: parts[.day], isEstimated: isEstimated, calendar: format.calendar)
        else { throw wrong(format) }
        return date.description
    }

    /// The digits of every number, whatever the script.
    private static func numbers(in text: String) -> [[Int]] {
        // Looking characters up is dear, and most dates are ASCII.
        if text.utf8.allSatisfy({ $0 < 0x80 }) {
            return text.utf8.split { !(0x30...0x39).contains($0) }.map { $0.map { Int($0) - 0x30 } }
        }
        return text.split { $0.wholeNumberValue == nil }.map { $0.compactMap(\.wholeNumberValue) }
    }

    private static func wrong(_ format: ImportDate) -> CellFault {
        let shape = format.order.map { String(repeating: $0.rawValue, count: $0 == .year ? 4 : 2) }.joined(separator: "/")
        return CellFault(
            message: "This is not a date that the \(format.calendar) calendar has.",
            accepted: "\(shape), mm and yyyy in that order, or yyyy alone; ~ after it when it is estimated")
    }
}
