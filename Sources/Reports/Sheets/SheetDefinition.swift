/// What stands on a sheet of paper, as `sheets/sheets.json` says it; how it is arranged is the template's business.
public struct SheetDefinition: Hashable, Sendable {
    /// Before the name of a sheet in the name of the string that is its title.
    static let titlePrefix = "sheet_"

    /// Also the name of its template.
    public let name: String
    /// The kinds of record it can be filled from.
    public let about: [String]
    /// The purpose that consent must cover before the sheet leaves the clinic; `nil` for sheets that stay in the file.
    public let purpose: String?
    /// Strings with the roles of those who sign, in order.
    let signatures: [String]
    let parts: [Part]

    /// The kinds of record whose fields stand on it.
    public var kinds: Set<String> { Set(parts.compactMap(\.kind)) }

    /// A part under one heading.
    struct Part: Hashable, Sendable {
        let name: String
        /// A string; `nil` for none.
        let heading: String?
        /// The kind of the records whose fields are shown.
        let kind: String?
        /// Strings, a paragraph each.
        let texts: [String]
        let cells: [Cell]
        /// Cells that are columns, with a row for every record of the kind.
        let columns: [Cell]
        /// How many rows there are at least.
        let rows: Int
        /// Strings, each beside a box to tick.
        let choices: [String]
        /// Lines to write on.
        let lines: Int
        /// Whether there is room for a stamp.
        let stamp: Bool
    }

    /// One box of a form.
    struct Cell: Hashable, Sendable {
        enum Content: Hashable, Sendable {
            case field(String)
            /// A string; what belongs there is always written by hand.
            case hand(String)
        }

        let content: Content
        /// Sixths of the width: 2, 3, 4 or 6.
        let span: Int
        /// Lines to write on where there is no value.
        let lines: Int

        /// - Parameter text: `field:span:lines` or `=string:span:lines`; span and lines may be left out.
        init?(_ text: String) {
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            let numbers = parts.dropFirst().map { Int($0) }
            guard (1...3).contains(parts.count), let name = parts.first, !name.isEmpty, !numbers.contains(nil) else { return nil }
            content = name.hasPrefix("=") ? .hand(String(name.dropFirst())) : .field(String(name))
            span = numbers.first.flatMap { $0 } ?? 2
            lines = numbers.count > 1 ? numbers[1] ?? 1 : 1
            guard [2, 3, 4, 6].contains(span), (1...20).contains(lines) else { return nil }
        }
    }
}
