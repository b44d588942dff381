import Foundation
import Records

/// The published vectors, which are good inputs of every format: `Samples/vectors`.
package struct FuzzVectors {
    package let folder: String

    package init(folder: String) { self.folder = folder }

    func json(_ name: String) throws -> JSONValue {
        try JSONValue(parsing: [UInt8](Data(contentsOf: URL(filePath: folder + "/" + name))))
    }

    /// Files that are kept for a parser, by name: `Samples/fuzz/NAME`.
    package func corpus(_ name: String) throws -> [[UInt8]] {
        let path = URL(filePath: folder).deletingLastPathComponent().appending(path: "fuzz/" + name).path
        guard FileManager.default.fileExists(atPath: path) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: path).sorted().map {
            [UInt8](try Data(contentsOf: URL(filePath: path + "/" + $0)))
        }
    }

    static func bytes(_ value: JSONValue?) throws -> [UInt8] {
        guard let text = value?.textValue, text.count.isMultiple(of: 2) else { throw FuzzFinding("a vector has no such bytes") }
        let digits = Array(text.utf8)
        return try stride(from: 0, to: digits.count, by: 2).map { index in
            guard let byte = UInt8(String(decoding: digits[index..<index + 2], as: UTF8.self), radix: 16) else {
                throw FuzzFinding("a vector is not hexadecimal")
            }
            return byte
        }
    }
}
