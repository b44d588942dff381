import Records

/// A person's word before something that cannot simply be taken back.
enum Confirmation {
    /// - Parameter consequences: lines, each with its end.
    /// - Throws: ``CommandErrorCode/notConfirmed`` for anything but a typed yes.
    static func ask(_ consequences: String, _ context: CommandContext) async throws {
        let answer: String
        do {
            answer = try await context.channel.ask(consequences + "Type yes or no: ", secret: false)
        } catch let error as CommandError where error.code == .noTerminal {
            throw CommandError(
                .noTerminal, "This has to be confirmed, and there is no terminal to ask at.", hint: "Add --yes when you are sure.")
        }
        guard SixWords.normalized(answer) == ["yes"] else { throw CommandError(.notConfirmed, "Not confirmed; nothing was changed.") }
    }
}
