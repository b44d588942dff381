import Clinic
import Forms
import Records

/// Every kind of record, with a way to its list and to a new one.
struct ListsPage: PageModel {
    static let template = "lists"

    let kinds: [(name: String, label: String)]

    var section: Section? { .lists }
    func title(_ words: Words) -> String { words("nav_lists") }

    /// Kinds that people write; what the program keeps for itself is left out.
    static func kinds(_ catalog: SchemaCatalog) -> [String] {
        let first = ["client", "case", "task", "consultation", "document"]
        let rest = catalog.kinds.map(\.name).filter { !first.contains($0) && !["space", "person"].contains($0) }
        return first.filter { catalog[$0] != nil } + rest
    }

    static func make(_ clinic: Clinic, _ visit: Visit) async throws -> ListsPage {
        let values = visit.values(clinic)
        return ListsPage(kinds: kinds(clinic.catalog).map { ($0, values.kind($0)) })
    }

    func context(_ words: Words) -> [String: Any] {
        ["kinds": kinds.map { ["link": "/lists/\($0.name)", "label": $0.label] as [String: Any] }]
    }
}

/// The records of one kind, a page at a time.
struct ListPage: PageModel {
    static let template = "list"
    static let linesMax = 50

    let kind: String
    let label: String
    let form: String?
    let lines: [RecordLine]
    let total: Int
    let page: Int
    let order: ListQuery.Order

    var section: Section? { .lists }
    func title(_ words: Words) -> String { label }

    static func make(kind: String, _ clinic: Clinic, _ visit: Visit) async throws -> ListPage {
        let values = visit.values(clinic)
        let page = min(max(1, Int(visit.query["page"] ?? "") ?? 1), 1_000_000)
        var query = ListQuery(kind: kind)
        query.order = visit.query["order"].flatMap { ListQuery.Order(rawValue: $0) } ?? .updated
        query.limit = linesMax
        query.offset = (page - 1) * linesMax
        let found = try await clinic.list(query)
        return ListPage(
            kind: kind, label: values.kind(kind), form: clinic.library[kind] == nil ? nil : "/forms/\(kind)",
            lines: found.rows.map { RecordLine($0, values) }, total: found.total, page: page, order: query.order)
    }

    private func link(_ page: Int, _ order: ListQuery.Order) -> String { "/lists/\(kind)?order=\(order.rawValue)&page=\(page)" }

    func context(_ words: Words) -> [String: Any] {
        let hasMore = page * Self.linesMax < total
        return [
            "label": label, "form": form.map { $0 as Any } ?? false, "lines": lines.map(\.context), "empty": lines.isEmpty,
            "count": words("list_count", count: total),
            "previous": page > 1 ? link(page - 1, order) as Any : false, "next": hasMore ? link(page + 1, order) as Any : false,
            "orders": ListQuery.Order.allCases.map {
                [
                    "link": link(1, $0), "label": words.text(named: "order_\($0.rawValue)") ?? $0.rawValue, "current": $0 == order,
                ] as [String: Any]
            },
        ]
    }
}
