import ArgumentParser
import Clinic

/// What every command takes.
struct CommonOptions: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("Folder of the store.", discussion: "Otherwise $XDG_DATA_HOME/satchel.", valueName: "dir"))
    var home: String?

    @Option(name: .long, help: ArgumentHelp("Folder of record kinds and vocabularies to use before the built-in ones.", valueName: "dir"))
    var schemas: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Read the passphrase from the first line of this file.",
            discussion: "While `satchel open` holds the store, it must be the passphrase of whoever opened it.", valueName: "file"))
    var passphraseFile: String?

    @Flag(name: .long, help: "Write results as JSON.")
    var json = false

    @Flag(name: .long, help: "Write results and errors only.")
    var quiet = false

    @Option(name: .customLong("scrypt-log-n"), help: .hidden)
    var scryptLogN: Int?

    mutating func validate() throws {
        if let scryptLogN, !(10...20).contains(scryptLogN) { throw ValidationError("--scrypt-log-n is 10 to 20.") }
    }

    func homePath(_ directory: String) -> String { Home.path(home, directory: directory) }

    func clinicOptions(_ context: CommandContext) -> Clinic.Options {
        var options = Clinic.Options(home: homePath(context.directory))
        options.schemaDirectory = schemas.map(context.path)
        options.scryptLogN = scryptLogN
        return options
    }
}
