import ArgumentParser
import Clinic
import Foundation
import Records
import Simulation
import Trials

/// Searches by name, duplicates and conflicts of interest among many people, beside plain searches of the same run.
struct NamesBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "names", abstract: "Name search over clients, and conflict checks over parties, beside plain search.")

    @Option(help: "Clients, with invented names in three scripts.")
    var clients = 100_000
    @Option(help: "Parties of cases.")
    var parties = 100_000
    @Option(help: "Searches of each sort.")
    var searches = 500
    @Flag(help: "One JSON object instead of a table.")
    var json = false

    func run() async throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("satchel-names-\(getpid())").path
        defer { try? FileManager.default.removeItem(atPath: directory) }
        var options = Clinic.Options(home: directory)
        options.scryptLogN = 14
        let (clinic, _) = try await Clinic.found(options, deviceCode: "HQ1", personName: "Bench", passphrase: Clinic.generatedPassphrase())
        let space = try await clinic.createSpace(name: "Bench").id
        var people = InventedPeople(seed: 1)
        var figures = [Figure]()

        let start = ContinuousClock.now
        var records = [RecordID]()
        for batch in stride(from: 0, to: clients, by: 64) {
            let drafts = (batch..<min(batch + 64, clients)).map { Draft(.new(kind: "client"), people.client($0), name: "c\($0)") }
            records += try await clinic.saveTogether(drafts, in: space).map(\.record)
        }
        var matters = [RecordID]()
        for batch in stride(from: 0, to: parties, by: 50) {
            let drafts =
                [
                    Draft(
                        .new(kind: "case"),
                        ["title": .text("Case \(batch)"), "clients": [.text(records[batch % records.count].description)]], name: "case")
                ]
                + (batch..<min(batch + 50, parties)).map { index in
                    Draft(.new(kind: "party"), people.party(index).merging(["case": "@case"]) { $1 }, name: "p\(index)")
                }
            matters.append(try await clinic.saveTogether(drafts, in: space)[0].record)
        }
        _ = try await clinic.search("warm", kind: nil, space: nil, limit: 1)
        figures.append(Figure("clients", Double(clients), ""))
        figures.append(Figure("parties", Double(parties), ""))
        figures.append(Figure("saved and indexed", Double(clients + parties) / seconds(since: start), "records/s"))

        figures += try await measure("plain search, number", clinic) { people in (people.number(people.index(below: clients)), "client") }
        figures += try await measure("plain search, three letters", clinic) { people in (String(people.whole().prefix(3)), "client") }
        figures += try await measure("name search, one name", clinic) { people in (people.given(), "client") }
        figures += try await measure("name search, whole name", clinic) { people in (people.whole(), "client") }

        var duplicates = Latencies()
        for _ in 0..<searches {
            let name = people.whole()
            let start = ContinuousClock.now
            _ = try await clinic.similarClients(names: [name])
            duplicates.record(seconds: seconds(since: start))
        }
        figures += Self.figures("similar clients", duplicates)
        var checks = Latencies()
        var perPerson = Latencies()
        for matter in matters.prefix(max(1, searches / 5)) {
            let start = ContinuousClock.now
            let check = try await clinic.checkInterests(of: matter)
            checks.record(seconds: seconds(since: start))
            perPerson.record(seconds: seconds(since: start) / Double(max(1, check.personCount)))
        }
        figures += Self.figures("conflict check, a case of \(min(50, parties)) parties", checks)
        figures += Self.figures("conflict check, for each person", perPerson)
        figures.append(Figure("peak memory", Double(peakMemory()) / 1e6, "MB"))
        try await clinic.close()
        Figure.render(figures, json: json)
    }

    private func measure(
        _ name: String, _ clinic: Clinic, _ query: (inout InventedPeople) -> (String, String)
    ) async throws -> [Figure] {
        var people = InventedPeople(seed: 2)
        var latencies = Latencies()
        for _ in 0..<searches {
            let (text, kind) = query(&people)
            let start = ContinuousClock.now
            _ = try await clinic.search(text, kind: kind, space: nil, limit: 20)
            latencies.record(seconds: seconds(since: start))
        }
        return Self.figures(name, latencies)
    }

    private static func figures(_ name: String, _ latencies: Latencies) -> [Figure] {
        [("p50", 50.0), ("p95", 95.0)].map { Figure("\(name) \($0.0)", latencies.milliseconds(at: $0.1), "ms") }
    }
}

/// Invented people: given names of the tables in any of their spellings, families made of syllables in three scripts.
struct InventedPeople {
    private var generator: SeededGenerator
    private static let givenNames: [[String]] = {
        let text = String(decoding: SchemaCatalog.embeddedFiles["names/given.tsv"] ?? [], as: UTF8.self)
        return text.split(separator: "\n").filter { !$0.hasPrefix("#") }
            .compactMap { $0.split(separator: "\t").last.map { $0.split(separator: " ").map(String.init) } }
    }()
    private static let syllables: [[String]] = [
        [
            "ka", "ra", "sha", "ni", "mo", "lu", "ta", "be", "dri", "zan", "fel", "gor", "hab", "sim", "yar", "wen", "pet", "cho", "ki",
            "vas",
        ],
        ["كا", "را", "شا", "ني", "مو", "لو", "تا", "بي", "در", "زن", "فل", "غر", "حب", "سم", "يا", "وي", "بت", "شو", "كي", "فس"],
        ["ка", "ра", "ша", "ні", "мо", "лу", "та", "бе", "дри", "зан", "фел", "гор", "хаб", "сим", "яр", "вен", "пет", "чо", "кі", "вас"],
    ]

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    mutating func index(below bound: Int) -> Int { Int.random(in: 0..<max(1, bound), using: &generator) }

    mutating func given() -> String {
        let spellings = Self.givenNames[index(below: Self.givenNames.count)]
        return spellings[index(below: spellings.count)]
    }

    mutating func family() -> String {
        let script = Self.syllables[index(below: 3)]
        return (0..<2 + index(below: 3)).map { _ in script[index(below: script.count)] }.joined()
    }

    mutating func whole() -> String { "\(given()) \(family())" }

    func number(_ index: Int) -> String { "N\(10_000_000 + index)" }

    mutating func client(_ index: Int) -> [String: JSONValue] {
        [
            "given_name": .text(given()), "father_name": .text(given()), "family_name": .text(family()),
            "birth_date": .text("\(1940 + self.index(below: 70))-0\(1 + self.index(below: 9))-1\(self.index(below: 10))"),
            "phone": .text("0\(550_000_000 + index)"), "identity_number": .text(number(index)),
        ]
    }

    mutating func party(_ index: Int) -> [String: JSONValue] {
        ["role": "opposing", "given_name": .text(given()), "father_name": .text(given()), "family_name": .text(family())]
    }
}
