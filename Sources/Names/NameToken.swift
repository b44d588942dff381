internal import Records

/// One name of a person's names: a given name, a family name, a name of several words such as Abd al-Rahman.
struct NameToken: Hashable, Sendable {
    enum Role: String, Hashable, Sendable {
        case name
        /// Made of the father's given name: Іванович, Petrivna.
        case patronymic
        case kunyaFather
        case kunyaMother
    }

    /// Folded, in one piece.
    let spelling: String
    /// Without doubled letters, as the tables have it.
    private let tableKey: String
    var role: Role
    /// As it may sound; a second time without what may be an article.
    let forms: [Sounds]
    /// Its number among the given names of the tables.
    let given: Int?
    let related: Set<Int>
    /// The words of a name of several, by which it is found too.
    let parts: [Sounds]

    init(words: [String], sounds: [Sounds], role: Role = .name, parts: [Sounds] = []) {
        spelling = words.map { SearchText.fold($0) }.joined().filter { $0 != " " }
        tableKey = NameTables.spellingKey(words.joined())
        forms = sounds
        self.role = role
        self.parts = parts
        let tables = NameTables.shared
        given = tables.given[tableKey]
        related = tables.related[tableKey] ?? []
    }
}

extension NameToken {
    /// - Returns: 1 for the same spelling, from 0.8 for what is taken for the same name, from 0.5 for what may be.
    func likeness(to other: NameToken) -> Double {
        guard role == other.role || role == .name && other.role == .patronymic || role == .patronymic && other.role == .name else {
            return 0
        }
        if spelling == other.spelling { return 1 }
        if let given, let second = other.given {
            if given == second { return 0.95 }
            return related.contains(second) || other.related.contains(given) ? 0.6 : 0
        }
        if let second = other.given, related.contains(second) { return 0.6 }
        if let given, other.related.contains(given) { return 0.6 }
        var distance = SoundDistance.far
        for (index, form) in forms.enumerated() {
            for (second, otherForm) in other.forms.enumerated() {
                // An article that may be none.
                let doubt = index == second ? 0 : 0.1
                distance = min(distance, SoundDistance.between(form, otherForm) + doubt)
            }
        }
        return Self.likeness(distance, length: min(forms[0].codes.count, other.forms[0].codes.count))
    }

    static func likeness(_ distance: Double, length: Int) -> Double {
        let same = 0.42 + 0.04 * Double(max(0, min(length, 12) - 5))
        if distance <= same { return 0.94 - 0.14 * distance / same }
        let maybe = length < 4 ? same : same + 0.33
        return distance <= maybe ? 0.79 - 0.29 * (distance - same) / (maybe - same + 0.01) : 0
    }

    /// Whether the tables know the name as another one than any of these.
    var isGivenName: Bool { given != nil || !related.isEmpty }
}
