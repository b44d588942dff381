import GRDB
public import Records

extension RecordView {
    /// The records in which every word begins a word of a searched field or of a note, or is a name or the number of a telephone
    /// that stands there in another spelling.
    ///
    /// What people type is words and nothing else: no character has a meaning of its own. Numbers and titles that are
    /// exactly what was typed come first, then titles with more of the words, then what was edited last.
    ///
    /// - Parameter limit: up to 200.
    /// - Complexity: for each word and space, O(*n*) in the records where it is found.
    public func search(_ text: String, kind: String? = nil, space: SpaceID? = nil, limit: Int = 50) throws(ViewError) -> [SearchHit] {
        let limit = min(max(0, limit), 200)
        guard let query = SearchQuery(text), limit > 0 else { return [] }
        var kindNumber: Int64?
        if let kind {
            guard let number = numbers.names.existing(kind) else { return [] }
            kindNumber = number
        }
        let values = query.values(kind: kindNumber)
        var spaces = Array(numbers.spaces.items.indices)
        if let space {
            guard let number = numbers.spaces.existing(space) else { return [] }
            spaces = [Int(number)]
        }
        return try read { database in
            var found = [Found]()
            for space in spaces {
                let sql = query.sql(words: ViewTables.wordsName(Int64(space)), hasKind: kind != nil) + " \(limit)"
                found += try database.rows(sql, values) { columns in
                    Found(rank: (0..<5).map { columns.integer($0) }, number: columns.integer(5))
                }
            }
            // Stable, so that the order within a space stays.
            found.sort { $1.rank.lexicographicallyPrecedes($0.rank) }
            // Only what is shown is read as a whole: sorting whole records took most of the time.
            return try found.prefix(limit).compactMap { try visible(number: $0.number, database).map { try hit($0, query) } }
        }
    }

    private struct Found {
        let rank: [Int64]
        let number: Int64
    }

    private func hit(_ record: HeldRecord, _ query: SearchQuery) throws(ViewError) -> SearchHit {
        let row = try row(record)
        var missing = Set(query.words)
        var fields = [String]()
        for field in catalog[row.kind]?.searchedFields ?? [] {
            let texts = record.state.values(of: field.name).map(\.searchedText)
            let held = texts.flatMap(SearchText.words)
            let keys = field.match == nil ? [] : Set(texts.flatMap(field.keys))
            let found = query.groups.flatMap { group in
                group.keys.contains(where: keys.contains)
                    ? group.words : group.words.filter { word in held.contains { $0.hasPrefix(word) } }
            }
            guard !found.isEmpty else { continue }
            fields.append(field.name)
            missing.subtract(found)
        }
        return SearchHit(record: row, fields: fields, inNotes: !missing.isEmpty)
    }
}

extension RecordView {
    /// The records of some kinds by the keys of their names and telephone numbers; see ``Names/PersonName/indexKeys``.
    ///
    /// - Parameters:
    ///   - alternatives: a record fits when of one alternative every group has a key of it.
    ///   - limit: of each space.
    /// - Complexity: O(*n*) in the records that have the keys.
    public func records(keyed alternatives: [[[String]]], kinds: [String], limit: Int) throws(ViewError) -> [RecordRow] {
        let numbered = kinds.compactMap(numbers.names.existing)
        let terms = alternatives.filter { !$0.isEmpty && !$0.contains([]) }
        guard !terms.isEmpty, !numbered.isEmpty, limit > 0 else { return [] }
        let match = terms.map { groups in
            "(" + groups.map { "(" + $0.map { "\"\($0)\"" }.joined(separator: " OR ") + ")" }.joined(separator: " AND ") + ")"
        }
        .joined(separator: " OR ")
        return try read { database in
            var found = [RecordRow]()
            for space in numbers.spaces.items.indices {
                let table = ViewTables.wordsName(Int64(space))
                let places = numbered.indices.map { "?\($0 + 2)" }.joined(separator: ", ")
                found += try database.rows(
                    """
                    SELECT \(Self.recordColumns) FROM record WHERE kind IN (\(places)) AND number IN \
                    (SELECT hit.rowid >> 1 FROM \(table) AS hit WHERE \(table) MATCH ?1 AND hit.rowid & 1 = 0) LIMIT \(limit)
                    """, [.text(match)] + numbered.map(Bound.integer)
                ) { try row(held($0)) }
            }
            return found
        }
    }
}
