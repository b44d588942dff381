/// A piece of output that remembers which part of it is ours and which comes from records, files or other devices.
///
/// Interpolated text counts as coming from outside and is made visible and isolated when it is rendered, so that a
/// command cannot forget it: `page.line("Written by \(name)")`.
struct Phrase: ExpressibleByStringInterpolation, Sendable {
    enum Piece: Sendable {
        case words(String)
        case value(String)
    }

    private(set) var pieces: [Piece]

    init(stringLiteral value: String) { pieces = [.words(value)] }

    init(stringInterpolation: StringInterpolation) { pieces = stringInterpolation.pieces }

    private init(pieces: [Piece]) { self.pieces = pieces }

    /// Text from outside, as it is.
    static func value(_ text: String) -> Phrase { Phrase(pieces: [.value(text)]) }

    /// Text of this program that is not a literal: numbers, times, names of commands.
    static func words(_ text: String) -> Phrase { Phrase(pieces: [.words(text)]) }

    static func + (left: Phrase, right: Phrase) -> Phrase { Phrase(pieces: left.pieces + right.pieces) }

    var isEmpty: Bool {
        pieces.allSatisfy {
            switch $0 {
            case .words(let text), .value(let text): text.isEmpty
            }
        }
    }

    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var pieces = [Piece]()

        init(literalCapacity: Int, interpolationCount: Int) { pieces.reserveCapacity(2 * interpolationCount + 1) }

        mutating func appendLiteral(_ literal: String) { if !literal.isEmpty { pieces.append(.words(literal)) } }
        mutating func appendInterpolation(_ value: String) { pieces.append(.value(value)) }
        mutating func appendInterpolation(_ number: some BinaryInteger) { pieces.append(.words(String(number))) }
        mutating func appendInterpolation(words: String) { pieces.append(.words(words)) }
        mutating func appendInterpolation(_ phrase: Phrase) { pieces += phrase.pieces }
    }
}

extension Phrase {
    /// `1 entry`, `2 entries`.
    static func counted(_ count: some BinaryInteger, _ one: String, _ many: String) -> Phrase {
        .words("\(count) \(count == 1 ? one : many)")
    }

    /// Phrases with commas between them.
    static func list(_ phrases: [Phrase], separator: String = ", ") -> Phrase {
        phrases.enumerated().reduce("") { $1.offset == 0 ? $1.element : $0 + .words(separator) + $1.element }
    }

    static func list(values: [String]) -> Phrase { list(values.map(Phrase.value)) }
}
