import Foundation
import Records
import Testing

@testable import WebApp

struct ContentTests {
    private static let content = Result { try PageContent.embedded.get() }

    @Test func `all assets together stay small`() throws {
        let assets = try Self.content.get().assets
        #expect(assets.count > 5)
        #expect(assets.values.reduce(0) { $0 + $1.bytes.count } <= PageContent.assetBytesMax)
    }

    @Test func `nothing is loaded from elsewhere and nothing runs in a template`() throws {
        for (path, bytes) in PageContent.files where !path.hasSuffix(".svg") {
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(!text.contains("http://") && !text.contains("https://") && !text.contains("@import"), "\(path)")
            guard path.hasPrefix("templates/") else { continue }
            #expect(text.firstMatch(of: /\son[a-z]+=|style=|<script(?! type="module" src="\/assets\/satchel.js">)/) == nil, "\(path)")
            let unescaped = text.matches(of: /\{\{\{|\{\{&/).count
            #expect(unescaped == (path == "templates/layout.mustache" ? 1 : 0), "\(path)")
        }
    }

    @Test func `every language has every text, with the forms that its counts need`() throws {
        let words = try Self.content.get().words
        let english = try #require(words[.english])
        for (language, other) in words {
            #expect(Set(other.texts.keys) == Set(english.texts.keys), "\(language)")
            for (name, text) in other.texts {
                switch (text, english.texts[name]) {
                case (.counted(let forms), .counted?): #expect(Set(forms.keys) == PluralForm.needed(language), "\(language) \(name)")
                case (.plain(let text), .plain(let original)?):
                    #expect(Self.places(text) == Self.places(original), "\(language) \(name)")
                    #expect(!text.isEmpty, "\(language) \(name)")
                default: Issue.record("\(language) \(name) counts in one language alone")
                }
            }
        }
    }

    @Test func `texts other than English are not English`() throws {
        let words = try Self.content.get().words
        let same: Set<String> = ["choose", "lock_hint", "list_separator", "event_added", "hint_date", "hint_time", "hint_money"]
        for language in [Language.arabic, .ukrainian] {
            for (name, text) in words[language]?.texts ?? [:] where !same.contains(name) {
                #expect(text != words[.english]?.texts[name], "\(language) \(name)")
            }
        }
    }

    @Test func `every text that pages ask for is there, and none is there for nothing`() throws {
        let texts = Set(try #require(try Self.content.get().words[.english]).texts.keys)
        var asked = Set<String>()
        var beginnings: Set<String> = ["nav_"]
        for (path, bytes) in PageContent.files where path.hasPrefix("templates/") {
            asked.formUnion(String(decoding: bytes, as: UTF8.self).matches(of: /\{\{t\.([a-z_]+)\}\}/).map { String($0.output.1) })
        }
        for text in try Self.sources() {
            asked.formUnion(text.matches(of: /words\(\s*"([a-z_]+)"/).map { String($0.output.1) })
            asked.formUnion(text.matches(of: /"((?:alike|event|unlock)_[a-z_]+)"/).map { String($0.output.1) })
            beginnings.formUnion(text.matches(of: /named: "([a-z]+_)\\\(/).map { String($0.output.1) })
            // Pages of trouble are named without their beginning.
            asked.formUnion(
                text.matches(of: /(?:name: |plain\(\.[a-zA-Z]+, )"([a-z_]+)"/).map { "trouble_" + $0.output.1 }.filter(texts.contains))
        }
        #expect(asked.count > 100)
        #expect(asked.subtracting(texts) == [])
        let unused = texts.subtracting(asked).filter { name in !beginnings.contains { name.hasPrefix($0) } }
        #expect(unused == [])
    }

    @Test func `every problem that a field can have has words`() throws {
        let words = try #require(try Self.content.get().words[.ukrainian])
        // What a rule of a kind finds says so in its own words.
        for code in ProblemCode.allCases where code != .ruleBroken {
            #expect(words.text(named: "problem_\(code.rawValue)") != nil, "\(code)")
        }
    }

    private static func places(_ text: String) -> Set<String> { Set(text.matches(of: /\{([a-z]+)\}/).map { String($0.output.1) }) }

    private static func sources() throws -> [String] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Sources/WebApp").standardizedFileURL
        let walk = try #require(FileManager.default.enumerator(atPath: folder.path))
        return try walk.compactMap { $0 as? String }.filter { $0.hasSuffix(".swift") }
            .map { try String(contentsOf: folder.appending(path: $0), encoding: .utf8) }
    }
}
