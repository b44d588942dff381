import ArgumentParser
import Clinic

/// `satchel case transfer`, `satchel client transfer`: with the whole history, to another caseload.
struct TransferCommand<Noun: KindNoun>: ClinicCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "transfer", abstract: "Bring a \(Noun.kind) into another caseload, with its whole history.",
            discussion: """
                Says first who can read it afterwards and what goes along, and asks. Every entry stays under the name, the device and \
                the time of its author, and can be proved there. In the old caseload it is history: shown, not listed, not edited. \
                What somebody writes there who has not heard of it yet is brought along by the next device that may write both. This \
                device has to be allowed to write both. What laptops hold already stays on them.
                """)
    }

    @OptionGroup var common: CommonOptions
    @OptionGroup var argument: RecordArgument
    @Option(name: .customLong("to"), help: ArgumentHelp("The caseload that it goes to.", valueName: "name"))
    var target: String
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The people of a case: move, copy or leave them; automatic moves those who have no other case here and copies the others. Of a client: copy leaves them here too.",
            valueName: "fate"))
    var clients: Fate = .automatic
    @Flag(name: .long, help: "Do it without asking.")
    var yes = false

    enum Fate: String, ExpressibleByArgument, CaseIterable {
        case automatic, move, copy, leave
        var fate: ClientFate { ClientFate(rawValue: rawValue) ?? .automatic }
    }

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        let record = try await RecordFinder.find(argument.record, kind: Noun.kind, in: clinic)
        let transfer = try await clinic.transfer(record, to: try await clinic.space(target), clients: clients.fate)
        if !yes {
            var page = Page(terminal: context.terminal)
            TransferView(transfer: transfer).write(to: &page)
            try await Confirmation.ask(page.text, context)
        }
        try await clinic.carryOut(transfer)
        try context.show(TransferView(transfer: transfer, isDone: true))
        return .done
    }
}
