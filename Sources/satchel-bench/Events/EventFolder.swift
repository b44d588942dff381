import Foundation
import Records

/// A folder that the generator of the reference workload wrote.
struct EventFolder {
    /// Two devices that edited one field before either had met the other.
    struct Pair: Equatable {
        let record: String
        let field: String
        let devices: [String]
        /// When the first of the two edits was made.
        let milliseconds: Int64
    }

    let path: String
    /// By device, in the order of their names.
    let devices: [(name: String, path: String)]
    /// By language, in the order of their names.
    let tiny: [(language: String, path: String)]
    /// In the order of time; `nil` when there is no such file.
    let concurrent: [Pair]?
    /// What the generator says of the workload; empty when it says nothing.
    let meta: [String: JSONValue]

    init(_ path: String) throws {
        self.path = path
        let names = try Self.names(path)
        func file(_ name: String) -> String { path + "/" + name }
        devices = names.filter { $0.wholeMatch(of: /d[0-9]+\.jsonl/) != nil }.map { (String($0.dropLast(6)), file($0)) }
        tiny = names.filter { $0.wholeMatch(of: /tiny_[a-z]+\.jsonl/) != nil }.map { (String($0.dropFirst(5).dropLast(6)), file($0)) }
        guard !devices.isEmpty else {
            throw EventFault("There is no d01.jsonl in \(path). Name a folder that the generator wrote.")
        }
        concurrent = names.contains("concurrent.json") ? try Self.pairs(file("concurrent.json")) : nil
        meta = names.contains("meta.json") ? try Self.json(file("meta.json")).objectValue ?? [:] : [:]
    }

    private static func names(_ path: String) throws -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: path).sorted()
        } catch {
            throw EventFault("\(path) is no folder that can be read. Name one that the generator wrote.")
        }
    }

    private static func json(_ path: String) throws -> JSONValue {
        do {
            return try JSONValue(parsing: Array(try Data(contentsOf: URL(filePath: path))))
        } catch let error as RecordsError {
            throw EventFault("\(path) is not JSON: \(error.message)")
        }
    }

    private static func pairs(_ path: String) throws -> [Pair] {
        guard let items = try json(path).arrayValue else { throw EventFault("\(path) is not an array") }
        return try items.enumerated().map { index, item in
            guard let record = item["record_id"]?.textValue, let field = item["field"]?.textValue, let a = item["a_dev"]?.textValue,
                let b = item["b_dev"]?.textValue, let aTime = item["a_ms"]?.integerValue, let bTime = item["b_ms"]?.integerValue
            else { throw EventFault("\(path), item \(index + 1): a member is missing") }
            return Pair(record: record, field: field, devices: [a, b], milliseconds: min(aTime, bTime))
        }.sorted { ($0.milliseconds, $0.record, $0.field) < ($1.milliseconds, $1.record, $1.field) }
    }
}
