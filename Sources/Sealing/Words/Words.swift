import Crypto
public import Records

/// 2,048 plain English words for what people type, read aloud and compare: eleven bits each.
///
/// Words have 3 to 7 letters and differ in their first four, so that a slip of the pen or a bad line rarely turns one into another.
/// The list never changes: passphrases and fingerprints hang on it.
public enum Words {
    /// Words of a generated passphrase and of a fingerprint: 66 bits.
    public static let passphraseWordCount = 6
    static let bitsPerWord = 11

    /// The words in alphabetical order.
    public static let list: [String] = literal.split(whereSeparator: { $0 == " " || $0 == "\n" }).map(String.init)

    /// Six words chosen at random, joined by hyphens.
    public static func passphrase(random: inout some RandomNumberGenerator) -> String {
        (0..<passphraseWordCount).map { _ in list[Int.random(in: 0..<list.count, using: &random)] }.joined(separator: "-")
    }

    /// Six words chosen by the system's generator.
    public static func passphrase() -> String {
        var system = SystemRandomNumberGenerator()
        return passphrase(random: &system)
    }

    /// Six words that two people compare to see that both hold the same bytes, such as a public key.
    ///
    /// They are the first 66 bits of a labelled SHA-256: enough that nobody finds a second key with the same words, not enough to
    /// let an opponent choose both keys.
    public static func fingerprint(of bytes: [UInt8]) -> [String] {
        let digest = Array(SHA256.hash(data: Labels.fingerprint + bytes))
        return (0..<passphraseWordCount).map { position in
            var index = 0
            for bit in position * bitsPerWord..<(position + 1) * bitsPerWord {
                index = index << 1 | Int(digest[bit / 8] >> UInt8(7 - bit % 8) & 1)
            }
            return list[index]
        }
    }

    /// The words that somebody typed, whatever their case and whatever white space, hyphens, commas or full stops stand between them.
    ///
    /// - Throws: `.wordsNotUnderstood`, naming the place of the first unknown word but never the word: it may be part of a secret.
    public static func parse(_ typed: String) throws(SealingError) -> [String] {
        guard typed.utf8.count <= Passphrase.byteCountMax else {
            throw SealingError(.wordsNotUnderstood, "That is longer than words of the list can be.")
        }
        let words = typed.lowercased().split { $0.isWhitespace || separators.contains($0) }.map(String.init)
        guard !words.isEmpty else { throw SealingError(.wordsNotUnderstood, "No word was typed.", hint: "Type the words.") }
        if let unknown = words.firstIndex(where: { !known.contains($0) }) {
            throw SealingError(.wordsNotUnderstood, "Word \(unknown + 1) is not one of the list.", hint: "Check its spelling.")
        }
        return words
    }

    private static let separators: Set<Character> = ["-", "\u{2010}", "\u{2011}", "\u{2013}", "\u{2014}", "_", ",", "."]
    private static let known = Set(list)
}
