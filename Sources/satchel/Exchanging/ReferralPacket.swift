import ArgumentParser
import Clinic
import Records

struct ReferralPacket: ClinicCommand {
    static let configuration = CommandConfiguration(
        commandName: "packet", abstract: "Write a referral out for a partner who has no Satchel.",
        discussion: """
            A page with what the partner has to know: encrypted for the partner's age key, for --age, or with a passphrase; in clear only with \
            --clear, to be printed. The client must have agreed to referral to this partner. The partner opens it with `age --decrypt`.
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var argument: RecordArgument
    @Option(name: .long, help: ArgumentHelp("Where to write it.", valueName: "file"))
    var out: String
    @Option(name: .long, help: ArgumentHelp("A recipient of age; repeated.", valueName: "age1…"))
    var age: [String] = []
    @Flag(name: .long, help: "With a passphrase that is typed, or made up and shown once.")
    var passphrase = false
    @Flag(name: .long, help: "In clear.")
    var clear = false
    @Option(name: .long, help: "Why it leaves; it is written down.")
    var reason = "referral"
    @Flag(name: .long, help: "Replace a file that is there.")
    var force = false

    mutating func validate() throws {
        guard [passphrase, clear, !age.isEmpty].count(where: \.self) <= 1 else {
            throw ValidationError("Give one of --age, --passphrase and --clear.")
        }
    }

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        let referral = try await RecordFinder.find(argument.record, kind: "referral", in: clinic)
        var madeUp: String?
        let seal: PacketSeal
        if clear {
            seal = .none
        } else if passphrase {
            let new = try await Passphrase.new(file: nil, context)
            if new.isGenerated { madeUp = new.text }
            seal = .passphrase(new.text)
        } else if let known = try await age.isEmpty ? clinic.ageRecipient(ofReferral: referral) : nil {
            seal = .age([known])
        } else if !age.isEmpty {
            seal = .age(age)
        } else {
            throw CommandError(
                .badArguments, "The partner has no age key in this store.", hint: "Give --age, --passphrase, or --clear for the printer.")
        }
        let report = try await clinic.referralPacket(
            referral, seal: seal, toFile: context.path(out), force: force, reason: reason, today: try context.day(),
            language: context.language)
        try context.show(PacketView(report: report, passphrase: madeUp))
        if clear { context.warn("warning: the page is not encrypted. Print it, hand it over, and delete it.") }
        return .done
    }
}

struct PacketView: Renderable {
    let report: ReferralPacketReport
    let passphrase: String?

    var json: JSONValue {
        [
            "recipient": .text(report.recipient), "fields": .array(report.fields.map(JSONValue.text)),
            "withheld": .array(report.withheld.map(JSONValue.text)), "bytes": .integer(Int64(report.byteCount)),
            "disclosures": .array(report.disclosures.map { .text($0.description) }), "passphrase": passphrase.map(JSONValue.text) ?? .null,
        ]
    }

    func write(to page: inout Page) {
        page.line("Written for \(report.recipient): \(.list(values: report.fields)).")
        if !report.withheld.isEmpty { page.line("Withheld: \(.list(values: report.withheld)).") }
        if let passphrase {
            page.line("Passphrase, shown once; tell it by another way than the file:")
            page.line("  \(words: passphrase)")
        }
    }
}
