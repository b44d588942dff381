import Foundation
import Mustache
import Records

/// Templates, texts and assets that the executable carries.
struct PageContent: Sendable {
    let templates: MustacheLibrary
    let words: [Language: Words]
    /// By name, as `satchel.css`.
    let assets: [String: Asset]

    struct Asset: Sendable {
        let bytes: [UInt8]
        let mediaType: String
    }

    /// All assets together, so that a page is there at once on an old laptop.
    static let assetBytesMax = 150_000

    /// Read once; files that cannot be read are a fault of the build.
    static let embedded: Result<PageContent, any Error> = Result { try PageContent(files: files) }

    static var files: [String: [UInt8]] {
        Dictionary(
            EmbeddedFiles.files.map { ($0.path, Data(base64Encoded: $0.base64).map(Array.init) ?? []) }, uniquingKeysWith: { $1 })
    }

    init(files: [String: [UInt8]]) throws {
        var templates = [String: MustacheTemplate]()
        var words = [Language: Words]()
        var assets = [String: Asset]()
        for (path, bytes) in files {
            let parts = path.split(separator: "/").map(String.init)
            guard parts.count == 2, let dot = parts[1].lastIndex(of: ".") else { continue }
            let (name, type) = (String(parts[1][..<dot]), String(parts[1][parts[1].index(after: dot)...]))
            switch parts[0] {
            case "templates": templates[name] = try MustacheTemplate(string: String(decoding: bytes, as: UTF8.self))
            case "strings":
                guard let language = Language(rawValue: name) else { continue }
                words[language] = try Words(language, json: bytes)
            case "assets": assets[parts[1]] = Asset(bytes: bytes, mediaType: Self.mediaTypes[type] ?? "application/octet-stream")
            default: continue
            }
        }
        guard Set(words.keys) == Set(Language.allCases), templates["layout"] != nil else {
            throw WebAppError(.brokenContent, "Files that the pages are made of are missing.")
        }
        self.templates = MustacheLibrary(templates: templates)
        self.words = words
        self.assets = assets
    }

    private static let mediaTypes = [
        "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml",
    ]

    func words(_ language: Language) -> Words {
        guard let words = words[language] else { preconditionFailure("every language has its texts") }
        return words
    }
}
