import Foundation
import Records
import Testing

@testable import Reports

/// The data of the sheets: nothing missing, nothing left over.
struct SheetDataTests {
    private static let package = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardizedFileURL

    /// Strings that definitions, templates and sources name.
    private func used() throws -> Set<String> {
        var used = Set<String>()
        for sheet in Office.library.definitions {
            used.insert("sheet_" + sheet.name)
            used.formUnion(sheet.signatures)
            for part in sheet.parts {
                used.formUnion([part.heading].compactMap { $0 } + part.texts + part.choices)
                for case .hand(let name) in (part.cells + part.columns).map(\.content) { used.insert(name) }
            }
        }
        for (path, content) in Office.files where path.hasPrefix("sheets/") && path.hasSuffix(".mustache") {
            for match in String(decoding: content, as: UTF8.self).matches(of: /\{\{t\.([a-z_]+)\}\}/) {
                used.insert(String(match.output.1))
            }
        }
        let folder = Self.package.appending(path: "Sources/Reports/Sheets")
        for file in try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil) {
            let text = try String(contentsOf: file, encoding: .utf8)
            for match in text.matches(of: /text\(([^()]*"[a-z_]+"[^()]*)\)/) {
                for name in match.output.1.matches(of: /"([a-z_]+)"/) { used.insert(String(name.output.1)) }
            }
        }
        return used
    }

    @Test func `every string that is used is there`() throws {
        #expect(try used().subtracting(Office.library.strings.words.keys).sorted() == [])
    }

    @Test func `every string that is there is used`() throws {
        #expect(Set(Office.library.strings.words.keys).subtracting(try used()).sorted() == [])
    }

    @Test func `every string is there in every language`() {
        for (name, words) in Office.library.strings.words { #expect(words.keys.sorted() == Office.library.languages, "\(name)") }
    }

    @Test func `a string that somebody left out shows its name`() {
        #expect(SheetStrings(words: [:]).text("heading_client", "fr") == "heading_client")
        #expect(SheetStrings(words: ["a": ["en": "A"]]).text("a", "fr") == "A")
    }

    @Test func `every field on a sheet is one of its kind of record`() {
        for sheet in Office.library.definitions {
            for kind in sheet.about { #expect(Office.catalog[kind] != nil, "\(sheet.name) is about \(kind)") }
            for part in sheet.parts {
                for case .field(let name) in (part.cells + part.columns).map(\.content) {
                    #expect(Office.catalog[part.kind ?? ""]?[name] != nil, "\(sheet.name), \(part.name): \(name)")
                }
            }
        }
    }

    @Test func `every part of a sheet stands in its template, and nothing else`() throws {
        for sheet in Office.library.definitions {
            let template = try #require(Office.files["sheets/\(sheet.name).mustache"])
            let named = String(decoding: template, as: UTF8.self).matches(of: /\{\{#part\.([a-z_]+)\}\}/).map { String($0.output.1) }
            #expect(named == sheet.parts.map(\.name), "\(sheet.name)")
        }
    }

    @Test func `the boxes of a part fill its rows, so that no hole is left`() {
        for sheet in Office.library.definitions {
            for part in sheet.parts {
                let left = part.cells.reduce(0) { row, cell in
                    #expect(row + cell.span <= 6, "\(sheet.name), \(part.name)")
                    return (row + cell.span) % 6
                }
                #expect(left == 0, "\(sheet.name), \(part.name)")
            }
        }
    }

    @Test func `the purpose of a sheet that leaves the clinic is one that consent knows`() {
        let purposes = Office.library.definitions.compactMap(\.purpose)
        #expect(purposes.count == 3)
        for purpose in purposes { #expect(Office.catalog.vocabulary("consent_purpose")?[purpose] != nil) }
    }
}
