import Records
import Testing

@testable import satchel_bench

struct LastWriterTests {
    private static let forms = Forms(kinds: [
        "case": ["status": .init(type: .text), "tags": .init(type: .codes), "note": .init(type: .notes)]
    ])

    private func reference(_ lines: [String], concurrent: [EventFolder.Pair]? = []) throws -> LastWriter {
        var reference = LastWriter(concurrent: concurrent)
        for line in lines { reference.take(try ReferenceEvent(JSONValue(parsing: Array(line.utf8)))) }
        return reference
    }

    private func differences(_ reference: LastWriter, _ fields: [String: JSONValue]) throws -> [String] {
        try reference.differences(from: ["c": fields], forms: Self.forms) { $0 }
    }

    @Test func `the last writer wins by time, whichever file is read first`() throws {
        let created = Line.create("d01", 1, "case", "c", #""status":"intake""#, batch: 1)
        let early = Line.edit("d02", 5, "set", "case", "c", "status", #""open""#, batch: 1)
        let late = Line.edit("d01", 9, "set", "case", "c", "status", #""closed""#, batch: 2)
        for lines in [[created, late, early], [early, created, late]] {
            let reference = try reference(lines)
            #expect(try differences(reference, ["status": "closed"]) == [])
            #expect(try differences(reference, ["status": "open"]) == ["c.status"])
            #expect(try differences(reference, [:]) == ["c.status"])
        }
    }

    @Test func `of a field that two edited before they met, either value may stand and no other`() throws {
        let pair = EventFolder.Pair(record: "c", field: "status", devices: ["d01", "d02"], milliseconds: 5)
        let reference = try reference(
            [
                Line.create("d01", 1, "case", "c", #""status":"intake""#, batch: 1),
                Line.edit("d01", 9, "set", "case", "c", "status", #""closed""#, batch: 2),
                Line.edit("d02", 5, "set", "case", "c", "status", #""open""#, batch: 1),
            ], concurrent: [pair])
        #expect(try differences(reference, ["status": "closed"]) == [])
        #expect(try differences(reference, ["status": "open"]) == [])
        #expect(try differences(reference, ["status": "intake"]) == ["c.status"])
    }

    @Test func `an emptied field, a set and notes are compared, and so is what should not be there`() throws {
        let reference = try reference([
            Line.create("d01", 1, "case", "c", #""status":"intake""#, batch: 1),
            Line.edit("d01", 2, "set", "case", "c", "status", #""""#, batch: 2),
            Line.edit("d01", 3, "add", "case", "c", "tags", #""a""#, batch: 3),
            Line.edit("d01", 4, "add", "case", "c", "tags", #""b""#, batch: 4),
            Line.edit("d01", 5, "remove", "case", "c", "tags", #""a""#, batch: 5),
            Line.edit("d01", 6, "note", "case", "c", "note", #""\nMore.""#, batch: 6),
        ])
        let right: [String: JSONValue] = ["tags": ["b"], "note": [["text": "More."]]]
        #expect(try differences(reference, right) == [])
        #expect(try differences(reference, right.merging(["tags": ["a", "b"]]) { $1 }) == ["c.tags"])
        #expect(try differences(reference, right.merging(["note": []]) { $1 }) == ["c.note"])
        #expect(try differences(reference, right.merging(["status": "intake"]) { $1 }) == ["c.status"])
        #expect(try reference.differences(from: ["c": right, "x": [:]], forms: Self.forms) { $0 } == ["x"])
        #expect(try reference.differences(from: [:], forms: Self.forms) { $0 } == ["c"])
    }
}
