import ArgumentParser
import Clinic
import Records

struct ClientDuplicates: ClinicCommand {
    static let configuration = CommandConfiguration(
        commandName: "duplicates", abstract: "Propose clients who may be one person, with the reasons.",
        discussion: "Nothing is changed: `satchel client link` says that two are one, `satchel client unlink` takes it back.")

    @OptionGroup var common: CommonOptions
    @Option(name: .customLong("of"), help: ArgumentHelp("Only those like this client.", valueName: "record"))
    var record: String?
    @Option(name: .long, help: ArgumentHelp("Only of this caseload, compared with all.", valueName: "name"))
    var space: String?
    @Option(name: .long, help: "How many at most, 1 to 1000.")
    var limit = 50

    mutating func validate() throws {
        guard (1...1000).contains(limit) else { throw ValidationError("--limit is 1 to 1000.") }
    }

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        if let record {
            let id = try await RecordFinder.find(record, kind: "client", in: clinic)
            let of = try await clinic.detail(id)
            let found = try await clinic.duplicates(of: id, limit: limit)
            try context.show(
                DuplicateList(
                    rows: found.map {
                        DuplicateList.Row(first: of.title, firstID: id, second: $0.client, likeness: $0.likeness, isLinked: $0.isLinked)
                    }))
        } else {
            var id: SpaceID?
            if let space { id = try await clinic.space(space) }
            let pairs = try await clinic.duplicates(in: id, limit: limit)
            try context.show(
                DuplicateList(
                    rows: pairs.map {
                        DuplicateList.Row(
                            first: $0.first.title, firstID: $0.first.id, second: $0.second, likeness: $0.likeness, isLinked: false)
                    }))
        }
        return .done
    }
}

/// Pairs of clients who may be one person.
struct DuplicateList: Renderable {
    struct Row {
        let first: String
        let firstID: RecordID
        let second: RecordSummary
        let likeness: Likeness
        let isLinked: Bool
    }

    let rows: [Row]

    var json: JSONValue {
        [
            "duplicates": .array(
                rows.map {
                    [
                        "client": .text($0.firstID.description), "title": .text($0.first), "other": $0.second.json,
                        "reasons": .array($0.likeness.reasons.map { .text($0.rawValue) }), "score": .number($0.likeness.score),
                        "linked": .flag($0.isLinked),
                    ]
                })
        ]
    }

    func write(to page: inout Page) {
        guard !rows.isEmpty else { return page.line("Nobody on this device is like that.") }
        for row in rows {
            page.line("\(row.first) [\(words: row.firstID.description)]")
            page.line("  \(row.second.title) [\(words: row.second.id.description)]" + (row.isLinked ? "  (linked)" : ""))
            page.line("  \(words: row.likeness.reasons.map(\.words).joined(separator: ", "))")
        }
        page.line("If two are one person: `satchel client link A B`.")
    }
}
