import GRDB
public import Records

extension RecordView {
    /// The records in which every word begins a word of a searched field or of a note.
    ///
    /// What people type is words and nothing else: no character has a meaning of its own. Numbers and titles that are
    /// exactly what was typed come first, then titles with more of the words, then what was edited last.
    ///
    /// - Parameter limit: up to 200.
    /// - Complexity: for each word and space, O(*n*) in the records where it is found.
    public func search(_ text: String, kind: String? = nil, space: SpaceID? = nil, limit: Int = 50) throws(ViewError) -> [SearchHit] {
        let limit = min(max(0, limit), 200)
        guard let query = SearchQuery(text), limit > 0 else { return [] }
        var values = query.words.map(Bound.text) + [.text(query.titleKey), .text(query.numberKey)]
        if let kind {
            guard let number = numbers.names.existing(kind) else { return [] }
            values.append(.integer(number))
        }
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
            let held = record.state.values(of: field.name).flatMap { SearchText.words($0.searchedText) }
            let found = query.words.filter { word in held.contains { $0.hasPrefix(word) } }
            guard !found.isEmpty else { continue }
            fields.append(field.name)
            missing.subtract(found)
        }
        return SearchHit(record: row, fields: fields, inNotes: !missing.isEmpty)
    }
}
