/// The number that people see on a case, `K7Q-RD-0042-7`: device, incarnation, running number, check character.
///
/// It is a label for paper and telephone, never a key: records are named by ``RecordID``. The check character is
/// ISO 7064 MOD 37,36 over the letters and digits before it. It tells every single mistyped character, and all
/// but 1 in 630 exchanges of two neighbours; the standard's hybrid systems promise no more.
public struct CaseNumber: Hashable, Sendable {
    /// Code of the device, 2 to 6 capital letters and digits.
    public let device: String
    /// Two capital letters or digits drawn at random when the device's store was begun.
    public let incarnation: String
    /// Running number, 1 to ``numberMax``.
    public let number: Int

    public static let numberMax = 9_999_999

    /// - Returns: `nil` when a part has not the shape it is documented to have.
    public init?(device: String, incarnation: String, number: Int) {
        guard (2...6).contains(device.utf8.count), incarnation.utf8.count == 2, (1...Self.numberMax).contains(number),
            CheckCharacter.accepts(device), CheckCharacter.accepts(incarnation)
        else { return nil }
        self.device = device
        self.incarnation = incarnation
        self.number = number
    }

    public var checkCharacter: Character {
        Character(CheckCharacter.of(device + incarnation + paddedNumber))
    }

    private var paddedNumber: String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}

extension CaseNumber: CustomStringConvertible {
    public var description: String { "\(device)-\(incarnation)-\(paddedNumber)-\(checkCharacter)" }

    /// Reads a case number as people type it: in either case, with any dash or space between its four parts.
    ///
    /// - Throws: ``RecordsErrorCode/notACaseNumber`` or ``RecordsErrorCode/mistypedCaseNumber``.
    public init(parsing text: String) throws(RecordsError) {
        let ascii = text.unicodeScalars.map { scalar -> Character in
            if scalar.properties.generalCategory == .dashPunctuation || scalar == "\u{2212}" { return "-" }
            if scalar.properties.isWhitespace || scalar.properties.generalCategory == .format { return " " }
            return Character(Digits.ascii(scalar))
        }
        let parts = String(ascii).uppercased().split { $0 == "-" || $0 == " " }
        guard parts.count == 4, parts[2].utf8.count >= 4, parts[2].utf8.allSatisfy({ (48...57).contains($0) }),
            let number = Int(parts[2]), parts[3].utf8.count == 1, CheckCharacter.accepts(parts[3]),
            let result = Self(device: String(parts[0]), incarnation: String(parts[1]), number: number), result.paddedNumber == parts[2]
        else {
            throw RecordsError(.notACaseNumber, "That is not a case number.", hint: "A case number looks like K7Q-RD-0042-7.")
        }
        guard String(result.checkCharacter) == parts[3] else {
            throw RecordsError(
                .mistypedCaseNumber, "A character of the case number is wrong: it does not agree with the last one.",
                hint: "Compare it with the paper, character by character.")
        }
        self = result
    }
}

/// ISO 7064 MOD 37,36: a check character over capital letters and digits, itself one of them.
enum CheckCharacter {
    static let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".unicodeScalars)

    static func accepts(_ text: some StringProtocol) -> Bool { text.unicodeScalars.allSatisfy { position($0) != nil } }

    /// - Precondition: ``accepts(_:)`` the text.
    static func of(_ text: String) -> Unicode.Scalar {
        var product = 36
        for scalar in text.unicodeScalars {
            guard let position = position(scalar) else { preconditionFailure("A character outside the alphabet.") }
            product = next(product, position)
        }
        return alphabet[(37 - product) % 36]
    }

    /// The recursion of section 9 of the standard: 1 to 36 in, 1 to 36 out.
    static func next(_ product: Int, _ position: Int) -> Int {
        let sum = (product + position) % 36
        return (sum == 0 ? 36 : sum) * 2 % 37
    }

    private static func position(_ scalar: Unicode.Scalar) -> Int? {
        switch scalar {
        case "0"..."9": Int(scalar.value) - 48
        case "A"..."Z": Int(scalar.value) - 55
        default: nil
        }
    }
}
