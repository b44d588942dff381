/// How a text lies in a segment: texts of one class stand together, so that one language follows its own kind, and each
/// class has an alphabet in which a letter is one byte. `Schemas/log.md`, "Texts".
///
/// Deflate then sees twice as far in Cyrillic or Arabic as it would in UTF-8, and spends no bits on lead bytes.
enum TextClass: UInt8, CaseIterable {
    /// ASCII, at least half of it digits: numbers, telephones, place codes.
    case digits = 0
    case ascii
    case latin
    case cyrillic
    case arabic
    /// No alphabet here: UTF-8 as it stands.
    case other

    static let terminator: UInt8 = 0
    /// Before the UTF-8 of a scalar that the alphabet lacks.
    static let escape: UInt8 = 1
    /// What follows an escape for U+0000, whose own byte would end the text.
    static let escapedZero: UInt8 = 0x80
}

/// The one-byte alphabets: `Schemas/log.md`, "Alphabets".
enum Alphabet {
    /// Punctuation of all classes but `other`, at the bytes of control characters that nobody types.
    static let punctuationBytes: [UInt8] = Array(0x02...0x08) + [0x0B, 0x0C] + Array(0x0E...0x1F)
    static let punctuation = Array("’‘“”„«»–—…№€°¿¡ªº§•·،؛؟\u{A0}\u{202F}ʼ\u{200C}".unicodeScalars)

    static let latin =
        (0xC0...0xFF).filter { $0 != 0xD7 && $0 != 0xF7 }.compactMap(UnicodeScalar.init)
        + "ĂăĄąĆćČčĎďĐđĘęĚěĞğİıŁłŃńŇňŐőŒœŘřŚśŞşŠšŤťŮůŰűŸŹźŻżŽžȘșȚțĀāĪīŪūŌōɓɗƙ".unicodeScalars
    static let cyrillic =
        (0x400...0x45F).compactMap(UnicodeScalar.init) + "ҐґҒғҖҗҚқҢңҮүҰұҲҳҶҷҺһӘәӢӣӨөӮӯҠҡҪҫ".unicodeScalars
    static let arabic =
        (0x620...0x66D).compactMap(UnicodeScalar.init)
        + "ٱٹټپځڅچډڈړڑږژښڕڤکگګڭڵںڼھۀہۃۆۇۈۋیۍێېےە۔۰۱۲۳۴۵۶۷۸۹".unicodeScalars

    /// The letters of a class at the bytes from 0x80 on; none for classes without an alphabet.
    static func letters(of textClass: TextClass) -> [UnicodeScalar] {
        switch textClass {
        case .latin: latin
        case .cyrillic: cyrillic
        case .arabic: arabic
        case .digits, .ascii, .other: []
        }
    }

    /// One past the largest scalar of any alphabet.
    static let end = 0x2117
    /// For each scalar before ``end``: its class << 8 | its byte. Punctuation counts as ASCII; 0 is no alphabet's.
    static let places: [UInt16] = {
        var places = [UInt16](repeating: 0, count: end)
        for byte in 0x20...0x7F { places[byte] = UInt16(TextClass.ascii.rawValue) << 8 | UInt16(byte) }
        for byte in [0x09, 0x0A, 0x0D] { places[byte] = UInt16(TextClass.ascii.rawValue) << 8 | UInt16(byte) }
        for (byte, scalar) in zip(punctuationBytes, punctuation) {
            places[Int(scalar.value)] = UInt16(TextClass.ascii.rawValue) << 8 | UInt16(byte)
        }
        for textClass in [TextClass.latin, .cyrillic, .arabic] {
            for (index, scalar) in letters(of: textClass).enumerated() {
                places[Int(scalar.value)] = UInt16(textClass.rawValue) << 8 | UInt16(0x80 + index)
            }
        }
        return places
    }()

    /// For each byte of a class: the UTF-8 it stands for, lowest byte first, and its length above; 0 where there is none.
    static let expansions: [[UInt32]] = TextClass.allCases.map { textClass in
        var table = [UInt32](repeating: 0, count: 256)
        func set(_ byte: UInt8, _ scalar: UnicodeScalar) {
            var packed: UInt32 = 0
            for (index, unit) in String(scalar).utf8.enumerated() { packed |= UInt32(unit) << UInt32(8 * index) }
            table[Int(byte)] = packed | UInt32(String(scalar).utf8.count) << 24
        }
        guard textClass != .other else { return table }
        for byte: UInt8 in [0x09, 0x0A, 0x0D] + Array(0x20...0x7F) { set(byte, UnicodeScalar(byte)) }
        for (byte, scalar) in zip(punctuationBytes, punctuation) { set(byte, scalar) }
        for (index, scalar) in letters(of: textClass).enumerated() { set(UInt8(0x80 + index), scalar) }
        return table
    }
}

/// How many scalars of each kind a text has, which decides its class.
struct TextTally {
    var scalars = 0
    var digits = 0
    /// By class; only latin to other are counted.
    var letters = (latin: 0, cyrillic: 0, arabic: 0, other: 0)

    mutating func add(_ textClass: TextClass) {
        switch textClass {
        case .digits, .ascii: break
        case .latin: letters.latin += 1
        case .cyrillic: letters.cyrillic += 1
        case .arabic: letters.arabic += 1
        case .other: letters.other += 1
        }
    }

    /// The class with the most scalars outside ASCII, the first of them if several have as many.
    var textClass: TextClass {
        let most = max(letters.latin, letters.cyrillic, letters.arabic, letters.other)
        if most == 0 { return digits * 2 >= scalars ? .digits : .ascii }
        if letters.latin == most { return .latin }
        if letters.cyrillic == most { return .cyrillic }
        return letters.arabic == most ? .arabic : .other
    }
}
