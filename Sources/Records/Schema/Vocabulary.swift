/// A list of codes. Codes are retired, never removed, so that what was once written can always be read.
public struct Vocabulary: Hashable, Sendable {
    public let name: String
    public let version: Int
    public let labels: [String: String]
    /// In the order of the file, which is the order of a menu.
    public let codes: [Code]
    private let positions: [String: Int]

    /// - Precondition: the codes differ.
    public init(name: String, version: Int = 1, labels: [String: String] = [:], codes: [Code]) {
        self.name = name
        self.version = version
        self.labels = labels
        self.codes = codes
        positions = Dictionary(uniqueKeysWithValues: codes.enumerated().map { ($1.code, $0) })
    }

    /// - Complexity: O(1).
    public subscript(code: String) -> Code? { positions[code].map { codes[$0] } }

    /// The codes that may be written.
    public var current: [Code] { codes.filter { !$0.retired } }

    public func label(_ locale: String) -> String { Labels.choose(labels, locale, name: name) }

    /// One word of a vocabulary.
    public struct Code: Hashable, Sendable {
        public let code: String
        public let labels: [String: String]
        /// Refused when written anew, but read for ever.
        public let retired: Bool
        /// What it is called elsewhere, by the name of the other list.
        public let maps: [String: String]

        public init(code: String, labels: [String: String] = [:], retired: Bool = false, maps: [String: String] = [:]) {
            self.code = code
            self.labels = labels
            self.retired = retired
            self.maps = maps
        }

        public func label(_ locale: String) -> String { Labels.choose(labels, locale, name: code) }
    }
}
