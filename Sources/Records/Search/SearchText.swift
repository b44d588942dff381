/// Makes spellings that people take for the same equal: what is indexed and what is looked for both go through here.
///
/// Accents, Arabic vowel signs, hamza carriers and tatweel go; variants of one Arabic letter, digits of every script,
/// capitals and ligatures become one; apostrophes vanish and other punctuation separates words.
public enum SearchText {
    /// The folded form: words of letters and digits with single spaces between them. Folding it again changes nothing.
    ///
    /// - Complexity: O(*n*); text in other than Latin, Greek, Cyrillic, Hebrew and Arabic letters takes some ten times as long.
    public static func fold(_ text: String) -> String {
        var folded = FoldedText()
        let table = FoldTable.shared
        for scalar in text.unicodeScalars {
            guard let packed = table[scalar] else { return foldByDecomposition(text) }
            folded.append(packed: packed)
        }
        return folded.text
    }

    /// The folded words, in their order.
    public static func words(_ text: String) -> [String] { fold(text).split(separator: " ").map(String.init) }
}
