import GRDB
import Records
import ReplicatedLog
import Testing
import Trials

@testable import Views

struct ImageTests {
    private func filled() throws -> TestClinic {
        var clinic = try TestClinic()
        let client = try clinic.create(
            "client", ["given_name": .text("أمينة"), "family_name": .text("Yusuf")], sets: ["languages": [.code("ar")]], note: "A lease.")
        for index in 0..<30 {
            try clinic.create(
                "case", ["title": .text("Case \(index)"), "status": .code("open"), "number": .text("K7Q-RD-\(1000 + index)-7")],
                sets: ["clients": [.reference(client)]], note: String(repeating: "Words of note \(index). ", count: 20))
        }
        try clinic.create("task", ["title": .text("Hearing"), "due": .date(try date("2026-04-03"))])
        return clinic
    }

    @Test func `a view of an image is the view that the image was made of`() throws {
        var clinic = try filled()
        let copy = try RecordView(image: clinic.view.image(), catalog: TestCatalog.catalog)
        #expect(try copy.dump() == clinic.view.dump())
        #expect(try copy.search("lease").count == 1 && copy.deadlines().count == 1)
        // It goes on like the original.
        let saved = try clinic.device.create("client", ["given_name": .text("Olena")], note: "A deed.")
        try clinic.view.apply(saved.changes, in: .north)
        try copy.apply(saved.changes, in: .north)
        #expect(try copy.dump() == clinic.view.dump() && copy.search("olena deed").count == 1)
    }

    @Test func `an image is read in pieces, and not across a change`() throws {
        var clinic = try filled()
        let live = try clinic.view.liveImage()
        var pieces = [UInt8]()
        while pieces.count < live.byteCount { pieces += try live.read(pieces.count, min(1000, live.byteCount - pieces.count)) }
        #expect(try pieces == clinic.view.image())
        try clinic.create("client", ["given_name": .text("Olena")])
        #expect { try live.read(0, 1) } throws: { ($0 as? ViewError)?.code == .outOfStep }
    }

    @Test func `an image made with other schemas is stale`() throws {
        let image = try filled().view.image()
        var kinds = TestCatalog.kinds
        kinds[0] = RecordKind(
            name: "client", titleFields: ["given_name"],
            fields: kinds[0].fields.map { $0.name == "phone" ? Field(name: "phone", type: .text) : $0 })
        let other = SchemaCatalog(kinds: kinds, vocabularies: TestCatalog.vocabularies)
        #expect { try RecordView(image: image, catalog: other) } throws: { ($0 as? ViewError)?.code == .stale }
        #expect(try RecordView(catalog: other).schemaFingerprint != RecordView(catalog: TestCatalog.catalog).schemaFingerprint)
    }

    @Test(arguments: [
        "CREATE TRIGGER t AFTER INSERT ON record BEGIN SELECT 1; END", "CREATE VIEW v AS SELECT 1", "DROP INDEX record_due",
        "CREATE TABLE words_0_more (a)",
    ])
    func `an image with other tables is stale`(statement: String) throws {
        let view = try filled().view
        try view.queue.write { try $0.execute(sql: statement) }
        let image = try view.image()
        #expect { try RecordView(image: image, catalog: TestCatalog.catalog) } throws: { ($0 as? ViewError)?.code == .stale }
    }

    @Test(arguments: [[], [0], Array("SQLite format 3\0".utf8), [UInt8](repeating: 0, count: 4096), [UInt8](repeating: 0xFF, count: 8192)])
    func `what is no image is refused`(bytes: [UInt8]) {
        #expect { try RecordView(image: bytes, catalog: TestCatalog.catalog) } throws: { ($0 as? ViewError)?.code == .damaged }
    }

    @Test func `a damaged image is an error or an answer, never a crash`() throws {
        let image = try filled().view.image()
        var generator = SeededGenerator(seed: 7)
        var outcomes = Set<String>()
        for page in 0..<image.count / 4096 {
            for round in 0..<3 {
                var bad = image
                switch round {
                case 0: for index in page * 4096..<(page + 1) * 4096 { bad[index] = ~bad[index] }
                case 1: for index in page * 4096..<(page + 1) * 4096 { bad[index] = UInt8.random(in: 0...255, using: &generator) }
                default:
                    for _ in 0..<20 {
                        bad[page * 4096 + Int.random(in: 0..<4096, using: &generator)] ^=
                            UInt8(1) << UInt8.random(in: 0..<8, using: &generator)
                    }
                }
                outcomes.insert(tryEverything(bad))
            }
        }
        #expect(outcomes.contains("damaged"), "no damage was noticed: \(outcomes)")
        #expect(outcomes.isSubset(of: ["damaged", "stale", "failed", "outOfStep", "answered"]), "\(outcomes)")
    }

    private func tryEverything(_ image: [UInt8]) -> String {
        do {
            let view = try RecordView(image: image, catalog: TestCatalog.catalog)
            for order in RecordQuery.Order.allCases { _ = try view.list(RecordQuery(filters: ["languages": "ar"], order: order)) }
            var ids = [RecordID]()
            try view.eachRecord { ids.append($0.id) }
            for id in ids {
                _ = try view.notes(of: id)
                _ = try view.related(to: id)
                _ = try view.conflicts(of: id)
            }
            for text in ["lease", "case", "w", "yusuf"] { _ = try view.search(text) }
            _ = try view.find("K7Q-RD-1001-7")
            _ = try view.deadlines()
            _ = try view.conflicts()
            _ = try view.counts()
            var device = TestDevice(9)
            for id in ids.prefix(5) {
                let saved = try device.save([
                    .put(record: id, field: "title", value: .text("New"), over: nil),
                    .note(record: id, field: "notes", text: "New", about: nil),
                ])
                // Survivors that the damage took away make it out of step.
                try view.apply(saved.changes, in: .north)
            }
            try view.reset(.north)
            return "answered"
        } catch let error as ViewError {
            return error.code.rawValue
        } catch {
            return "\(error)"
        }
    }
}
