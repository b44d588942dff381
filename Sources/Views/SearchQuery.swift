import Records

/// What was looked for: folded words, each of which has to begin a word.
struct SearchQuery {
    /// Further words are passed over.
    static let wordsMax = 12
    /// What of a word is looked for at most, in characters.
    static let wordCharactersMax = 64

    /// Each once, never empty.
    let words: [String]
    /// All of the text, as a title is compared with it.
    let titleKey: String
    /// All of the text, as a number is compared with it.
    let numberKey: String

    /// - Returns: `nil` when nothing is looked for.
    init?(_ text: String) {
        var words = [String]()
        for word in SearchText.words(String(text.prefix(2000))) where words.count < Self.wordsMax {
            let word = String(word.prefix(Self.wordCharactersMax))
            if !words.contains(word) { words.append(word) }
        }
        guard !words.isEmpty else { return nil }
        self.words = words
        titleKey = SearchText.fold(text)
        numberKey = titleKey.filter { $0 != " " }
    }

    /// The SQL of the search in one space. Every word makes a set of records of its own, since one may stand in a field and
    /// the next in a note. A folded word has only letters and digits, so nothing in it ends the quotation. Parameters: words, title key, number key, then the kind if there is one.
    func sql(words table: String, hasKind: Bool) -> String {
        let sets = words.indices.map { index in
            """
            SELECT CASE hit.rowid & 1 WHEN 0 THEN hit.rowid >> 1 \
            ELSE (SELECT note.record FROM note WHERE note.number = hit.rowid >> 1) END FROM \(table) AS hit WHERE \(table) MATCH '"' || ?\(index + 1) || '" *'
            """
        }
        let title = words.count + 1
        let number = words.count + 2
        func sum(_ term: (Int) -> String) -> String { words.indices.map { term($0 + 1) }.joined(separator: " + ") }
        return """
            SELECT number_key IS ?\(number) AS same_number, title_key = ?\(title) AS same_title, \
            \(sum { "(instr(title_key, ?\($0)) > 0 AND instr(' ' || title_key || ' ', ' ' || ?\($0) || ' ') > 0)" }) AS whole, \
            \(sum { "(instr(title_key, ?\($0)) > 0 AND instr(' ' || title_key, ' ' || ?\($0)) > 0)" }) AS begun, updated, number FROM record \
            WHERE kind IS NOT NULL AND moved = 0 AND number IN (\(sets.joined(separator: " INTERSECT "))) \(hasKind ? "AND kind = ?\(number + 1)" : "") \
            ORDER BY same_number DESC, same_title DESC, whole DESC, begun DESC, updated DESC, sequence DESC, chain, ordinal DESC LIMIT
            """
    }
}
