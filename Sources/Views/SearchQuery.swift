import Names
import Records

/// What was looked for: folded words, each of which has to begin a word, or names and a telephone number in any spelling.
struct SearchQuery {
    /// Further words are passed over.
    static let wordsMax = 12
    /// What of a word is looked for at most, in characters.
    static let wordCharactersMax = 64

    /// Words that are found together or not: one, or those of one name, and the keys by which its other spellings are found.
    struct Group {
        let words: [String]
        let keys: [String]
    }

    /// Each once, never empty.
    let words: [String]
    let groups: [Group]
    /// All of the text, as a title is compared with it.
    let titleKey: String
    /// All of the text, as a number is compared with it.
    let numberKey: String

    /// - Returns: `nil` when nothing is looked for.
    init?(_ text: String) {
        let text = String(text.prefix(2000))
        let groups = Self.groups(text)
        var words = [String]()
        var kept = [Group]()
        for group in groups where words.count < Self.wordsMax {
            let new = group.words.map { String($0.prefix(Self.wordCharactersMax)) }.filter { !words.contains($0) }
            guard !new.isEmpty else { continue }
            words += new
            kept.append(Group(words: new, keys: group.keys))
        }
        guard !words.isEmpty else { return nil }
        self.words = words
        self.groups = kept
        titleKey = SearchText.fold(text)
        numberKey = titleKey.filter { $0 != " " }
    }

    private static func groups(_ text: String) -> [Group] {
        let words = SearchText.words(text)
        if let phone = PhoneNumber(text) { return [Group(words: words, keys: [phone.key])] }
        let name = PersonName(text)
        let lookups = name.lookups
        let written = name.words.map(SearchText.words)
        // Where the text has nothing but names, the words of one name go together.
        if let last = lookups.last, last.words.upperBound == written.count, written.flatMap({ $0 }) == words {
            return lookups.map { Group(words: written[$0.words].flatMap { $0 }, keys: $0.keys) }
        }
        return words.map { word in Group(words: [word], keys: PersonName(word).lookups.first?.keys ?? []) }
    }

    /// What is bound before the limit: words, title key, number key, the kind if there is one, and the keys of the groups.
    func values(kind: Int64?) -> [Bound] {
        words.map(Bound.text) + [.text(titleKey), .text(numberKey)] + (kind.map { [.integer($0)] } ?? [])
            + groups.filter { !$0.keys.isEmpty }.map { group in .text(group.keys.map { "\"\($0)\"" }.joined(separator: " OR ")) }
    }

    /// The SQL of the search in one space. Every word makes a set of records of its own, since one may stand in a field and
    /// the next in a note. A folded word has only letters and digits, so nothing in it ends the quotation. Parameters: ``values(kind:)``.
    func sql(words table: String, hasKind: Bool) -> String {
        func hits(_ match: String) -> String {
            """
            SELECT CASE hit.rowid & 1 WHEN 0 THEN hit.rowid >> 1 \
            ELSE (SELECT note.record FROM note WHERE note.number = hit.rowid >> 1) END FROM \(table) AS hit WHERE \(table) MATCH \(match)
            """
        }
        let title = words.count + 1
        let number = words.count + 2
        var word = 0
        var key = number + (hasKind ? 1 : 0)
        let sets = groups.map { group in
            let typed = group.words.map { _ in
                word += 1
                return hits("'\"' || ?\(word) || '\" *'")
            }
            .joined(separator: " INTERSECT ")
            guard !group.keys.isEmpty else { return typed }
            key += 1
            return "SELECT * FROM (\(typed)) UNION \(hits("?\(key)"))"
        }
        func sum(_ term: (Int) -> String) -> String { words.indices.map { term($0 + 1) }.joined(separator: " + ") }
        return """
            SELECT number_key IS ?\(number) AS same_number, title_key = ?\(title) AS same_title, \
            \(sum { "(instr(title_key, ?\($0)) > 0 AND instr(' ' || title_key || ' ', ' ' || ?\($0) || ' ') > 0)" }) AS whole, \
            \(sum { "(instr(title_key, ?\($0)) > 0 AND instr(' ' || title_key, ' ' || ?\($0)) > 0)" }) AS begun, updated, number FROM record \
            WHERE kind IS NOT NULL AND moved = 0 AND number IN (\(sets.map { "SELECT * FROM (\($0))" }.joined(separator: " INTERSECT "))) \
            \(hasKind ? "AND kind = ?\(number + 1)" : "") \
            ORDER BY same_number DESC, same_title DESC, whole DESC, begun DESC, updated DESC, sequence DESC, chain, ordinal DESC LIMIT
            """
    }
}
