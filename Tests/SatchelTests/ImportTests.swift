import Foundation
import Glibc
import Records
import Testing

@testable import satchel

/// Bringing lists in and handing records out, as people type it.
struct ImportTests {
    private static let mapping = #"{"mapping":1,"kind":"client","id":"No","fields":{"given_name":"Name","sex":"Sex"}}"#

    @Test func `a list is tried first, then brought in, once`() throws {
        let world = try World()
        try world.found()
        try world.folder.write("work/list.csv", "No;Name;Sex;Shoe\n1;Mariam;أنثى;38\n2;;F;40\n3;=cmd();x;41\n")
        let proposed = try world.run("hq", ["import", "list.csv", "--suggest"])
        #expect(proposed.status == 0 && proposed.talk.contains("Shoe"))
        let suggestion = try JSONValue(parsing: Array(proposed.output.utf8))
        #expect(
            suggestion["id"] == ["No"] && suggestion["fields"]?["sex"] == ["column": "Sex"] && suggestion["ignore"] == ["Name", "Shoe"])
        try world.folder.write("work/map.json", Self.mapping)
        let dry = try world.run("hq", ["import", "list.csv", "--mapping", "map.json"])
        #expect(dry.status == 5 && dry.output.contains("Nothing was written") && dry.output.contains("row 3, line 4, column Sex (sex)"))
        #expect(!dry.output.contains("cmd") && !dry.output.contains("Mariam"))
        #expect(try world.json("hq", ["client", "list"])["total"] == 0)
        let applied = try world.run("hq", ["import", "list.csv", "--mapping", "map.json", "--apply", "--json"])
        let report = try JSONValue(parsing: Array(applied.output.utf8))
        #expect(report["new"] == 1 && report["wrong"] == 2 && report["unused_columns"] == ["Shoe"])
        _ = try world.run("hq", ["import", "list.csv", "--mapping", "map.json", "--apply"])
        #expect(try world.json("hq", ["client", "list"])["total"] == 1)
    }

    @Test func `an import that is killed again and again ends with every row once`() throws {
        let world = try World()
        try world.found()
        let count = 3000
        try world.folder.write("work/list.csv", "No,Name,Sex\n" + (1...count).map { "\($0),Client \($0),F\n" }.joined())
        try world.folder.write("work/map.json", #"{"mapping":1,"kind":"client","id":"No","fields":{"given_name":"Name"},"ignore":["Sex"]}"#)
        let command = ["import", "list.csv", "--mapping", "map.json", "--apply", "--json"]
        for _ in 0..<3 {
            let before = size(of: world.home("hq"))
            let running = try world.start("hq", command)
            // Until it has written some rows; a machine that is fast enough to have written all of them is no failure.
            while size(of: world.home("hq")) < before + 150_000, kill(running.process, 0) == 0 {
                usleep(2000)
                if waitid(P_PID, id_t(running.process), &Self.state, WEXITED | WNOHANG | WNOWAIT) == 0, Self.state.si_signo != 0 { break }
            }
            kill(running.process, SIGKILL)
            _ = running.finish()
        }
        let last = try world.json("hq", command)
        #expect(last["rows"] == .integer(Int64(count)) && last["known"] != 0 && last["wrong"] == 0)
        #expect(try world.json("hq", ["client", "list"])["total"] == .integer(Int64(count)))
        let names = try world.run("hq", ["export", "--kind", "client", "--purpose", "internal", "--reason", "count"]).output
            .split(separator: "\n").compactMap { try JSONValue(parsing: Array($0.utf8))["fields"]?["given_name"]?.textValue }
        #expect(Set(names).count == count && names.count == count)
    }

    // Filled in by the system, for one test alone.
    private nonisolated(unsafe) static var state = siginfo_t()

    private func size(of folder: String) -> Int {
        let walk = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        return walk.reduce(0) { sum, path in
            sum + (((try? FileManager.default.attributesOfItem(atPath: folder + "/" + path))?[.size] as? Int) ?? 0)
        }
    }

    @Test func `consent is given, shown and withdrawn, and exports obey it`() throws {
        let world = try World()
        try world.found()
        _ = try world.json("hq", ["client", "add", "--set", "given_name=Mariam", "--set", "phone=0550"])
        let export = ["export", "--purpose", "data_sharing", "--recipient", "Hospital", "--reason", "asked", "--out"]
        let refused = try world.run("hq", export + ["one.jsonl"])
        #expect(refused.status == 4 && refused.talk.contains("no consent is recorded") && !refused.talk.contains("Mariam"))
        #expect(!FileManager.default.fileExists(atPath: world.folder.path + "/work/one.jsonl"))
        _ = try world.json("hq", ["consent", "give", "Mariam", "--purposes", "data_sharing,referral", "--withhold", "phone"])
        let left = try world.run("hq", export + ["one.jsonl"])
        #expect(left.status == 0 && left.talk.contains("withheld"))
        let text = try String(contentsOfFile: world.folder.path + "/work/one.jsonl", encoding: .utf8)
        #expect(text.contains("Mariam") && !text.contains("0550"))
        let shown = try world.run("hq", ["consent", "of", "Mariam"])
        #expect(shown.output.contains("holds") && shown.output.contains("to Hospital"))
        let withdrawn = try world.run("hq", ["consent", "withdraw", "Mariam", "--reason", "afraid"])
        #expect(withdrawn.status == 0 && withdrawn.output.contains("to Hospital"))
        #expect(try world.run("hq", export + ["two.jsonl"]).status == 4)
        #expect(try world.run("hq", ["export", "--purpose", "data_sharing", "--reason", "x"]).status == 2)
        #expect(try world.run("hq", ["consent", "give", "Mariam", "--purposes", "curiosity"]).status == 2)
    }

    @Test func `a packet is sealed for the partner's key unless it is to be printed`() throws {
        let world = try World()
        try world.found()
        _ = try world.json("hq", ["client", "add", "--set", "given_name=Mariam"])
        let key = "age1sfrhljcr25vwd0kws0yxvyeyg9g97g3nn6zv6vg6lfnv9exjm3csajqx5y"
        _ = try world.json(
            "hq", ["partner", "add", "--set", "name=Hospital", "--set", "type=health_provider", "--set", "age_recipient=\(key)"])
        _ = try world.json("hq", ["consent", "give", "Mariam", "--purposes", "referral"])
        let referral = try #require(
            try world.json("hq", ["referral", "add", "--set", "client=Mariam", "--set", "partner=Hospital", "--set", "service=health"])[
                "record"]?
                .textValue)
        let packet = try world.json("hq", ["referral", "packet", referral, "--out", "packet.age"])
        #expect(packet["recipient"] == "Hospital" && packet["passphrase"] == .null)
        let file = try Data(contentsOf: URL(filePath: world.folder.path + "/work/packet.age"))
        #expect(file.starts(with: Data("age-encryption.org/v1\n".utf8)))
        #expect(try world.run("hq", ["referral", "packet", referral, "--out", "packet.age"]).status == 2)
        let clear = try world.run("hq", ["referral", "packet", referral, "--out", "page.html", "--clear"])
        #expect(clear.status == 0 && clear.talk.contains("not encrypted"))
        #expect(try world.json("hq", ["disclosure", "list"])["total"] == 2)
        #expect(try world.run("hq", ["referral", "packet", referral, "--out", "x", "--age", "age1nobody"]).status == 5)
    }
}
