import ArgumentParser
import Clinic
import Records

struct CaseCheck: ClinicCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Compare everybody of a case with everybody whom this device may see, for conflicts of interest.",
        discussion: """
            Without --result it only shows, and prints a token. With --result and that token the decision about what was shown is \
            recorded: clear, possible_match, conflict_confirmed, conflict_excluded or conflict_waived. What came in since, and whose \
            name, date of birth or number was changed since, goes on waiting. Ends with 6 while something waits for a decision.
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var argument: RecordArgument
    @Option(name: .long, help: ArgumentHelp("Record this result.", valueName: "code"))
    var result: String?
    @Option(name: .long, help: ArgumentHelp("Why, in words.", valueName: "text"))
    var decision: String?
    @Option(name: .customLong("decided-by"), help: ArgumentHelp("Who decided.", valueName: "text"))
    var decidedBy: String?
    @Option(name: .long, help: ArgumentHelp("What was shown, as the check printed it.", valueName: "token"))
    var seen: String?

    mutating func validate() throws {
        guard result != nil || decision == nil && decidedBy == nil && seen == nil else {
            throw ValidationError("--decision, --decided-by and --seen need --result.")
        }
    }

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        let record = try await RecordFinder.find(argument.record, kind: "case", in: clinic)
        let check = try await clinic.checkInterests(of: record)
        guard let result else {
            try context.show(InterestList(check: check))
            return check.pending.isEmpty && check.indexMatches ?? 0 == 0 ? .done : .conflict
        }
        guard seen != nil || check.pending.isEmpty else {
            throw CommandError(
                .badArguments, "Something waits for a decision, and --seen does not say that it was looked at.",
                hint: "`satchel case check` shows it, with the token for --seen.")
        }
        let saved = try await clinic.decideInterest(
            of: record, seen: seen ?? check.token, result: result, decision: decision, by: decidedBy)
        try context.show(saved[0], verb: "Recorded")
        let waiting = try await clinic.checkInterests(of: record).pending.count
        guard waiting > 0, !["not_checked", "possible_match"].contains(result) else { return .done }
        context.warn("\(.counted(waiting, "pair", "pairs")) came in or changed since, and still waits: `satchel case check` shows it.")
        return .conflict
    }
}

struct CaseConflicts: ClinicCommand {
    static let configuration = CommandConfiguration(
        commandName: "conflicts", abstract: "List possible conflicts of interest that wait for a person’s decision.")

    @OptionGroup var common: CommonOptions
    @Option(name: .long, help: ArgumentHelp("Only cases of this caseload.", valueName: "name"))
    var space: String?

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        var id: SpaceID?
        if let space { id = try await clinic.space(space) }
        try context.show(InterestList(pending: try await clinic.pendingInterestConflicts(space: id)))
        return .done
    }
}

/// Possible conflicts of interest.
struct InterestList: Renderable {
    let pending: [InterestConflict]
    let decided: [InterestConflict]
    /// How many were compared, when it was one case.
    let persons: Int?
    /// By the blinded index; `nil` without one.
    var indexMatches: Int?
    /// Of one case: what was shown, for the decision.
    var token: String?

    init(pending: [InterestConflict]) {
        self.pending = pending
        decided = []
        persons = nil
    }

    init(check: InterestCheck) {
        pending = check.pending
        decided = check.decided
        persons = check.personCount
        indexMatches = check.indexMatches
        token = check.token
    }

    var json: JSONValue {
        [
            "pending": .array(pending.map(Self.json)), "decided": .array(decided.map(Self.json)),
            "persons": persons.map { .integer(Int64($0)) } ?? .null, "indexMatches": indexMatches.map { .integer(Int64($0)) } ?? .null,
            "seen": token.json,
        ]
    }

    private static func json(_ conflict: InterestConflict) -> JSONValue {
        [
            "relation": .text(conflict.relation.rawValue), "case": conflict.matter.json, "party": conflict.party.json,
            "field": conflict.field.json, "client": conflict.client.json,
            "reasons": .array(conflict.likeness.reasons.map { .text($0.rawValue) }), "certain": .flag(conflict.isCertain),
        ]
    }

    func write(to page: inout Page) {
        if let persons { page.line("\(.counted(persons, "person", "persons")) of the case compared with all that this device holds.") }
        if let indexMatches, indexMatches > 0 {
            page.line("\(.counted(indexMatches, "possible match", "possible matches")) in the conflict index: ask headquarters.")
        }
        guard !pending.isEmpty || !decided.isEmpty else {
            return page.line(indexMatches ?? 0 > 0 ? "Nothing else found." : "Nothing found.")
        }
        for conflict in pending { write(conflict, to: &page) }
        if !decided.isEmpty { page.heading("Decided before") }
        for conflict in decided { write(conflict, to: &page) }
        if let first = pending.first {
            let name = first.matter.number ?? first.matter.id.description
            guard let token else { return page.line("`satchel case check \(name)` shows one case, and takes the decision.") }
            page.line("Decide with --result conflict_excluded, conflict_confirmed or conflict_waived:")
            page.line("  satchel case check \(name) --result conflict_excluded --decision \"…\" --seen \(words: token)")
        }
    }

    private func write(_ conflict: InterestConflict, to page: inout Page) {
        page.line("\(conflict.matter.number ?? "") \(conflict.matter.title): \(words: conflict.relation.words)")
        page.line("  \(conflict.party.title) [\(words: conflict.party.kind) \(words: conflict.party.id.description)]")
        page.line("  \(conflict.client.title) [client \(words: conflict.client.id.description)]")
        let reasons = conflict.isCertain ? "said to be the same" : conflict.likeness.reasons.map(\.words).joined(separator: ", ")
        page.line("  \(words: reasons)")
    }
}

extension InterestConflict.Relation {
    var words: String {
        switch self {
        case .opponentIsClient: "the other side may be a client"
        case .clientIsOpponent: "a client may be the other side of another case"
        case .thirdPartyIsClient: "somebody of the case may be a client"
        case .ownOpponent: "a client may be their own other side"
        }
    }
}

/// Tells of possible conflicts of interest after something that may have made some.
enum InterestNotice {
    /// After a client, a case, a party or a dispute was written down.
    static func tell(_ saved: Saved, _ clinic: Clinic, _ context: CommandContext) async {
        guard saved.operationCount > 0 else { return }
        guard let matter = await matter(of: saved, clinic) else {
            if saved.kind == "client" { await tell(touching: [saved.record], clinic, context) }
            return
        }
        guard let check = try? await clinic.checkInterests(of: matter), !check.pending.isEmpty else { return }
        let name = check.matter.number ?? check.matter.id.description
        context.warn(
            "\(.counted(check.pending.count, "possible conflict", "possible conflicts")) of interest: `satchel case check \(name)` shows it."
        )
    }

    /// After a stick was read: about whom it brought.
    static func tell(_ report: ReadReport, _ clinic: Clinic, _ context: CommandContext) async {
        await tell(touching: report.touchedPersons, clinic, context)
    }

    private static func tell(touching records: Set<RecordID>?, _ clinic: Clinic, _ context: CommandContext) async {
        guard let pending = try? await clinic.pendingInterestConflicts(touching: records), !pending.isEmpty else { return }
        context.warn(
            "\(.counted(pending.count, "possible conflict", "possible conflicts")) of interest to be looked at: `satchel case conflicts`.")
    }

    private static func matter(of saved: Saved, _ clinic: Clinic) async -> RecordID? {
        switch saved.kind {
        case "case": return saved.record
        case "party", "dispute": return try? await clinic.detail(saved.record).fields["case"]?.textValue.flatMap { RecordID($0) }
        default: return nil
        }
    }
}
