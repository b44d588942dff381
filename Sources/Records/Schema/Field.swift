/// What a text is a spelling of, so that other spellings of the same are found by it.
public enum FieldMatch: String, Hashable, Sendable, CaseIterable {
    /// Names of persons or of bodies, in whatever script.
    case name
    /// A telephone number.
    case phone
}

/// One field of a kind of record, as its schema file describes it.
public struct Field: Hashable, Sendable {
    /// `snake_case`, at most 64 characters.
    public let name: String
    public let type: FieldType
    public let merge: MergeRule
    /// Whether what it holds can point at a person.
    public let pii: Bool
    /// Whether it goes into the full-text search.
    public let search: Bool
    /// How else it is found and compared; `nil` for by its words alone.
    public let match: FieldMatch?
    /// The vocabulary of a code or of codes.
    public let vocabulary: String?
    /// The kinds that a reference may point at.
    public let refers: [String]
    /// Whether it shows in the list of deadlines; at most one date of a kind.
    public let deadline: Bool
    /// Its HXL tag in exports.
    public let hxl: String?
    public let labels: [String: String]
    /// What whoever fills it in has to know, by locale: a sentence or two.
    public let help: [String: String]
    /// The longest text, note, place in words or file name, in Unicode scalars.
    public let textMax: Int
    /// The most elements that one save may leave in a set.
    public let itemsMax: Int
    public let minimum: Int64?
    public let maximum: Int64?
    public let required: Bool
    /// Replaced by another field or kind: read and shown for ever, corrected where it is filled, but not filled anew.
    public let retired: Bool

    public init(
        name: String, type: FieldType, merge: MergeRule? = nil, pii: Bool = false, search: Bool = false,
        match: FieldMatch? = nil, vocabulary: String? = nil, refers: [String] = [], deadline: Bool = false, hxl: String? = nil,
        labels: [String: String] = [:],
        help: [String: String] = [:], textMax: Int = 200, itemsMax: Int = 64, minimum: Int64? = nil, maximum: Int64? = nil,
        required: Bool = false, retired: Bool = false
    ) {
        self.name = name
        self.type = type
        self.merge = merge ?? type.mergeRules[0]
        self.pii = pii
        self.search = search
        self.match = match
        self.vocabulary = vocabulary
        self.refers = refers
        self.deadline = deadline
        self.hxl = hxl
        self.labels = labels
        self.help = help
        self.textMax = textMax
        self.itemsMax = itemsMax
        self.minimum = minimum
        self.maximum = maximum
        self.required = required
        self.retired = retired
    }

    /// The longest text that any field may hold, in Unicode scalars; longer text is a document.
    public static let textMaxMax = 8000

    /// What people call it; in English, or by its name, where words for `locale` are missing.
    public func label(_ locale: String) -> String { Labels.choose(labels, locale, name: name) }

    /// What whoever fills it in has to know; in English and marked so, where words for `locale` are missing, and empty without any.
    public func help(_ locale: String) -> String { Labels.choose(help, locale, name: "") }

    /// Whether its text may have several lines: every note, and text of more than 200 characters.
    public var multiline: Bool { type == .notes || (type == .text && textMax > 200) }
}
