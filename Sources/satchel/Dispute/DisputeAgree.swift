import ArgumentParser
import Clinic
import Records

struct DisputeAgree: ClinicCommand {
    static let configuration = CommandConfiguration(
        commandName: "agree", abstract: "Write down the agreement that ends a dispute.",
        discussion: """
            Outcome, obligations and the checks after 1, 3, 6 and 12 months are saved together or not at all. An obligation is \
            \(ObligationText.shape).
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var argument: RecordArgument
    @Option(name: .long, help: ArgumentHelp("The day of the agreement.", valueName: "date"))
    var on: String
    @Option(name: .long, help: ArgumentHelp("What somebody has to do; repeated.", valueName: "obligation"))
    var obligation: [String] = []
    @Option(name: .long, help: ArgumentHelp("How it ended.", valueName: "code"))
    var outcome = "agreement_in_full"
    @Option(name: .long, help: "The terms in words.")
    var text: String?

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        let dispute = try await RecordFinder.find(argument.record, kind: DisputeNoun.kind, in: clinic)
        var obligations = [[String: JSONValue]]()
        for (index, text) in obligation.enumerated() {
            obligations.append(try ObligationText.fields(text, number: index + 1, catalog: clinic.catalog))
        }
        let day = try DayOption.date(on, option: "--on")
        let saved = try await clinic.agree(
            Clinic.Agreement(on: day, outcome: outcome, text: text, obligations: obligations), in: dispute)
        try context.show(AgreedView(saved: saved))
        for result in saved.prefix(1) { context.warn(about: result) }
        return saved.allSatisfy(\.conflictedFields.isEmpty) ? .done : .conflict
    }
}

/// What an agreement wrote.
struct AgreedView: Renderable {
    /// The dispute first.
    let saved: [Saved]

    var json: JSONValue {
        [
            "record": (saved.first?.record.description).json, "obligations": records(ObligationNoun.kind),
            "checks": records(FollowUpCheckNoun.kind), "conflicts": .array(saved.flatMap(\.conflictedFields).map(JSONValue.text)),
        ]
    }

    private func records(_ kind: String) -> JSONValue { .array(saved.filter { $0.kind == kind }.map { .text($0.record.description) }) }

    func write(to page: inout Page) {
        guard let dispute = saved.first else { return }
        let obligations = saved.count { $0.kind == ObligationNoun.kind }
        let checks = saved.count { $0.kind == FollowUpCheckNoun.kind }
        page.line(
            "Agreed: \(RecordName.phrase(dispute.kind, dispute.number, dispute.record)), \(.counted(obligations, "obligation", "obligations")), \(.counted(checks, "check", "checks")) planned."
        )
        for one in saved where one.kind == ObligationNoun.kind { page.line("  \(words: one.record.description)") }
        guard !dispute.conflictedFields.isEmpty else { return }
        page.line("Somebody else had written there meanwhile: \(.list(values: dispute.conflictedFields)) now holds both values.")
    }
}
