import Foundation
import Records
import ReplicatedLog
import Roster
import Testing

@testable import Clinic

/// No text of a record ever reaches a disk in clear: unusual strings go through everything, and are then looked for in every file.
@Suite struct CanaryTests {
    private static let scripts = ["Kwxqzv", "بطاقة", "Йцукенг", "🦓🪿", "ééÅß", "漢字"]

    /// A string that stands nowhere else, in one script after another.
    private static func canary(_ number: Int) -> String {
        "\(scripts[number % scripts.count])zq\(number)x\(scripts[(number + 1) % scripts.count])"
    }

    @Test func `no text is found on disk after a session of everything`() async throws {
        let start = Date().addingTimeInterval(-2)
        let field = try await Field("K7Q")
        let canaries = (0..<36).map(Self.canary)
        let laptop = field["K7Q"]
        let space = try await field.headquarters.createSpace(name: canaries[0], description: canaries[1]).id
        try await field.headquarters.grant(deviceCode: "K7Q", space: space, access: .write)
        let person = try await laptop.addPerson(name: canaries[2], passphrase: "another one for tests")
        try await field.carry(from: "HQ1", to: "K7Q")
        try await field.close("K7Q")
        try await field.open("K7Q", passphrase: "another one for tests")
        #expect(try await field["K7Q"].persons().first(where: \.isCurrent)?.id == person.id)

        // Every kind of text.
        let texts = field["K7Q"].catalog
        var next = 3
        func fill(_ kind: String) -> [String: JSONValue] {
            var fields = [String: JSONValue]()
            for schema in texts[kind]?.fields ?? [] where schema.type == .text && !schema.retired && next < 30 {
                fields[schema.name] = .text(canaries[next])
                next += 1
            }
            return fields
        }
        let client = try await field["K7Q"].add(kind: "client", in: space, fields: fill("client")).record
        let legalCase = try await field["K7Q"].add(
            kind: "case", in: space, fields: fill("case").merging(["clients": [.text(client.description)]]) { $1 }
        ).record
        for (kind, fields) in ["consultation": ["date": "2026-03-01"], "dispute": ["title": "One"]] as [String: [String: JSONValue]] {
            _ = try await field["K7Q"].add(kind: kind, in: space, fields: fields.merging(fill(kind)) { $1 })
        }
        #expect(next == 30)
        _ = try await field["K7Q"].note(client, field: "notes", text: canaries[30])
        try await field.edit(client, on: "K7Q", ["address": .text(canaries[31])])

        // A document with an unusual name and content; the source is the one place where both may stand.
        let source = field.root + "/source"
        try FileManager.default.createDirectory(atPath: source, withIntermediateDirectories: true)
        let file = source + "/\(canaries[32]).txt"
        try field.write(Array(String(repeating: canaries[33] + "\n", count: 5_000).utf8), to: file)
        let document = try await field["K7Q"].add(kind: "document", in: space, fields: ["type": "other", "title": .text(canaries[34])])
            .record
        _ = try await field["K7Q"].attach(path: file, to: document, field: nil)
        _ = try await field["K7Q"].extract(document, field: nil, to: source + "/extracted", overwrite: false)

        // A sort too large for a page cache, searches, lists, and an export that is broken off.
        try await field["K7Q"].fillView(with: client, count: 5_000, text: canaries[35], in: space)
        for order in ListQuery.Order.allCases {
            var query = ListQuery(kind: "client")
            query.order = order
            query.limit = 5_000
            #expect(try await field["K7Q"].list(query).rows.count == 5_000)
        }
        for canary in canaries { _ = try await field["K7Q"].search(canary, kind: nil, space: nil, limit: 50) }
        _ = try await field["K7Q"].conflicts(space: nil)
        _ = try await field["K7Q"].deadlines(until: nil, includeDone: true)
        let lines = Lines()
        await #expect(throws: Cancelled.self) {
            _ = try await field["K7Q"].export(space: nil, kind: nil) { bytes in
                lines.append(bytes)
                if lines.all.count > 20 { throw Cancelled() }
            }
        }
        _ = try await field["K7Q"].detail(legalCase)

        // Import, image, reopening, sticks.
        try await field["K7Q"].writeImage()
        let stick = try field.stick()
        _ = try await field["K7Q"].writeStick(stick, to: nil, resend: true)
        _ = try await field.headquarters.readStick(stick)
        #expect(try await field.headquarters.detail(client).fields["address"]?.textValue == canaries[31])
        try await field.headquarters.writeImage()
        _ = try await field.headquarters.writeStick(stick, to: nil, resend: true)
        field.abandon("K7Q")
        try await field.open("K7Q")
        _ = try await field["K7Q"].readStick(stick)

        let searched = try Self.search(for: canaries, below: [field.root, "/tmp", "/var/tmp"], since: start, except: source)
        #expect(searched.hits.isEmpty)
        // The search itself would find something: it does in the source.
        #expect(searched.fileCount > 10)
        #expect(try !Self.search(for: canaries, below: [source], since: start, except: "/nowhere").hits.isEmpty)
    }

    private struct Cancelled: Error {}

    /// Looks for every string as UTF-8, as UTF-16 in both orders, and inside base64, in regular files changed since `start`.
    private static func search(
        for canaries: [String], below folders: [String], since start: Date, except: String
    ) throws -> (fileCount: Int, hits: [String]) {
        var needles = [(Int, Data)]()
        for (number, canary) in canaries.enumerated() {
            let text = Array(canary.utf8)
            needles.append((number, Data(text)))
            for encoding in [String.Encoding.utf16LittleEndian, .utf16BigEndian] {
                if let data = canary.data(using: encoding) { needles.append((number, data)) }
            }
            // Inside base64 a string looks like one of three, as it begins; the characters at its ends depend on its neighbours.
            for shift in 0..<3 {
                let encoded = Data([UInt8](repeating: 0, count: shift) + text).base64EncodedString()
                let inner = encoded.dropFirst([0, 2, 3][shift]).dropLast(4)
                needles.append((number, Data(inner.utf8)))
            }
        }
        var hits = Set<String>()
        var paths = Set<String>()
        for folder in folders {
            let url = URL(fileURLWithPath: folder)
            let keys: [URLResourceKey] = [.isRegularFileKey, .contentModificationDateKey, .fileSizeKey]
            guard let files = FileManager.default.enumerator(at: url, includingPropertiesForKeys: keys) else { continue }
            for case let file as URL in files {
                guard let values = try? file.resourceValues(forKeys: Set(keys)), values.isRegularFile == true,
                    values.contentModificationDate ?? .distantPast >= start, values.fileSize ?? 0 < 200 << 20,
                    !file.path.hasPrefix(except), paths.insert(file.path).inserted, let content = try? Data(contentsOf: file)
                else { continue }
                for (number, needle) in needles where content.range(of: needle) != nil { hits.insert("canary \(number) in \(file.path)") }
            }
        }
        return (paths.count, hits.sorted())
    }
}
