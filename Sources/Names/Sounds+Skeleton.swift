/// What is left of a word when everything goes that some spelling leaves out: its consonants in a dozen classes.
extension Sounds {
    /// - Parameter isHard: a Cyrillic г is a `g` and not an `h`.
    /// - Returns: capital letters; an `A` first when the word begins with a vowel, a glide or an ain.
    func skeleton(isHard: Bool = true) -> String {
        var result = [UInt8]()
        for (place, code) in codes.enumerated() {
            let isFinal = place == codes.count - 1
            let letter: Unicode.Scalar
            switch code {
            case UInt8(ascii: "b"), UInt8(ascii: "p"): letter = "B"
            case UInt8(ascii: "t"), UInt8(ascii: "T"): letter = "T"
            case UInt8(ascii: "d"), UInt8(ascii: "D"), UInt8(ascii: "z"): letter = "D"
            case UInt8(ascii: "k"), UInt8(ascii: "q"): letter = "K"
            case UInt8(ascii: "g"), UInt8(ascii: "G"), UInt8(ascii: "j"), UInt8(ascii: "Z"): letter = "G"
            case UInt8(ascii: "Q"): letter = isHard ? "G" : "H"
            case UInt8(ascii: "f"), UInt8(ascii: "v"): letter = "F"
            case UInt8(ascii: "w"):
                guard place == 0 else { continue }
                letter = "F"
            case UInt8(ascii: "s"), UInt8(ascii: "c"): letter = "S"
            case UInt8(ascii: "S"), UInt8(ascii: "C"), UInt8(ascii: "X"): letter = "X"
            case UInt8(ascii: "h"), UInt8(ascii: "H"), UInt8(ascii: "x"):
                guard !isFinal else { continue }
                letter = "H"
            case UInt8(ascii: "m"): letter = "M"
            case UInt8(ascii: "n"): letter = "N"
            case UInt8(ascii: "l"): letter = "L"
            case UInt8(ascii: "r"): letter = "R"
            default:
                guard place == 0 else { continue }
                letter = "A"
            }
            let byte = UInt8(ascii: letter)
            if result.last != byte { result.append(byte) }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
