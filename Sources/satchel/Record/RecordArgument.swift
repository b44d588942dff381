import ArgumentParser

/// A record as people name it.
struct RecordArgument: ParsableArguments {
    @Argument(
        help: ArgumentHelp("Case number, title, or identifier or its beginning.", valueName: "record"))
    var record: String
}
