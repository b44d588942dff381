import Foundation

@testable import satchel_bench

/// A folder of event files that is gone when the test is.
final class WorkloadFolder {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "satchel-bench-test-" + UUID().uuidString.prefix(8)).path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    @discardableResult
    func write(_ name: String, _ lines: [String]) throws -> String {
        let file = path + "/" + name
        try Data(lines.map { $0 + "\n" }.joined().utf8).write(to: URL(filePath: file))
        return file
    }
}

/// Lines of event files, as the generator writes them.
enum Line {
    static func create(_ device: String, _ milliseconds: Int, _ type: String, _ record: String, _ fields: String, batch: Int) -> String {
        head(device, milliseconds, "create", type, record) + ",\"fields\":{\(fields)}" + tail(device, batch)
    }

    static func edit(
        _ device: String, _ milliseconds: Int, _ kind: String, _ type: String, _ record: String, _ field: String, _ value: String,
        batch: Int
    ) -> String {
        head(device, milliseconds, kind, type, record) + ",\"field\":\"\(field)\",\"value\":\(value)" + tail(device, batch)
    }

    private static func head(_ device: String, _ milliseconds: Int, _ kind: String, _ type: String, _ record: String) -> String {
        "{\"device\":\"\(device)\",\"wall_time_ms\":\(milliseconds),\"kind\":\"\(kind)\",\"record_type\":\"\(type)\","
            + "\"record_id\":\"\(record)\""
    }

    private static func tail(_ device: String, _ batch: Int) -> String { ",\"user\":\"u-\(device)\",\"batch\":\(batch)}" }
}

extension WorkloadFolder {
    /// Two laptops, a client and a case each, a consultation, an edit of the same field of one case by both before they met.
    static func twoLaptops() throws -> WorkloadFolder {
        let folder = try WorkloadFolder()
        func device(_ name: String, _ start: Int) -> [String] {
            let person = "p-\(name)"
            let legalCase = "c-\(name)"
            let talk = "k-\(name)"
            return [
                Line.create(name, start, "person", person, #""given_name":"Amal \#(name)","sex":"F","age":30"#, batch: 1),
                Line.create(
                    name, start + 1000, "case", legalCase, #""person_id":"\#(person)","status":"intake","opened_on":"2024-01-03","fee":"""#,
                    batch: 2),
                Line.create(name, start + 2000, "consultation", talk, #""case_id":"\#(legalCase)","interpreter":true"#, batch: 3),
                Line.edit(name, start + 2500, "note", "consultation", talk, "note", #""She asked for \#(name).""#, batch: 3),
                Line.edit(name, start + 3000, "add", "case", legalCase, "tags", #""urgent""#, batch: 4),
                Line.edit(name, start + 4000, "add", "case", legalCase, "tags", #""donor_A""#, batch: 5),
                Line.edit(name, start + 5000, "remove", "case", legalCase, "tags", #""urgent""#, batch: 6),
                Line.edit(name, start + 6000, "set", "case", legalCase, "opened_on", #""""#, batch: 7),
                Line.edit(name, start + 6000, "set", "person", person, "age", "31", batch: 7),
            ]
        }
        let time = 1_700_000_000_000
        let shared = Line.edit("d01", time + 50_000, "set", "case", "c-d01", "status", #""open""#, batch: 8)
        let other = Line.edit("d02", time + 51_000, "set", "case", "c-d01", "status", #""closed""#, batch: 8)
        let later = Line.edit("d02", time + 90_000, "set", "case", "c-d02", "status", #""open""#, batch: 9)
        try folder.write("d01.jsonl", device("d01", time) + [shared])
        try folder.write("d02.jsonl", device("d02", time + 500) + [other, later])
        try folder.write(
            "concurrent.json",
            [
                #"[{"record_id":"c-d01","field":"status","a_dev":"d01","a_ms":\#(time + 50_000),"b_dev":"d02","b_ms":\#(time + 51_000)}]"#
            ])
        try folder.write(
            "tiny_en.jsonl",
            [
                Line.create(
                    "d01", time + 99_000, "consultation", "k-tiny", #""case_id":"c-d01","interpreter":false"#, batch: 9),
                Line.edit("d01", time + 99_500, "note", "consultation", "k-tiny", "note", #""A short one.""#, batch: 9),
            ])
        return folder
    }
}
