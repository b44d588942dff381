import Records

/// The parts that say where the sheets are and how their cells are to be read.
final class RelationshipParser: PartParser {
    struct Target {
        let type: String
        let target: String
    }

    private(set) var targets: [String: Target] = [:]

    override func start(_ name: String, _ attributes: [String: String]) throws(TablesError) {
        guard name == "Relationship", attributes["TargetMode"] != "External", let id = attributes["Id"], let target = attributes["Target"],
            let type = attributes["Type"]?.split(separator: "/").last.map(String.init)
        else { return }
        guard targets.count < WorkbookLimits.partCountMax else { throw Self.malformed }
        targets[id] = Target(type: type, target: target)
    }
}

/// `workbook.xml`: names and order of the sheets, and from which day dates are counted.
final class SheetListParser: PartParser {
    private(set) var sheets: [(name: String, relationship: String)] = []
    private(set) var countsFrom1904 = false

    override func start(_ name: String, _ attributes: [String: String]) throws(TablesError) {
        switch name {
        case "workbookPr": countsFrom1904 = ["1", "true"].contains(attributes["date1904"])
        case "sheet":
            guard let name = attributes["name"], let id = attributes.first(where: { $0.key == "id" || $0.key.hasSuffix(":id") })?.value
            else {
                throw Self.malformed
            }
            guard sheets.count < WorkbookLimits.sheetCountMax else {
                throw TablesError(.tooManySheets, "The workbook has more than \(WorkbookLimits.sheetCountMax) sheets.", hint: "Split it.")
            }
            sheets.append((name, id))
        default: break
        }
    }
}

/// `sharedStrings.xml`.
final class SharedStringParser: PartParser {
    private(set) var strings: [String] = []
    private var collected = CollectedText()

    override func start(_ name: String, _ attributes: [String: String]) throws(TablesError) {
        if name == "si" { collected.reset() }
        collected.start(name)
    }

    override func end(_ name: String) throws(TablesError) {
        collected.end(name)
        guard name == "si" else { return }
        guard strings.count < WorkbookLimits.sharedStringCountMax else {
            throw TablesError(
                .tooManyStrings, "The workbook has more than \(WorkbookLimits.sharedStringCountMax) texts.", hint: "Save it as CSV.")
        }
        strings.append(collected.decoded)
    }

    override func characters(_ text: String) throws(TablesError) { try collected.append(text) }
}

/// `styles.xml`: which styles of cells show a number as a date or a time.
final class StyleParser: PartParser {
    /// By the number of the style.
    private(set) var formats: [NumberFormat] = []
    private var custom: [Int: NumberFormat] = [:]
    private var isInCellFormats = false

    override func start(_ name: String, _ attributes: [String: String]) throws(TablesError) {
        switch name {
        case "numFmt":
            guard let id = attributes["numFmtId"].flatMap({ Int($0) }), custom.count < 10_000 else { return }
            custom[id] = NumberFormat(code: attributes["formatCode"] ?? "")
        case "cellXfs": isInCellFormats = true
        case "xf" where isInCellFormats && formats.count < 100_000:
            let id = attributes["numFmtId"].flatMap { Int($0) } ?? 0
            formats.append(custom[id] ?? NumberFormat(builtIn: id))
        default: break
        }
    }

    override func end(_ name: String) throws(TablesError) { if name == "cellXfs" { isInCellFormats = false } }
}

/// How a number is shown, as far as it matters.
enum NumberFormat: Hashable {
    case number, date, time, dateAndTime

    /// The formats that every workbook has (ECMA-376, 18.8.30).
    init(builtIn id: Int) {
        switch id {
        case 14...17, 27...31, 34...36, 50...54, 57, 58: self = .date
        case 18...21, 32, 33, 45...47, 55, 56: self = .time
        case 22: self = .dateAndTime
        default: self = .number
        }
    }

    /// - Parameter code: such as `yyyy\-mm\-dd;@`; what is quoted, escaped or in brackets is decoration, but `[h]` is elapsed time.
    init(code: String) {
        var letters = Set<Character>()
        var characters = code.prefix { $0 != ";" }.makeIterator()
        while let character = characters.next() {
            switch character {
            case "\"": while let next = characters.next(), next != "\"" {}
            case "\\", "_", "*": _ = characters.next()
            case "[":
                var inside = ""
                while let next = characters.next(), next != "]" { inside.append(next) }
                if let first = inside.lowercased().first, Set(inside.lowercased()) == [first], "hms".contains(first) { letters.insert("h") }
            default: letters.formUnion(character.lowercased())
            }
        }
        // "General" has letters of its own, and m alone is the month.
        guard code.lowercased() != "general", !letters.contains("0"), !letters.contains("#") || letters.contains("y") else {
            self = letters.contains("h") && letters.contains("s") && code.lowercased() != "general" ? .time : .number
            return
        }
        let hasDay = letters.contains("y") || letters.contains("d")
        let hasTime = letters.contains("h") || letters.contains("s")
        switch (hasDay, hasTime) {
        case (true, true): self = .dateAndTime
        case (true, false): self = .date
        case (false, true): self = .time
        case (false, false): self = letters.contains("m") ? .date : .number
        }
    }
}
