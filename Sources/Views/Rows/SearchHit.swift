import Records

/// A record in which every word that was looked for begins a word.
public struct SearchHit: Hashable, Sendable {
    public let record: RecordRow
    /// The fields in whose values some of the words were found, in the order of the kind.
    public let fields: [String]
    /// Whether notes were needed to find all words.
    public let inNotes: Bool
}
