internal import Records

/// Takes the words of a name apart and together.
struct NameReader {
    private let words: [String]
    private let folded: [String]
    private(set) var tokens: [NameToken] = []
    private(set) var sources: [Range<Int>] = []

    init(words: [String]) {
        self.words = words
        folded = words.map { SearchText.fold($0).filter { $0 != " " } }
    }

    mutating func read() {
        var place = 0
        var start = 0
        while place < words.count, tokens.count < PersonName.tokensMax {
            let word = folded[place]
            let particle = NameTables.shared.particles[word]
            let hasNext = place + 1 < words.count
            switch particle {
            case .title?, .dropped?, .article?:
                // A name may consist of it alone.
                if hasNext || !tokens.isEmpty, particle != .article || hasNext {
                    place += 1
                    continue
                }
                append(NameToken(words: [words[place]], sounds: [Sounds(word: words[place])]), start..<place + 1)
                place += 1
            case .joined? where hasNext:
                var next = place + 1
                while next + 1 < words.count, NameTables.shared.particles[folded[next]] == .article { next += 1 }
                let rest = Self.withoutArticle(words[next], folded[next])
                append(Self.servant(rest, words: [words[place], words[next]]), start..<next + 1)
                place = next + 1
            case .kunyaFather? where hasNext, .kunyaMother? where hasNext:
                var next = place + 1
                while next + 1 < words.count, NameTables.shared.particles[folded[next]] == .article { next += 1 }
                append(
                    NameToken(
                        words: [words[next]], sounds: Self.forms(words[next], folded[next]),
                        role: particle == .kunyaFather ? .kunyaFather : .kunyaMother), start..<next + 1)
                place = next + 1
            case .final? where !tokens.isEmpty:
                join(final: word, words[place], upTo: place + 1)
                place += 1
            default:
                append(Self.token(words[place], word), start..<place + 1)
                place += 1
            }
            start = place
        }
        if start < words.count, let last = sources.last { sources[sources.count - 1] = last.lowerBound..<words.count }
        markPatronymic()
    }

    private mutating func append(_ token: NameToken, _ source: Range<Int>) {
        tokens.append(token)
        sources.append(source)
    }

    /// `الله` and `الدين` belong to the word before them.
    private mutating func join(final: String, _ word: String, upTo end: Int) {
        let before = tokens.removeLast()
        let source = sources.removeLast()
        let ending = Self.ending(final)
        append(
            NameToken(
                words: [before.spelling, word], sounds: before.forms.map { Sounds(codes: $0.codes + ending, script: $0.script) },
                parts: before.forms), source.lowerBound..<end)
    }

    private static func ending(_ final: String) -> [UInt8] {
        final.hasSuffix("دين") || final.hasSuffix("n") || final.hasSuffix("ne") ? Array("dIn".utf8) : Array("la".utf8)
    }

    private static func token(_ word: String, _ folded: String) -> NameToken {
        if NameTables.shared.given[NameTables.spellingKey(word)] != nil { return NameToken(words: [word], sounds: [Sounds(word: word)]) }
        if let rest = servantRest(word, folded) { return servant(rest, words: [word]) }
        for (suffix, sounds) in [("الله", "la"), ("الدين", "dIn")] where folded.ends(with: suffix) && folded.count > suffix.count + 1 {
            let base = Sounds(word: String(word.dropLast(suffix.count)))
            return NameToken(words: [word], sounds: [Sounds(codes: base.codes + Array(sounds.utf8), script: .arabic)], parts: [base])
        }
        for suffix in [
            "eddine", "uddine", "eddin", "uddin", "addin", "iddin", "eldin", "aldin", "uldin", "oddin", "eldeen", "uddeen", "edine",
        ]
        where folded.ends(with: suffix) && folded.count > suffix.count + 1 {
            let base = Sounds(word: String(folded.dropLast(suffix.count)))
            return NameToken(words: [word], sounds: [Sounds(codes: base.codes + Array("dIn".utf8), script: .latin)], parts: [base])
        }
        return NameToken(words: [word], sounds: forms(word, folded))
    }

    /// The word, and the word without what may be an article.
    private static func forms(_ word: String, _ folded: String) -> [Sounds] {
        let whole = Sounds(word: word)
        let rest = withoutArticle(word, folded)
        return rest == word ? [whole] : [Sounds(word: rest), whole]
    }

    private static func withoutArticle(_ word: String, _ folded: String) -> String {
        if folded.hasPrefix("ال"), folded.count > 4 { return String(word.dropFirst(2)) }
        if folded.hasPrefix("al") || folded.hasPrefix("el"), folded.count > 5, folded.utf8.count == folded.count {
            return String(folded.dropFirst(2))
        }
        return word
    }

    /// `Abd` and a name of God: `Abdelrahman`, `عبدالرحمن`.
    private static func servantRest(_ word: String, _ folded: String) -> String? {
        if folded.hasPrefix("عبدال"), folded.count > 6 { return String(word.dropFirst(5)) }
        guard folded.hasPrefix("abd"), folded.utf8.count == folded.count else { return nil }
        var rest = Array(folded.utf8.dropFirst(3))
        let before = rest.count
        while let first = rest.first, first.isVowelSound { rest.removeFirst() }
        guard rest.count < before, rest.count >= 2 else { return nil }
        if rest[0] == UInt8(ascii: "l") { rest.removeFirst() } else if rest[0] == rest[1] { rest.removeFirst() }
        return rest.count >= 2 ? String(decoding: rest, as: UTF8.self) : nil
    }

    private static func servant(_ rest: String, words: [String]) -> NameToken {
        let folded = SearchText.fold(rest)
        let isGod = ["له", "الله", "lah", "la", "llah", "allah", "ullah"].contains(folded)
        let sounds = isGod ? Sounds(codes: Array("la".utf8), script: Sounds(word: rest).script) : Sounds(word: withoutArticle(rest, folded))
        let servant = Sounds(codes: Array("abd".utf8), script: sounds.script)
        return NameToken(
            words: words, sounds: [Sounds(codes: servant.codes + sounds.codes, script: sounds.script)], parts: [servant, sounds])
    }

    private static let patronymics = [
        "ович", "евич", "ьович", "йович", "івна", "ївна", "овна", "евна", "ovych", "ovich", "evich", "evych", "ovitch", "evitch", "ivna",
        "yivna",
        "ovna", "evna", "yovych",
    ].map { SearchText.fold($0) }

    /// Only beside two other names: Mirovich may be a family.
    private mutating func markPatronymic() {
        guard tokens.count >= 3 else { return }
        for index in tokens.indices where tokens[index].role == .name && tokens[index].given == nil {
            let spelling = tokens[index].spelling
            if Self.patronymics.contains(where: { spelling.ends(with: $0) }) { tokens[index].role = .patronymic }
        }
    }
}

extension String {
    /// Byte for byte, which for folded text is letter for letter; `hasSuffix` goes by characters, and takes ten times as long.
    fileprivate func ends(with suffix: String) -> Bool {
        utf8.count >= suffix.utf8.count && utf8.suffix(suffix.utf8.count).elementsEqual(suffix.utf8)
    }
}
