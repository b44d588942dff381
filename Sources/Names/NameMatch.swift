/// Whether two written names may be one person's.
public enum NameMatch: Int, Hashable, Sendable, Comparable, CaseIterable {
    case different
    case mayBeSame
    case sameName
    case sameSpelling

    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

    /// For programs.
    public var code: String {
        switch self {
        case .different: "different"
        case .mayBeSame: "may_be_same"
        case .sameName: "same_name"
        case .sameSpelling: "same_spelling"
        }
    }
}

extension PersonName {
    /// Compares two names, whatever their scripts and the order of their parts; parts may be missing of either.
    ///
    /// Two names that have two parts in common and contradict each other in none are the same; a single common part of longer
    /// names may be. One contradiction makes them different: brothers share all names but one.
    ///
    /// - Complexity: O(*n m*) in parts; about ten microseconds for names of three parts.
    public func compare(_ other: PersonName) -> (match: NameMatch, likeness: Double) {
        guard !isEmpty, !other.isEmpty else { return (.different, 0) }
        if spelling == other.spelling { return (.sameSpelling, 1) }
        guard numbers.isEmpty || other.numbers.isEmpty || numbers == other.numbers else { return (.different, 0) }
        let result = comparedByParts(other)
        guard result.match < .sameName else { return result }
        // One writes as two words what the other writes as one.
        guard tokens.count != other.tokens.count, let whole = wholeLikeness(other), whole >= 0.8 else { return result }
        return (.sameName, whole)
    }

    private func comparedByParts(_ other: PersonName) -> (match: NameMatch, likeness: Double) {
        let (fewer, more) = tokens.count <= other.tokens.count ? (tokens, other.tokens) : (other.tokens, tokens)
        let pairs = Self.pairs(fewer, more)
        // What only one name has is no contradiction when the other has no part of that sort left.
        let leftOver = fewer.indices.filter { index in !pairs.contains { $0.left == index } }
        let unmatched = more.indices.filter { index in !pairs.contains { $0.right == index } }
        let contradicts = leftOver.contains { left in
            unmatched.contains { right in Self.sort(fewer[left]) == Self.sort(more[right]) }
        }
        guard !contradicts, let weakest = pairs.map(\.likeness).min() else { return (.different, 0) }
        let named = pairs.count { fewer[$0.left].role == .name }
        let likeness = pairs.map(\.likeness).reduce(0, +) / Double(pairs.count)
        let isWhole = fewer.count == 1 && more.count == 1
        if weakest < 0.8 { return (.mayBeSame, likeness) }
        if weakest == 1, fewer.count == more.count, leftOver.isEmpty {
            return (isReordered(pairs, fewer, more) ? .mayBeSame : .sameSpelling, 1)
        }
        guard named >= 2 || isWhole else {
            return (named == 1 && fewer.count > 1 ? .mayBeSame : (named == 0 ? .different : .mayBeSame), likeness)
        }
        return (isReordered(pairs, fewer, more) ? .mayBeSame : .sameName, likeness)
    }

    /// Ali Hassan is the son of Hassan, Hassan Ali the son of Ali; Shevchenko Oleksandr is Oleksandr Shevchenko.
    private func isReordered(_ pairs: [Pair], _ fewer: [NameToken], _ more: [NameToken]) -> Bool {
        let ordered = pairs.sorted { $0.left < $1.left }
        guard zip(ordered, ordered.dropFirst()).contains(where: { $0.right > $1.right }) else { return false }
        return ordered.allSatisfy { fewer[$0.left].isGivenName && more[$0.right].isGivenName }
    }

    private static func sort(_ token: NameToken) -> NameToken.Role { token.role }

    private struct Pair {
        let left: Int
        let right: Int
        let likeness: Double
    }

    /// The best pairs first, each part once.
    private static func pairs(_ fewer: [NameToken], _ more: [NameToken]) -> [Pair] {
        var candidates = [Pair]()
        for left in fewer.indices {
            for right in more.indices {
                let likeness = fewer[left].likeness(to: more[right])
                // Of equally good ones those in the same order.
                if likeness >= 0.5 { candidates.append(Pair(left: left, right: right, likeness: likeness)) }
            }
        }
        candidates.sort { ($1.likeness, abs($0.left - $0.right)) < ($0.likeness, abs($1.left - $1.right)) }
        var taken = [Pair]()
        for pair in candidates where !taken.contains(where: { $0.left == pair.left || $0.right == pair.right }) { taken.append(pair) }
        return taken
    }

    private func wholeLikeness(_ other: PersonName) -> Double? {
        func joined(_ name: PersonName) -> Sounds? {
            guard name.tokens.allSatisfy({ $0.role == .name }), let first = name.tokens.first?.forms.first else { return nil }
            return Sounds(codes: name.tokens.flatMap { $0.forms[0].codes }, script: first.script)
        }
        guard let left = joined(self), let right = joined(other) else { return nil }
        return NameToken.likeness(SoundDistance.between(left, right), length: min(left.codes.count, right.codes.count))
    }
}
