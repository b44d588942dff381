import Records

/// Comparing six words over the telephone or across a table.
enum SixWords {
    /// Lets a person compare, or compares what they were given. There is no way around it.
    ///
    /// - Parameter given: `--words`, for when nobody sits at a terminal.
    /// - Throws: ``CommandErrorCode/wordsDiffer``.
    static func compare(_ words: [String], given: String?, with other: String, _ context: CommandContext) async throws {
        if let given {
            guard normalized(given) == words.map({ $0.lowercased() }) else { throw differ() }
            return
        }
        let question = """
            Six words:  \(words.joined(separator: " "))
            Do they match what \(other) reads out? Type yes or no: 
            """
        do {
            guard normalized(try await context.channel.ask(question, secret: false)) == ["yes"] else { throw differ() }
        } catch let error as CommandError where error.code == .noTerminal {
            throw CommandError(
                .noTerminal, "The six words have to be compared, and there is no terminal to ask at.",
                hint: "Give the words that \(other) reads out with --words \"…\".")
        }
    }

    /// Words as people write them: any case, with spaces, commas or hyphens between them.
    static func normalized(_ text: String) -> [String] {
        text.lowercased().split { $0.isWhitespace || $0 == "," || $0 == "-" }.map(String.init)
    }

    private static func differ() -> CommandError {
        CommandError(
            .wordsDiffer, "The words differ, so this may come from somebody else. Nothing was changed.",
            hint: "Compare them again; if they still differ, make a new file and carry it yourself.")
    }
}
