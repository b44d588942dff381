internal import Foundation

extension PersonName {
    /// A spelling in Latin letters to be offered beside the name, never to be written without being asked: of the tables where they
    /// have the name, else letter by letter, with an `a` where Arabic writes no vowel between two consonants.
    public static func latin(of text: String) -> String {
        words(text).map { word in
            let scalars = Array(word.precomposedStringWithCanonicalMapping.lowercased().unicodeScalars)
            if scalars.allSatisfy({ $0.value < 0x250 }) { return word }
            let tables = NameTables.shared
            if let given = tables.given[NameTables.spellingKey(word)] {
                return tables.givenNames[given].prefix { $0 != "-" }.capitalized
            }
            if scalars.contains(where: { (0x400...0x52F).contains($0.value) }) {
                return cyrillic(scalars).capitalized
            }
            if word == "عبد" { return "Abd" }
            if word.hasPrefix("ال"), scalars.count > 4 { return "al-" + arabic(Array(scalars.dropFirst(2))).capitalized }
            return arabic(scalars).capitalized
        }
        .joined(separator: " ")
    }

    private static let initials: [Unicode.Scalar: String] = ["є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"]

    private static func cyrillic(_ scalars: [Unicode.Scalar]) -> String {
        var result = ""
        for (index, scalar) in scalars.enumerated() {
            let latin = NameTables.shared.letters[scalar]?.latin ?? String(scalar)
            // At the beginning of a word the iotated letters have a y: Yaroslav, and Yevhen.
            result += index == 0 ? initials[scalar] ?? latin : latin
        }
        return result
    }

    private static func arabic(_ scalars: [Unicode.Scalar]) -> String {
        let codes = Sounds(word: String(String.UnicodeScalarView(scalars))).codes
        let latin: [UInt8: String] = [
            UInt8(ascii: "A"): "a", UInt8(ascii: "I"): "i", UInt8(ascii: "U"): "u", UInt8(ascii: "*"): "a", UInt8(ascii: "E"): "a",
            UInt8(ascii: "T"): "th", UInt8(ascii: "C"): "ch", UInt8(ascii: "H"): "h",
            UInt8(ascii: "x"): "kh", UInt8(ascii: "D"): "dh", UInt8(ascii: "Z"): "zh", UInt8(ascii: "S"): "sh", UInt8(ascii: "G"): "gh",
        ]
        var result = ""
        for (index, code) in codes.enumerated() {
            result += latin[code] ?? String(Unicode.Scalar(code))
            let isVowel = code.isVowelSound || code == UInt8(ascii: "E")
            guard !isVowel, index + 1 < codes.count else { continue }
            let next = codes[index + 1]
            let isNextLast = index + 2 == codes.count
            if !next.isVowelSound, next != UInt8(ascii: "E"), index == 0 || isNextLast || index % 2 == 0 { result += "a" }
        }
        return result
    }
}
