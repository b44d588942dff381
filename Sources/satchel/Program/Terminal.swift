import Glibc
import Records

/// What is known of the terminal that a command talks to. Travels with a command to the process that runs it.
struct Terminal: Hashable, Sendable {
    var outputIsTerminal: Bool
    var talkIsTerminal: Bool
    /// Width of the terminal; 20 to 1000.
    var columns: Int
    /// Language for labels, as `fr`; `en` when nothing else is asked for.
    var language: String

    static let columnsRange = 20...1000

    /// A place to write to that is no terminal.
    static let plain = Terminal(outputIsTerminal: false, talkIsTerminal: false, columns: 80, language: "en")

    /// The terminal of this process.
    static func own() -> Terminal {
        var size = winsize()
        let known = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        return Terminal(
            outputIsTerminal: isatty(STDOUT_FILENO) == 1, talkIsTerminal: isatty(STDERR_FILENO) == 1,
            columns: min(max(known ? Int(size.ws_col) : 80, columnsRange.lowerBound), columnsRange.upperBound), language: language())
    }

    /// The language of the messages, as POSIX ranks the variables.
    private static func language() -> String {
        for name in ["LC_ALL", "LC_MESSAGES", "LANG"] {
            guard let value = getenv(name).map({ String(cString: $0) }), !value.isEmpty else { continue }
            let language = value.prefix { $0.isASCII && $0.isLetter }
            return (2...3).contains(language.count) ? language.lowercased() : "en"
        }
        return "en"
    }
}

extension Terminal {
    var json: JSONValue {
        [
            "output": .flag(outputIsTerminal), "talk": .flag(talkIsTerminal), "columns": .integer(Int64(columns)),
            "language": .text(language),
        ]
    }

    /// - Returns: `nil` when it is not what ``json`` writes.
    init?(json: JSONValue) {
        guard let output = json["output"]?.flagValue, let talk = json["talk"]?.flagValue, let columns = json["columns"]?.integerValue,
            let width = Int(exactly: columns), Self.columnsRange.contains(width), let language = json["language"]?.textValue,
            language.utf8.count <= 16
        else { return nil }
        self.init(outputIsTerminal: output, talkIsTerminal: talk, columns: width, language: language)
    }
}
