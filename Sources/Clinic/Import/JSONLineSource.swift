import Records
import Tables
import Vault

/// JSON Lines: an object a line, as exports are.
struct JSONLineSource: RowSource {
    /// Lines that are looked at to know the members.
    static let linesLookedAt = 1000

    private let file: ReadableFile
    private var offset: UInt64 = 0
    private var rest: [UInt8] = []
    private var lineCount = 0
    private var rowCount = 0
    private var waiting: [SourceRow] = []
    private var isAtEnd = false
    private(set) var columns: [String]

    init(_ file: ReadableFile, wanted: [String]?) throws {
        self.file = file
        columns = wanted ?? []
        guard wanted == nil else { return }
        var look = self
        var members = [String]()
        var seen = Set<String>()
        while look.lineCount < Self.linesLookedAt, let lines = try look.read() {
            for line in lines {
                guard let value = try? JSONValue(parsing: line.bytes) else { continue }
                for name in Self.members(of: value) where seen.insert(name).inserted { members.append(name) }
            }
        }
        columns = members
    }

    private static func members(of value: JSONValue) -> [String] {
        let members = value.objectValue ?? [:]
        return members.keys.sorted().flatMap { name in
            name == "fields" ? (members[name]?.objectValue ?? [:]).keys.sorted().map { "fields." + $0 } : [name]
        }
    }

    mutating func next() throws -> [SourceRow]? {
        guard let lines = try read() else { return nil }
        return lines.map { line in
            rowCount += 1
            do throws(RecordsError) {
                let value = try JSONValue(parsing: line.bytes)
                guard value.objectValue != nil else { return fault("The line is no object.", at: line.number) }
                return SourceRow(number: rowCount, line: line.number, cells: columns.map { .json(Self.member($0, of: value)) })
            } catch {
                // The parser's own place is within the line.
                return fault(error.message, at: line.number)
            }
        }
    }

    private func fault(_ message: String, at line: Int) -> SourceRow {
        SourceRow(
            number: rowCount, line: line, cells: [],
            fault: ImportProblem(row: rowCount, line: line, column: nil, field: nil, message: message, accepted: "one JSON object a line"))
    }

    private static func member(_ path: String, of value: JSONValue) -> JSONValue {
        if let member = value[path] { return member }
        return path.split(separator: ".").reduce(value) { $0[String($1)] ?? .null }
    }

    /// Whole lines that are not blank.
    private mutating func read() throws -> [(number: Int, bytes: [UInt8])]? {
        guard !isAtEnd else { return nil }
        let count = Int(min(UInt64(RowSources.pieceBytes), file.byteCount - offset))
        if count > 0 { rest += try file.read(at: offset, count: count) }
        offset += UInt64(count)
        isAtEnd = count == 0
        var lines = [(number: Int, bytes: [UInt8])]()
        var start = 0
        while let end = rest[start...].firstIndex(of: 0x0A) ?? (isAtEnd && start < rest.count ? rest.count : nil) {
            lineCount += 1
            let line = rest[start..<end]
            if line.contains(where: { $0 != 0x20 && $0 != 0x0D && $0 != 0x09 }) { lines.append((lineCount, Array(line))) }
            start = min(end + 1, rest.count)
            if end == rest.count { break }
        }
        rest.removeFirst(start)
        guard rest.count <= JSONValue.bytesMax else {
            throw TablesError(
                .rowTooLong, "Line \(lineCount + 1) is longer than \(JSONValue.bytesMax >> 20) MiB.",
                hint: "Every record stands on a line of its own.")
        }
        return lines
    }
}
