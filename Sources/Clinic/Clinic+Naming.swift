public import Records

extension Clinic {
    /// How many records with the words of a title are looked through for the one with exactly that title.
    static let titlesMax = 200
    /// How many records of a kind are looked through, those changed last.
    static let listedMax = 10_000

    /// Finds the record that people mean: by case number, identifier or its beginning; or else by the whole title, in any spelling that
    /// the search takes for the same.
    ///
    /// Part of a title is not enough: who edits names what is edited.
    ///
    /// - Throws: what ``find(_:kind:)`` throws, and `.ambiguous` for a title that several records have.
    public func find(named text: String, kind: String?) throws -> RecordID {
        do {
            return try find(text, kind: kind)
        } catch let error as ClinicError where error.code == .notFound {
            let folded = SearchText.fold(text)
            guard !folded.isEmpty else { throw error }
            var titled = try search(text, kind: kind, space: nil, limit: Self.titlesMax).filter { SearchText.fold($0.title) == folded }
            if titled.isEmpty {
                for kind in kind.map({ [$0] }) ?? datedKinds { titled += try dated(folded, kind: kind) }
            }
            guard let first = titled.first else {
                throw ClinicError(
                    error.code, error.message,
                    hint: "Give a case number, the whole title, or an id or its beginning; `satchel search` finds records by words.")
            }
            guard titled.count == 1 else {
                let names = titled.prefix(5).map { $0.number ?? $0.id.description }.joined(separator: ", ")
                throw ClinicError(
                    .ambiguous, "\(titled.count) records have that title.", hint: "Name one of them by number or identifier: \(names).")
            }
            return first.id
        }
    }

    private var datedKinds: [String] {
        catalog.kinds.filter { kind in kind.titleFields.contains { kind[$0]?.type == .date } }.map(\.name)
    }

    /// Dates are in titles and not in the search, so records of one kind are looked through: `Hearing 2026-03-01`, or `Hearing`.
    private func dated(_ folded: String, kind: String) throws -> [RecordSummary] {
        var query = ListQuery(kind: kind)
        query.order = .updated
        query.limit = Self.listedMax
        return try list(query).rows.filter { row in
            let title = SearchText.fold(row.title)
            guard title != folded else { return true }
            guard title.hasPrefix(folded + " "), let due = row.due else { return false }
            return title.dropFirst(folded.count + 1) == SearchText.fold(due)
        }
    }
}
