import Records

/// Disputes that ended in a period, their agreements and what became of them.
public enum DisputeReport {
    /// What the report reads. A code's words and the SDG type of a case's issue come from outside.
    public struct Input: Sendable {
        public var disputes: [ReportRow] = []
        public var obligations: [ReportRow] = []
        public var checks: [ReportRow] = []
        /// The type of dispute for SDG indicator 16.3.3, by the dispute's id.
        public var types: [String: String] = [:]
        /// Words for a code of a field: `mechanism`, `outcome`, `type`.
        public var label: @Sendable (_ field: String, _ code: String) -> String = { $1 }

        public init() {}
    }

    static let agreements: Set = ["agreement_in_full", "agreement_in_part", "consent_order"]

    /// - Complexity: O(*n* log *n*) in records.
    public static func sheet(_ input: Input, period: ReportPeriod) -> FigureSheet {
        let ended = input.disputes.filter { period.contains($0.date("outcome_on")) && ($0.text("outcome") ?? "pending") != "pending" }
        let brought = input.disputes.filter { period.contains($0.date("first_session_on") ?? $0.created) }
        let ids = Set(ended.filter { agreements.contains($0.text("outcome") ?? "") }.map(\.id))
        let checks = input.checks.compactMap { row -> Durability.Check? in
            guard let dispute = row.text("dispute") else { return nil }
            return Durability.Check(
                dispute: dispute, months: row.integer("months"), due: row.date("due"), checkedOn: row.date("checked_on"),
                result: row.text("result"))
        }
        let type: (ReportRow) -> String = { input.types[$0.id] ?? "not_stated" }
        let tables = [
            table("mechanism", "By mechanism (SDG 16.3.3)", brought, ended, input) { $0.text("mechanism") ?? "not_stated" },
            table("type", "By type of dispute (SDG 16.3.3)", brought, ended, input, key: type),
            outcomes(ended, input), obligations(input.obligations, period: period), Durability(checks, asOf: period.to).table,
            FigureTable(
                "agreements", "Agreements of the period", columns: [.init("agreements", "AGREEMENTS"), .init("share", "OF ENDED")],
                rows: [
                    .init(
                        "all", "All",
                        [.count(ids.count), ended.isEmpty ? .none : .share(ids.count, of: ended.count)])
                ]),
        ]
        return FigureSheet(
            "disputes", "Disputes", period: period, tables: tables, relations: relations(of: tables),
            shares: [
                FigureShare(
                    FigureCell("agreements", "all", "share"), part: FigureCell("agreements", "all", "agreements"),
                    of: FigureCell("outcome", "total", "ended"))
            ])
    }

    /// The same disputes stand under mechanisms, types and outcomes, and those with an agreement among those that ended.
    private static func relations(of tables: [FigureTable]) -> [FigureRelation] {
        let all = FigureCell("agreements", "all", "agreements")
        let ended = FigureCell("outcome", "total", "ended")
        var relations = [FigureRelation(agreements.sorted().map { FigureCell("outcome", $0, "ended") }, of: all)]
        for table in tables where ["mechanism", "type"].contains(table.id) {
            relations.append(.same(FigureCell(table.id, "total", "ended"), ended))
            relations.append(.same(FigureCell(table.id, "total", "agreements"), all))
            for row in table.rows + (table.total.map { [$0] } ?? []) {
                relations.append(.within(FigureCell(table.id, row.id, "agreements"), FigureCell(table.id, row.id, "ended")))
            }
        }
        relations.append(.same(FigureCell("mechanism", "total", "brought"), FigureCell("type", "total", "brought")))
        return relations
    }

    private static func table(
        _ id: String, _ title: String, _ brought: [ReportRow], _ ended: [ReportRow], _ input: Input, key: (ReportRow) -> String
    ) -> FigureTable {
        let (before, after) = (Dictionary(grouping: brought, by: key), Dictionary(grouping: ended, by: key))
        let keys = Set(before.keys).union(after.keys).sorted { ($0 == "not_stated" ? 1 : 0, $0) < ($1 == "not_stated" ? 1 : 0, $1) }
        return .counts(
            id, title,
            [.init("brought", "BROUGHT"), .init("ended", "ENDED"), .init("agreements", "WITH AGREEMENT")],
            keys.map { key in
                let agreed = (after[key] ?? []).count { agreements.contains($0.text("outcome") ?? "") }
                return (key, word(id, key, input), [(before[key] ?? []).count, (after[key] ?? []).count, agreed])
            },
            note: "Brought counts first sessions in the period, or records made in it; ended counts outcomes dated in it.")
    }

    private static func outcomes(_ ended: [ReportRow], _ input: Input) -> FigureTable {
        let groups = Dictionary(grouping: ended) { $0.text("outcome") ?? "" }
        return .counts(
            "outcome", "By outcome", [.init("ended", "ENDED")],
            groups.keys.sorted().map { ($0, word("outcome", $0, input), [groups[$0]?.count ?? 0]) })
    }

    private static func word(_ field: String, _ code: String, _ input: Input) -> String {
        code == "not_stated" ? "Not stated" : input.label(field, code)
    }

    /// Obligations that were due in the period.
    static func obligations(_ rows: [ReportRow], period: ReportPeriod) -> FigureTable {
        var counts = [String: Int]()
        for row in rows where period.contains(row.date("due")) { counts[state(of: row), default: 0] += 1 }
        let order = [
            ("fulfilled", "Fulfilled in time"), ("fulfilled_late", "Fulfilled late"), ("late", "Late, awaited"), ("breached", "Breached"),
            ("waived", "Waived"), ("not_reported", "Not reported"),
        ]
        return .counts(
            "obligations", "Obligations due in the period", [.init("obligations", "OBLIGATIONS")],
            order.map { ($0.0, $0.1, [counts[$0.0] ?? 0]) })
    }

    private static func state(of row: ReportRow) -> String {
        switch row.text("status") ?? "due" {
        case "fulfilled":
            guard let due = row.date("due"), let on = row.date("fulfilled_on") else { return "fulfilled" }
            return on.days.lowerBound > due.days.upperBound ? "fulfilled_late" : "fulfilled"
        case "due": return "not_reported"
        case let status: return status
        }
    }
}
