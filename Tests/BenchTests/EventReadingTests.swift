import Records
import Testing

@testable import satchel_bench

struct EventReadingTests {
    @Test func `a folder is read save by save, in the order of its files`() throws {
        let folder = try WorkloadFolder.twoLaptops()
        let events = try EventFolder(folder.path)
        #expect(events.devices.map(\.name) == ["d01", "d02"])
        #expect(events.tiny.map(\.language) == ["en"])
        #expect(events.concurrent?.map(\.devices) == [["d01", "d02"]])
        var saves = try SaveReader(path: events.devices[0].path)
        var counts = [Int]()
        while let save = try saves.next() { counts.append(save.events.count) }
        #expect(counts == [1, 1, 2, 1, 1, 1, 2, 1])
    }

    @Test(arguments: [
        ("{", "it is not JSON"),
        ("[]", "it is not a JSON object"),
        (#"{"device":"d01"}"#, "record_type is missing"),
        (Line.edit("d01", 5, "set", "case", "c", "status", "null", batch: 2).replacing("\"set\"", with: "\"put\""), "kind is none of"),
        (Line.edit("d01", 5, "note", "case", "c", "note", "7", batch: 2), "the value of a note is not text"),
        (Line.create("d01", 5, "case", "c", "", batch: 2).replacing("\"fields\":{}", with: "\"fields\":[]"), "fields is not an object"),
        (Line.create("d02", 5, "case", "c", "", batch: 1), "more than one device or user"),
    ])
    func `a line that is no event is named by file and line`(line: String, what: String) throws {
        let folder = try WorkloadFolder()
        let good = Line.create("d01", 1, "case", "c", "", batch: 1)
        let path = try folder.write("d01.jsonl", [good, "", line])
        let fault = #expect(throws: EventFault.self) {
            var reader = try SaveReader(path: path)
            while try reader.next() != nil {}
        }
        #expect(fault?.description.hasPrefix("\(path), line 3: ") == true)
        #expect(fault?.description.contains(what) == true)
    }

    @Test func `the events of one save are found also when another save lies between them`() throws {
        let folder = try WorkloadFolder()
        let path = try folder.write(
            "d01.jsonl",
            [
                Line.create("d01", 1, "case", "a", "", batch: 1), Line.create("d01", 2, "case", "b", "", batch: 2),
                Line.edit("d01", 3, "note", "case", "a", "note", #""Heard.""#, batch: 1),
            ])
        var saves = try SaveReader(path: path)
        let first = try saves.next()
        #expect(first?.events.map(\.record) == ["a", "a"] && first?.line == 3)
        #expect(try saves.next()?.events.map(\.record) == ["b"])
        #expect(try saves.next() == nil && saves.nextMilliseconds == nil)
    }

    @Test func `a folder without event files is refused`() throws {
        let folder = try WorkloadFolder()
        #expect(throws: EventFault.self) { try EventFolder(folder.path) }
        #expect(throws: EventFault.self) { try EventFolder(folder.path + "/nowhere") }
    }

    @Test func `events of one save about one record fill in one form, and a field set twice fills in two`() throws {
        let events = try [
            Line.create("d01", 1, "case", "c", #""status":"intake""#, batch: 1),
            Line.edit("d01", 1, "add", "case", "c", "tags", #""urgent""#, batch: 1),
            Line.edit("d01", 1, "set", "case", "c", "status", #""open""#, batch: 1),
            Line.edit("d01", 1, "note", "case", "c", "note", #""Heard.""#, batch: 1),
            Line.edit("d01", 1, "set", "person", "p", "age", "3", batch: 1),
        ].map { try ReferenceEvent(JSONValue(parsing: Array($0.utf8))) }
        let forms = FilledForm.forms(of: events)
        #expect(forms.map(\.record) == ["c", "c", "p"])
        #expect(forms.map(\.isNew) == [true, false, false])
        #expect(forms[0].elements["tags"]?.applied(to: ["minor"]) { $0 } == ["minor", "urgent"])
        #expect(forms[1].values == ["status": "open"] && forms[1].notes == ["note": ["Heard."]])
    }
}
