internal import Foundation

/// A word as the sounds that its letters may stand for, one byte each.
///
/// Small letters are sounds, capitals those that several alphabets write differently (`S` sh, `C` ch, `X` either, `H` ح, `x` kh, `Q` the
/// Cyrillic г, …) and vowels that are written long (`A I U`). `*` is a vowel that is not written; `E` is a final ه.
struct Sounds: Hashable, Sendable {
    enum Script: Sendable { case latin, arabic, cyrillic, other }

    var codes: [UInt8]
    var script: Script
}

extension UInt8 {
    var isVowelSound: Bool {
        switch self {
        case UInt8(ascii: "a"), UInt8(ascii: "e"), UInt8(ascii: "i"), UInt8(ascii: "o"), UInt8(ascii: "u"), UInt8(ascii: "A"),
            UInt8(ascii: "I"), UInt8(ascii: "U"), UInt8(ascii: "*"):
            true
        default: false
        }
    }
}

extension Sounds {
    static let lengthMax = 40

    init(word: String) {
        let composed = word.unicodeScalars.allSatisfy(NameTables.standsAlone) ? word : word.precomposedStringWithCompatibilityMapping
        let scalars = Array(composed.lowercased().unicodeScalars.prefix(Self.lengthMax))
        if scalars.contains(where: { (0x600...0x6FF).contains($0.value) }) {
            self.init(codes: Self.arabic(scalars), script: .arabic)
        } else if scalars.contains(where: { (0x400...0x52F).contains($0.value) }) {
            self.init(codes: Self.cyrillic(scalars), script: .cyrillic)
        } else {
            let isLatin = scalars.allSatisfy { $0.value < 0x250 || (0x300...0x36F).contains($0.value) }
            self.init(codes: Self.latin(word), script: isLatin ? .latin : .other)
        }
        codes = Self.single(codes)
    }

    /// Without doubled sounds.
    private static func single(_ codes: [UInt8]) -> [UInt8] {
        codes.reduce(into: []) { result, code in if result.last != code { result.append(code) } }
    }

    private static func cyrillic(_ scalars: [Unicode.Scalar]) -> [UInt8] {
        let table = NameTables.shared.letters
        var result = [UInt8]()
        for (index, scalar) in scalars.enumerated() {
            // A soft sign before a vowel is heard as a glide: Наталья is Наталія.
            if scalar == "ь" || scalar == "ъ" {
                if index + 1 < scalars.count, "яюєїеё".unicodeScalars.contains(scalars[index + 1]) { result.append(UInt8(ascii: "i")) }
                continue
            }
            result += table[scalar]?.sounds ?? []
        }
        return result
    }

    private static func arabic(_ scalars: [Unicode.Scalar]) -> [UInt8] {
        let table = NameTables.shared.letters
        // Vowel signs and tatweel are seldom typed.
        let letters = scalars.filter { !(0x64B...0x652).contains($0.value) && $0.value != 0x640 && $0.value != 0x670 }
        var result = [UInt8]()
        for (index, letter) in letters.enumerated() {
            let isLast = index == letters.count - 1
            let next = isLast ? nil : letters[index + 1]
            switch letter {
            case "ا", "أ", "إ", "آ", "ٱ":
                result.append(index == 0 ? (letter == "إ" ? UInt8(ascii: "I") : UInt8(ascii: "*")) : UInt8(ascii: "A"))
            // Arabic writes the sound of ч as two letters.
            case "ت" where next == "ش": continue
            case "ش" where index > 0 && letters[index - 1] == "ت": result.append(UInt8(ascii: "C"))
            case "ى", "ے": result.append(isLast ? UInt8(ascii: "A") : UInt8(ascii: "I"))
            case "ع": result.append(UInt8(ascii: "*"))
            case "ء", "ئ", "ؤ", "ۀ": break
            case "ة", "ۃ": result.append(UInt8(ascii: "a"))
            case "ه", "ہ", "ە": result.append(isLast && index > 1 ? UInt8(ascii: "E") : UInt8(ascii: "h"))
            case "و": result.append(index == 0 || next == "ا" || letters[index - 1] == "ا" ? UInt8(ascii: "w") : UInt8(ascii: "U"))
            case "ي", "ی", "ې", "ۍ", "ێ":
                result.append(index == 0 || next == "ا" || next == "ة" || next == "ى" ? UInt8(ascii: "y") : UInt8(ascii: "I"))
            default: result += table[letter]?.sounds ?? []
            }
        }
        return result
    }

    private static func latin(_ word: String) -> [UInt8] {
        var bytes = [UInt8]()
        let small = word.lowercased()
        let composed = small.unicodeScalars.allSatisfy(NameTables.standsAlone) ? small : small.precomposedStringWithCanonicalMapping
        for scalar in composed.unicodeScalars {
            if scalar.value < 0x80 {
                if ("a"..."z").contains(scalar) { bytes.append(UInt8(scalar.value)) }
            } else if NameTables.shared.groups[String(scalar).utf8.first ?? 0]?.contains(where: {
                $0.letters.elementsEqual(String(scalar).utf8)
            })
                ?? false
            {
                bytes += String(scalar).utf8
            } else if let base = String(scalar).decomposedStringWithCompatibilityMapping.utf8.first, base < 0x80 {
                bytes.append(base)
            }
        }
        return latin(bytes)
    }

    private static func latin(_ bytes: [UInt8]) -> [UInt8] {
        let groups = NameTables.shared.groups
        var result = [UInt8]()
        var place = 0
        func at(_ offset: Int) -> UInt8? { bytes.indices.contains(place + offset) ? bytes[place + offset] : nil }
        while place < bytes.count {
            let byte = bytes[place]
            if byte == UInt8(ascii: "o"), at(1) == UInt8(ascii: "u"), place == 0, let next = at(2), next.isVowelSound {
                result.append(UInt8(ascii: "w"))
                place += 2
                continue
            }
            if byte == UInt8(ascii: "i"), at(1) == UInt8(ascii: "o"), at(2) == UInt8(ascii: "u"), place == 0 {
                result += [UInt8(ascii: "y"), UInt8(ascii: "U")]
                place += 3
                continue
            }
            if let group = groups[byte]?.first(where: { bytes[place...].starts(with: $0.letters) }) {
                result += group.sounds
                place += group.letters.count
                continue
            }
            let isLast = place == bytes.count - 1
            switch byte {
            case UInt8(ascii: "c"):
                result.append(
                    [UInt8(ascii: "e"), UInt8(ascii: "i"), UInt8(ascii: "y")].contains(at(1) ?? 0) ? UInt8(ascii: "s") : UInt8(ascii: "k"))
            case UInt8(ascii: "y"):
                let before = result.last?.isVowelSound ?? false
                let after = at(1)?.isVowelSound ?? false
                result.append(before || after || place == 0 ? UInt8(ascii: "y") : UInt8(ascii: "i"))
            case UInt8(ascii: "h") where isLast && (result.last?.isVowelSound ?? false): break
            case UInt8(ascii: "w") where isLast && (result.last?.isVowelSound ?? false): result.append(UInt8(ascii: "v"))
            default: result.append(byte)
            }
            place += 1
        }
        return result
    }
}
