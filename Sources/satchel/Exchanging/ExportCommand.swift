import ArgumentParser
import Clinic
import Records

struct ExportCommand: ClinicCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write records out in clear: JSON Lines, CSV or a workbook.",
        discussion: """
            What leaves for others is what each client agreed to for that purpose and that recipient, without what they want withheld; who is \
            left out is said by case number. `--purpose internal` takes everything: for a copy that stays in the organisation. Every export is \
            written down as a disclosure before it is handed out. What has left the store is no longer protected by it.
            """)

    @OptionGroup var common: CommonOptions
    @Option(name: .long, help: ArgumentHelp("Only this caseload.", valueName: "name"))
    var space: String?
    @Option(name: .long, help: "Only this kind of record.")
    var kind: String?
    @Option(name: .customLong("case"), help: ArgumentHelp("A case, its clients, and everything that hangs on it.", valueName: "record"))
    var legalCase: String?
    @Option(name: .long, help: "jsonl, csv (with --kind) or xlsx (with --out).")
    var format = "jsonl"
    @Option(name: .long, help: "What for: internal, or a code of consent_purpose.")
    var purpose: String
    @Option(name: .long, help: ArgumentHelp("Who receives it: a partner of the store, or a name.", valueName: "partner"))
    var recipient: String?
    @Option(name: .long, help: "What sort of body the recipient is, where it is no partner of the store: a code of partner_type.")
    var recipientType: String?
    @Option(name: .long, help: "Why it leaves; it is written down.")
    var reason: String
    @Option(name: .long, help: ArgumentHelp("Write to a file that only you can read.", valueName: "file"))
    var out: String?
    @Flag(name: .long, help: "Replace a file that is there.")
    var force = false

    mutating func validate() throws {
        guard let format = ExportFormat(rawValue: format) else { throw ValidationError("--format is jsonl, csv or xlsx.") }
        guard format != .xlsx || out != nil else { throw ValidationError("A workbook needs --out.") }
        guard purpose == ExportJob.internalPurpose || recipient != nil else {
            throw ValidationError("--recipient is needed for whatever leaves for others.")
        }
    }

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        let recipient = try await RecipientFinder.find(recipient ?? "the organisation", type: recipientType, in: clinic)
        guard let today = CalendarDate(context.today), let format = ExportFormat(rawValue: format) else {
            throw CommandError(.badArguments, "The clock of this computer shows no day.", hint: "Set the clock.")
        }
        var job = ExportJob(purpose: purpose, recipient: recipient, reason: reason, today: today)
        job.format = format
        job.kind = kind?.replacing("-", with: "_")
        if let space { job.space = try await clinic.space(space) }
        if let legalCase { job.legalCase = try await RecordFinder.find(legalCase, kind: "case", in: clinic) }
        if job.isInternal { context.warn("warning: nobody's consent was looked at. This must stay in the organisation.") }
        let report: ExportReport
        if let out {
            report = try await clinic.export(job, toFile: context.path(out), force: force, report: context.progress)
        } else {
            let channel = context.channel
            // A progress line between lines of output would be taken for a record.
            let progress = context.terminal.outputIsTerminal ? nil : context.progress
            let isJSON = format == .jsonLines
            let isSeen = context.terminal.outputIsTerminal
            report = try await clinic.export(
                job,
                to: { bytes in
                    if isJSON { return try channel.output(Visible.json(line: bytes)) }
                    // Where it goes to a file or another program, every byte counts.
                    try channel.output(isSeen ? Array(Visible.lines(String(decoding: bytes, as: UTF8.self)).utf8) : bytes)
                }, report: progress)
        }
        context.clearProgress()
        Self.say(report, context)
        return report.recordCount == 0 && report.leftOutCount > 0 ? .refused : .done
    }

    private static func say(_ report: ExportReport, _ context: CommandContext) {
        context.say("Exported \(.counted(report.recordCount, "record", "records")).")
        if report.withheldCount > 0 {
            context.say("Without what clients want withheld: \(.counted(report.withheldCount, "record", "records")).")
        }
        if report.leftOutCount > 0 {
            context.warn("Left out for want of consent: \(.counted(report.leftOutCount, "record", "records")).")
            for item in report.leftOut { context.warn("  \(.list(values: item.numbers)): \(words: item.reason.words)") }
        }
        if report.ownerlessCount > 0 {
            context.warn("Left out because they are about no client: \(.counted(report.ownerlessCount, "record", "records")).")
        }
    }
}

/// The partner that people mean, or a name that is no partner's.
enum RecipientFinder {
    static func find(_ text: String, type: String?, in clinic: Clinic) async throws -> Recipient {
        do {
            let partner = try await clinic.detail(try await RecordFinder.find(text, kind: "partner", in: clinic))
            return Recipient(
                name: partner.fields["name"]?.textValue ?? partner.title, partner: partner.id,
                type: partner.fields["type"]?.textValue ?? type)
        } catch let error as ClinicError where error.code == .notFound {
            return Recipient(name: text, type: type)
        }
    }
}
