import ArgumentParser
import Foundation
import Records
import Testing

@testable import satchel

struct CommandTreeTests {
    /// Every command that does something, with its path.
    private func leaves(_ command: any ParsableCommand.Type = Satchel.self, _ path: [String] = []) -> [([String], any ParsableCommand.Type)]
    {
        let below = command.configuration.subcommands
        if below.isEmpty { return [(path, command)] }
        return below.flatMap { leaves($0, path + [$0._commandName]) }
    }

    @Test func `every kind of record that people write has its noun`() throws {
        let nouns = Set(Satchel.configuration.subcommands.map { $0._commandName })
        let kinds = try SchemaCatalog.embedded().kinds.map { $0.name.replacing("_", with: "-") }
        #expect(nouns.isSuperset(of: kinds))
    }

    @Test(arguments: ["follow-up-check", "follow_up_check"]) func `a kind of several words may be typed with either stroke`(noun: String)
        throws
    {
        #expect(try Satchel.parseAsRoot([noun, "list"]) is RecordList<FollowUpCheckNoun>)
    }

    @Test(arguments: ["x", "deutsch_de", "fr;rm", "abcdefghijklmnopq"]) func `what is no language is refused when it is parsed`(
        locale: String
    ) {
        #expect(throws: (any Error).self) { try Satchel.parseAsRoot(["client", "fields", "--locale", locale]) }
    }

    @Test func `every command either works on an open store or runs where it was typed`() {
        let commands = leaves()
        #expect(commands.count > 50)
        for (path, command) in commands {
            let isOne = (command is any ClinicCommand.Type) != (command is any LocalCommand.Type)
            #expect(isOne, "\(path.joined(separator: " "))")
            #expect(!command.configuration.abstract.isEmpty, "\(path.joined(separator: " "))")
        }
    }

    @Test func `the words that name a command are found again for its help`() {
        #expect(Program.commandPath(["client", "add", "--set", "list"]) == "satchel client add")
        #expect(Program.commandPath(["--json", "client"]) == "satchel")
        #expect(Program.commandPath([]) == "satchel")
    }

    @Test(arguments: [
        ["client", "list", "--limit", "0"], ["search", "x", "--limit", "1001"], ["open", "--idle-minutes", "0"],
        ["deadlines", "--until", "2026-02-30"], ["deadlines", "--until", "2026"], ["conflict", "settle", "r", "f"],
        ["conflict", "settle", "r", "f", "--choose", "1", "--value", "x"], ["conflict", "settle", "r", "f", "--choose", "1"],
        ["device", "approve", "f", "--code", "K7Q", "--out", "o", "--yes"],
        ["status", "--scrypt-log-n", "30"],
    ])
    func `arguments out of bounds are refused when they are parsed`(arguments: [String]) {
        #expect(throws: (any Error).self) { try Satchel.parseAsRoot(arguments) }
    }

    @Test func `values that begin with a dash are taken as values`() throws {
        let command = try Satchel.parseAsRoot(["conflict", "settle", "r", "f", "--value", "-5"])
        #expect((command as? ConflictSettle)?.value == "-5")
        let add = try Satchel.parseAsRoot(["client", "add", "--set", "--home=x"])
        #expect((add as? RecordAdd<ClientNoun>)?.fields.set == ["--home=x"])
    }

    @Test func `the commands reach the database and the cipher only through the clinic`() throws {
        let sources = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Sources/satchel").standardized
        let files = try #require(FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil)).compactMap { $0 as? URL }
            .filter { $0.pathExtension == "swift" }
        #expect(files.count > 50)
        let allowed: Set = [
            "ArgumentParser", "CProcess", "Calendars", "Clinic", "WebApp", "Foundation", "Forms", "Glibc", "Images", "Names", "Records",
            "ReplicatedLog",
            "Reports",
            "Roster", "Synchronization", "Tables",
        ]
        for file in files {
            let imports = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").filter { $0.hasPrefix("import ") }
            for line in imports { #expect(allowed.contains(String(line.dropFirst(7))), "\(file.lastPathComponent): \(line)") }
        }
    }
}
