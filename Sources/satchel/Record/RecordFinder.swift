import Clinic
import Records

/// Finds the record that people mean.
enum RecordFinder {
    /// How many records with the words of a title are looked through for the one with exactly that title.
    static let titlesMax = 200

    /// By case number, identifier or its beginning; or else by the whole title, in any spelling that the search takes for the same.
    ///
    /// Part of a title is not enough: who edits names what is edited.
    ///
    /// - Throws: What `Clinic.find` throws, and ``CommandErrorCode/ambiguous`` for a title that several records have.
    static func find(_ text: String, kind: String?, in clinic: Clinic) async throws -> RecordID {
        do {
            return try await clinic.find(text, kind: kind)
        } catch let error as ClinicError where error.code == .notFound {
            let folded = SearchText.fold(text)
            guard !folded.isEmpty else { throw error }
            var titled = try await clinic.search(text, kind: kind, space: nil, limit: titlesMax)
                .filter { SearchText.fold($0.title) == folded }
            if titled.isEmpty {
                let kinds = kind.map { [$0] } ?? datedKinds(of: clinic.catalog)
                for kind in kinds { titled += try await dated(folded, kind: kind, in: clinic) }
            }
            guard let first = titled.first else {
                throw ClinicError(
                    error.code, error.message,
                    hint: "Give a case number, the whole title, or an id or its beginning; `satchel search` finds records by words.")
            }
            guard titled.count == 1 else {
                let names = titled.prefix(5).map { $0.number ?? $0.id.description }.joined(separator: ", ")
                throw CommandError(
                    .ambiguous, "\(titled.count) records have that title.", hint: "Name one of them by number or identifier: \(names).")
            }
            return first.id
        }
    }

    private static func datedKinds(of catalog: SchemaCatalog) -> [String] {
        catalog.kinds.filter { kind in kind.titleFields.contains { kind[$0]?.type == .date } }.map(\.name)
    }

    /// Dates are in titles and not in the search, so records of one kind are looked through: `Hearing 2026-03-01`, or `Hearing`.
    private static func dated(_ folded: String, kind: String, in clinic: Clinic) async throws -> [RecordSummary] {
        var query = ListQuery(kind: kind)
        query.order = .updated
        query.limit = listedMax
        return try await clinic.list(query).rows.filter { row in
            let title = SearchText.fold(row.title)
            guard title != folded else { return true }
            guard title.hasPrefix(folded + " "), let due = row.due else { return false }
            return title.dropFirst(folded.count + 1) == SearchText.fold(due)
        }
    }

    /// How many records of a kind are looked through, those changed last.
    static let listedMax = 10_000
}
