import Clinic
import Records

/// All that a command gets besides the store: where it was typed, whom it talks to, and how it says things.
struct CommandContext: Sendable {
    let channel: any Channel
    let terminal: Terminal
    /// Where the command was typed; relative paths start there.
    let directory: String
    let asJSON: Bool
    let isQuiet: Bool
    let clock: @Sendable () -> Int64
    /// A passphrase that was made up when the store was made for this command.
    var generatedPassphrase: String?

    var language: String { terminal.language }

    /// The day on the calendar of this computer.
    var today: String { Moment.day(clock()) }

    func path(_ text: String) -> String { Home.absolute(text, in: directory) }

    /// Hands a result to the renderer.
    func show(_ result: some Renderable) throws {
        try channel.output(Renderer(asJSON: asJSON, terminal: terminal).bytes(of: result))
    }

    /// Says something that is not the result: what is being done, what to do next.
    func say(_ phrase: Phrase) {
        guard !isQuiet else { return }
        warn(phrase)
    }

    /// Says something that also `--quiet` does not keep back.
    func warn(_ phrase: Phrase) {
        channel.talk(Array((Page.rendered(phrase, isolating: terminal.talkIsTerminal) + "\n").utf8))
    }

    /// Where long work tells how far it is; `nil` when nobody looks.
    var progress: Clinic.Report? {
        guard terminal.talkIsTerminal, !isQuiet else { return nil }
        let channel = channel
        return { channel.talk(Array(ProgressLine.text($0).utf8)) }
    }

    /// Takes the progress line away before something else is written.
    func clearProgress() {
        guard terminal.talkIsTerminal, !isQuiet else { return }
        channel.talk(Array(ProgressLine.clear.utf8))
    }

    /// Reads a small input that was named on the command line; `-` is standard input.
    func read(_ path: String, byteCountMax: Int) async throws -> [UInt8] {
        try await channel.read(path == "-" ? path : self.path(path), byteCountMax: byteCountMax)
    }
}

/// One line on a terminal that is written over and over.
enum ProgressLine {
    static let clear = "\r\u{1B}[K"

    static func text(_ progress: Progress) -> String {
        let percent = progress.total > 0 ? min(100, Int(100 * Double(progress.done) / Double(progress.total))) : nil
        return clear + progress.stage.rawValue + (percent.map { " \($0) %" } ?? "") + " …"
    }
}
