/// Words by which names are looked up, in every spelling at once: a few for each part, the same for ever while the tables are.
///
/// They begin with a sign that no folded text has, so that nothing that is typed finds them by accident:
/// `§c12` a given name of the tables, `§sMHMD` the skeleton of any name, `§uMHMD` that of a name that the tables do not have.
extension PersonName {
    static let mark = "§"

    /// What the keys depend on besides the name: indexes made with other tables are to be made anew.
    public static var tablesFingerprint: UInt64 { NameTables.shared.fingerprint }

    /// The keys of a name that is held.
    public var indexKeys: [String] {
        var keys = [String]()
        func add(_ key: String) { if !keys.contains(key) { keys.append(key) } }
        for token in tokens {
            if let given = token.given { add(Self.mark + "c\(given)") }
            for skeleton in token.skeletons {
                add(Self.mark + "s" + skeleton)
                if token.given == nil { add(Self.mark + "u" + skeleton) }
            }
            for part in token.parts {
                let skeleton = part.skeleton()
                if skeleton.utf8.count >= 2 {
                    add(Self.mark + "s" + skeleton)
                    add(Self.mark + "u" + skeleton)
                }
            }
        }
        return keys
    }

    /// For each part that is looked for the keys of which a held name has one, and the words it was typed as.
    public var lookups: [NameLookup] {
        zip(tokens, sources).map { token, words in
            var keys = [String]()
            if let given = token.given { keys.append(Self.mark + "c\(given)") }
            for related in token.related.sorted() { keys.append(Self.mark + "c\(related)") }
            keys += token.skeletons.map { Self.mark + (token.given == nil ? "s" : "u") + $0 }
            return NameLookup(words: words, keys: keys)
        }
    }
}

/// One part of a name that is looked for.
public struct NameLookup: Hashable, Sendable {
    /// Which of the words of the name it is made of, articles included.
    public let words: Range<Int>
    public let keys: [String]
}

extension NameToken {
    /// Of every form; two where a Cyrillic г may be either sound. Those of a single letter find too much.
    var skeletons: [String] {
        var result = [String]()
        for form in forms {
            for isHard in form.codes.contains(UInt8(ascii: "Q")) ? [true, false] : [true] {
                let skeleton = form.skeleton(isHard: isHard)
                if skeleton.utf8.count >= 2, !result.contains(skeleton) { result.append(skeleton) }
            }
        }
        return result
    }
}
