/// A sheet of paper as plain values, in one language: everything that is said is decided here, and a template only arranges it.
public struct SheetModel: Hashable, Sendable {
    /// Rows of a table at most; what does not fit is said.
    public static let rowsMax = 60
    /// Codes beside boxes at most; a longer list is a line to write on.
    public static let ticksMax = 14

    public struct Tick: Hashable, Sendable {
        public let label: String
        public let isTicked: Bool
    }

    public struct Cell: Hashable, Sendable {
        public let label: String
        /// What the record says; `nil` where a person is to write.
        public var value: String?
        /// The fingerprint of a file, in groups of hexadecimal digits.
        public var print: String?
        public var ticks: [Tick] = []
        /// Sixths of the width.
        public let span: Int
        /// Lines to write on.
        public var lineCount = 0
        /// What a reader must know of the value, such as that there are others.
        public var remark: String?
    }

    public struct Table: Hashable, Sendable {
        public let columns: [String]
        /// Each with a text for every column; empty ones are to be written by hand.
        public let rows: [[String]]
        public var remark: String?
    }

    public struct Part: Hashable, Sendable {
        public var heading: String?
        public var texts: [String] = []
        public var cells: [Cell] = []
        public var choices: [Tick] = []
        public var table: Table?
        public var lineCount = 0
        /// What stands in the room for a stamp.
        public var stamp: String?
    }

    public struct Signature: Hashable, Sendable {
        public let role: String
        /// Whether a line follows for the language into which was interpreted.
        public let isInterpreter: Bool
    }

    /// The name of its definition and template.
    public let sheet: String
    public let language: String
    public let title: String
    public let number: String?
    public let code: QRSymbol?
    public let caseload: String?
    /// The day of printing; `nil` on a blank sheet, where somebody writes it.
    public let date: String?
    public let dateLabel: String
    public let parts: [String: Part]
    public let signatures: [Signature]
    let tickWords: (ticked: String, empty: String)

    public var direction: String { SheetStrings.rightToLeft.contains(language) ? "rtl" : "ltr" }

    public static func == (left: SheetModel, right: SheetModel) -> Bool {
        (left.sheet, left.language, left.title, left.number, left.caseload, left.date)
            == (right.sheet, right.language, right.title, right.number, right.caseload, right.date)
            && (left.code, left.parts, left.signatures) == (right.code, right.parts, right.signatures)
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(sheet)
        hasher.combine(language)
        hasher.combine(parts)
    }
}
