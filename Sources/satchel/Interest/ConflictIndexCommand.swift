import ArgumentParser
import Clinic
import Records

struct ConflictIndexCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "conflict-index", abstract: "A blinded index of other caseloads, against conflicts of interest that one cannot see.",
        discussion: """
            Off until headquarters publishes one for a device. Whoever holds an index can test any name against it: whether somebody is a \
            client, or the other side of one, somewhere in the organisation. Give it to few, for a short time.
            """,
        subcommands: [ConflictIndexPublish.self, ConflictIndexAccept.self, ConflictIndexShow.self, ConflictIndexDrop.self])
}

struct ConflictIndexPublish: ClinicCommand {
    static let configuration = CommandConfiguration(
        commandName: "publish", abstract: "Make an index of all people that headquarters holds, for the devices named.")

    @OptionGroup var common: CommonOptions
    @Option(
        name: .customLong("for"), parsing: .upToNextOption, help: ArgumentHelp("The devices that may have it.", valueName: "code"))
    var devices: [String]
    @Option(name: .long, help: ArgumentHelp("How often a name that is not there is found, 0.1 to 0.000001.", valueName: "rate"))
    var falsePositives = 0.001
    @Option(name: .long, help: ArgumentHelp("When it ends, 1 to 400 days from now.", valueName: "days"))
    var validDays = 60
    @Option(name: .long, help: ArgumentHelp("The file to write.", valueName: "file"))
    var out: String
    @Flag(name: .long, help: "Do not ask.")
    var yes = false

    mutating func validate() throws {
        guard !devices.isEmpty else { throw ValidationError("--for needs the code of at least one device.") }
        guard (0.000001...0.1).contains(falsePositives) else { throw ValidationError("--false-positives is 0.1 to 0.000001.") }
        guard (1...400).contains(validDays) else { throw ValidationError("--valid-days is 1 to 400.") }
    }

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        if !yes {
            try await Confirmation.ask(
                """
                Make an index of all clients and opposing parties for \(devices.joined(separator: ", "))?
                  Whoever holds it, or the device it is on, can test any name against it: whether somebody is a client, or the other
                  side of one, anywhere in the organisation. It cannot be taken back before it ends, in \(validDays) days.

                """, context)
        }
        let path = context.path(out)
        try Files.requireFree(path)
        let published = try await clinic.publishConflictIndex(falsePositives: falsePositives, validDays: validDays, to: devices)
        try Files.create(path, published.file)
        try context.show(ConflictIndexView(status: published.status, verb: "Published for \(published.devices.joined(separator: ", "))"))
        context.say("Next: carry the file there, and `satchel conflict-index accept FILE`.")
        return .done
    }
}

struct ConflictIndexAccept: ClinicCommand {
    static let configuration = CommandConfiguration(
        commandName: "accept", abstract: "Take over an index that headquarters made for this device.")

    @OptionGroup var common: CommonOptions
    @Argument(help: "The file of headquarters.")
    var file: String

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        let bytes = try await context.read(file, byteCountMax: 32 << 20)
        try context.show(ConflictIndexView(status: try await clinic.acceptConflictIndex(bytes), verb: "Accepted"))
        return .done
    }
}

struct ConflictIndexShow: ClinicCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Say which index is held here.")

    @OptionGroup var common: CommonOptions

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        try context.show(ConflictIndexView(status: try await clinic.conflictIndexStatus(), verb: "Held"))
        return .done
    }
}

struct ConflictIndexDrop: ClinicCommand {
    static let configuration = CommandConfiguration(commandName: "drop", abstract: "Forget the index that is held here.")

    @OptionGroup var common: CommonOptions

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        try await clinic.dropConflictIndex()
        try context.show(ConflictIndexView(status: nil, verb: "Dropped"))
        return .done
    }
}

struct ConflictIndexView: Renderable {
    let status: ConflictIndexStatus?
    let verb: String

    var json: JSONValue {
        guard let status else { return ["index": .null] }
        return [
            "index": [
                "issued": Moment.json(status.issued), "expires": Moment.json(status.expires), "expired": .flag(status.isExpired),
                "capacity": .integer(Int64(status.capacity)), "falsePositives": .number(status.falsePositives),
                "bytes": .integer(Int64(status.byteCount)), "otherTables": .flag(status.isOfOtherTables),
            ]
        ]
    }

    func write(to page: inout Page) {
        guard let status else { return page.line("No conflict index is held here.") }
        page.line(
            "\(verb): a conflict index of at most \(status.capacity) keys, \(status.byteCount) bytes, until \(words: Moment.text(status.expires))."
        )
        if status.isExpired { page.line("  It has expired and is not asked any more: ask headquarters for a new one.") }
        if status.isOfOtherTables {
            page.line("  It was made by another version of the program, and finds less: ask headquarters for a new one.")
        }
        page.line("  Whoever holds it can test any name against it. A hit means: possible match, ask headquarters.")
    }
}
