/// Finds what may have been meant by a mistyped name.
package enum Nearest {
    /// The candidate with the fewest insertions, deletions, replacements and exchanges of neighbours, when these
    /// are no more than a third of the name and no other candidate is as near.
    ///
    /// - Complexity: O(*n* · 64²) in candidates; names longer than 64 get no suggestion.
    package static func name(to typed: String, among candidates: some Sequence<String>) -> String? {
        let typed = Array(SearchText.fold(typed).unicodeScalars)
        guard (1...64).contains(typed.count) else { return nil }
        var best: (name: String, distance: Int)?
        var tied = false
        for candidate in candidates {
            let distance = distance(typed, Array(SearchText.fold(candidate).unicodeScalars))
            if let known = best, distance > known.distance { continue }
            tied = distance == best?.distance
            best = (candidate, distance)
        }
        guard let best, !tied, best.distance <= max(1, typed.count / 3) else { return nil }
        return best.name
    }

    /// Restricted Damerau-Levenshtein distance.
    static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        var before = [Int]()
        var last = Array(0...right.count)
        for row in 0..<left.count {
            var next = [row + 1]
            for column in 0..<right.count {
                var cost = min(last[column + 1] + 1, next[column] + 1, last[column] + (left[row] == right[column] ? 0 : 1))
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    cost = min(cost, before[column - 1] + 1)
                }
                next.append(cost)
            }
            (before, last) = (last, next)
        }
        return last[right.count]
    }
}
