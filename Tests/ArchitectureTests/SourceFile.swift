import Foundation

/// One Swift file of the product, as its author wrote it.
struct SourceFile {
    /// Below the package's folder, such as `Sources/Records/Failure.swift`.
    let path: String
    let lines: [Substring]

    init(path: String, text: String) {
        self.path = path
        lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    }

    var module: String {
        let parts = path.split(separator: "/")
        return parts.count > 2 && parts[0] == "Sources" ? String(parts[1]) : ""
    }

    var name: String { path.split(separator: "/").last.map(String.init) ?? path }

    /// What a tool wrote from a schema.
    var isGenerated: Bool { path.contains("/Generated/") }

    /// The modules it imports, whatever stands before the word `import`.
    var imports: [String] {
        lines.compactMap { line in
            let words = line.split(whereSeparator: \.isWhitespace)
            guard let place = words.firstIndex(of: "import"), place + 1 < words.count else { return nil }
            let before = words[..<place]
            guard before.allSatisfy({ Self.importModifiers.contains($0) || $0.hasPrefix("@") }) else { return nil }
            let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "typealias", "func", "var", "let"]
            let path = kinds.contains(words[place + 1]) && place + 2 < words.count ? words[place + 2] : words[place + 1]
            return path.split(separator: ".").first.map(String.init)
        }
    }

    /// Where the code, not a comment, contains `pattern`.
    func places(of pattern: Regex<Substring>) -> [String] {
        lines.enumerated().compactMap { number, line in
            let code = line.firstRange(of: "//").map { line[..<$0.lowerBound] } ?? line
            return code.firstMatch(of: pattern) == nil ? nil : "\(path):\(number + 1)"
        }
    }

    private static let importModifiers: Set<Substring> = ["public", "package", "internal", "fileprivate", "private"]
}

extension SourceFile {
    static let package = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardizedFileURL

    /// Every Swift file below a folder of the package.
    static func all(in folder: String) throws -> [SourceFile] {
        let root = package.appending(path: folder)
        guard let walk = FileManager.default.enumerator(atPath: root.path) else { throw CocoaError(.fileReadNoSuchFile) }
        return try walk.compactMap { $0 as? String }.filter { $0.hasSuffix(".swift") }.sorted().map { path in
            SourceFile(path: folder + "/" + path, text: try String(contentsOf: root.appending(path: path), encoding: .utf8))
        }
    }

    static func manifest() throws -> String { try String(contentsOf: package.appending(path: "Package.swift"), encoding: .utf8) }
}
