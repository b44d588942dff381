import Clinic
import Records

/// One box for people, cases, numbers, documents and notes.
struct FindPage: PageModel {
    static let template = "find"
    static let hitsMax = 50
    static let queryCharactersMax = 200

    let query: String
    /// The kind that only is looked for; empty for all.
    let kind: String
    let kinds: [(name: String, label: String)]
    /// `nil` when nothing was looked for yet.
    let hits: [RecordLine]?
    let recent: [RecordLine]

    var section: Section? { .find }
    func title(_ words: Words) -> String { words("nav_find") }

    static func make(_ clinic: Clinic, _ visit: Visit) async throws -> FindPage {
        let values = visit.values(clinic)
        let query = String((visit.form["query"] ?? "").prefix(queryCharactersMax))
        let asked = visit.form["kind"] ?? ""
        let kind = clinic.catalog[asked] == nil ? "" : asked
        let isAsked = query.contains { !$0.isWhitespace }
        let hits = isAsked ? try await clinic.search(query, kind: kind.isEmpty ? nil : kind, space: nil, limit: hitsMax) : nil
        return FindPage(
            query: query, kind: kind, kinds: ListsPage.kinds(clinic.catalog).map { ($0, values.kind($0)) },
            hits: hits?.map { RecordLine($0, values) }, recent: try await TodayPage.recentLines(clinic, visit))
    }

    func context(_ words: Words) -> [String: Any] {
        [
            "query": query, "asked": hits != nil, "hits": (hits ?? []).map(\.context), "nothing": hits?.isEmpty ?? false,
            "count": words("find_count", count: hits?.count ?? 0), "full": (hits?.count ?? 0) >= Self.hitsMax,
            "kinds": kinds.map { ["name": $0.name, "label": $0.label, "chosen": $0.name == kind] as [String: Any] },
            "recent": recent.map(\.context), "has_recent": !recent.isEmpty,
        ]
    }
}
