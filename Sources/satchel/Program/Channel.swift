/// Where a command's words go and where its answers come from: this process's terminal, or the one of another process
/// that asked over the control socket.
protocol Channel: Sendable {
    /// Writes results, all of them or not at all.
    func output(_ bytes: [UInt8]) throws
    /// Writes talk. A reader that went away is no failure: the work goes on.
    func talk(_ bytes: [UInt8])
    /// Asks the person at the terminal for one line.
    ///
    /// - Parameter secret: what is typed is not shown.
    /// - Throws: ``CommandErrorCode/noTerminal`` when nobody can be asked, ``CommandErrorCode/interrupted`` after Ctrl-C.
    func ask(_ question: String, secret: Bool) async throws -> String
    /// Reads a file, or standard input when `path` is `-`, where the command was typed.
    ///
    /// - Throws: ``CommandErrorCode/fileTooLarge`` above `byteCountMax`.
    func read(_ path: String, byteCountMax: Int) async throws -> [UInt8]
}
