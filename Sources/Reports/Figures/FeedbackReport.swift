import Records

/// What clients and partners say, and what becomes of complaints and referrals.
public enum FeedbackReport {
    public struct Input: Sendable {
        public var feedback: [ReportRow] = []
        public var referrals: [ReportRow] = []
        public var statusEvents: [ReportRow] = []
        /// Words for a code of a field: `rating`, `type`, `status`, `service`.
        public var label: @Sendable (_ field: String, _ code: String) -> String = { $1 }

        public init() {}
    }

    static let ratings = ["very_satisfied", "satisfied", "neutral", "dissatisfied", "very_dissatisfied"]
    static let closed: Set = ["resolved", "rejected", "referred", "withdrawn"]

    /// - Complexity: O(*n* log *n*) in records.
    public static func sheet(_ input: Input, period: ReportPeriod) -> FigureSheet {
        let tables = [satisfaction(input, period), kinds(input, period), complaints(input, period), referrals(input, period)]
        return FigureSheet(
            "feedback", "Feedback, complaints and referrals", period: period, tables: tables, relations: relations(of: tables),
            shares: ratings.map {
                FigureShare(
                    FigureCell("satisfaction", $0, "share"), part: FigureCell("satisfaction", $0, "answers"),
                    of: FigureCell("satisfaction", "total", "answers"))
            })
    }

    /// Whoever said how satisfied they are is among those who said anything, the anonymous are among all, complaints stand twice.
    private static func relations(of tables: [FigureTable]) -> [FigureRelation] {
        var relations: [FigureRelation] = [
            .within(FigureCell("satisfaction", "total", "answers"), FigureCell("received", "total", "all")),
            .same(FigureCell("complaints", "received", "complaints"), FigureCell("received", "complaint", "all")),
        ]
        for table in tables {
            for row in table.rows + (table.total.map { [$0] } ?? []) {
                switch table.id {
                case "received": relations.append(.within(FigureCell(table.id, row.id, "anonymous"), FigureCell(table.id, row.id, "all")))
                case "referrals":
                    relations.append(
                        FigureRelation(
                            ["accepted", "declined"].map { FigureCell(table.id, row.id, $0) }, of: FigureCell(table.id, row.id, "sent"),
                            hasRest: true))
                default: break
                }
            }
        }
        return relations
    }

    private static func satisfaction(_ input: Input, _ period: ReportPeriod) -> FigureTable {
        let answers = input.feedback.filter { period.contains($0.date("date")) && ratings.contains($0.text("rating") ?? "") }
        func row(_ id: String, _ title: String, _ count: Int) -> FigureTable.Row {
            .init(id, title, [.count(count), answers.isEmpty ? .none : .share(count, of: answers.count)])
        }
        return FigureTable(
            "satisfaction", "Satisfaction", columns: [.init("answers", "ANSWERS"), .init("share", "SHARE")],
            rows: ratings.map { rating in row(rating, input.label("rating", rating), answers.count { $0.text("rating") == rating }) },
            total: .init("total", "All", [.count(answers.count), .none]),
            note: "Whoever gave no answer is not counted.")
    }

    private static func kinds(_ input: Input, _ period: ReportPeriod) -> FigureTable {
        let received = input.feedback.filter { period.contains($0.date("date")) }
        let types = Dictionary(grouping: received) { $0.text("type") ?? "" }
        return .counts(
            "received", "Feedback received", [.init("all", "ALL"), .init("anonymous", "ANONYMOUS")],
            types.keys.sorted().map { type in
                let rows = types[type] ?? []
                return (type, input.label("type", type), [rows.count, rows.count { $0.fields["anonymous"]?.flagValue == true }])
            })
    }

    private static func isClosed(_ row: ReportRow, _ period: ReportPeriod) -> Bool {
        if let on = row.date("resolved_on") { return period.hasReached(on) }
        return closed.contains(row.text("status") ?? "")
    }

    private static func complaints(_ input: Input, _ period: ReportPeriod) -> FigureTable {
        let complaints = input.feedback.filter { $0.text("type") == "complaint" && period.hasReached($0.date("date")) }
        let received = complaints.filter { period.contains($0.date("date")) }
        let resolved = complaints.filter { period.contains($0.date("resolved_on")) }
        let days = resolved.compactMap { row -> Int? in
            guard let from = row.date("date")?.dayNumber, let to = row.date("resolved_on")?.dayNumber, to >= from else { return nil }
            return to - from
        }
        func row(_ id: String, _ title: String, _ figure: Figure) -> FigureTable.Row { .init(id, title, [figure]) }
        return FigureTable(
            "complaints", "Complaints", columns: [.init("complaints", "COMPLAINTS")],
            rows: [
                row("received", "Received in the period", .count(received.count)),
                row("closed", "Closed in the period", .count(resolved.count)),
                row("open", "Open at its end", .count(complaints.count { !isClosed($0, period) })),
                row("median_days", "Days to resolve, median", median(days)),
                row("longest_days", "Days to resolve, longest", days.max().map { .mean(Double($0), of: days.count) } ?? .none),
            ], note: "Days are counted where both days are known.")
    }

    static func median(_ values: [Int]) -> Figure {
        let sorted = values.sorted()
        guard let last = sorted.indices.last else { return .none }
        let (low, high) = (sorted[last / 2], sorted[(last + 1) / 2])
        return .mean(Double(low + high) / 2, of: sorted.count)
    }

    private static func referrals(_ input: Input, _ period: ReportPeriod) -> FigureTable {
        let completed = Set(
            input.statusEvents.filter { $0.text("referral_status") == "completed" && period.contains($0.date("on")) }
                .compactMap { $0.text("referral") })
        let services = Dictionary(grouping: input.referrals) { $0.text("service") ?? "" }
        let rows = services.keys.sorted().map { service -> (id: String, title: String, counts: [Int]) in
            let rows = services[service] ?? []
            let sent = rows.filter { period.contains($0.date("sent_on")) }
            let counts = [
                sent.count, sent.count { ["accepted", "completed"].contains($0.text("status") ?? "") },
                sent.count { $0.text("status") == "declined" },
                rows.count { completed.contains($0.id) && $0.text("status") == "completed" },
            ]
            return (service, input.label("service", service), counts)
        }
        return .counts(
            "referrals", "Referrals",
            [
                .init("sent", "SENT"), .init("accepted", "ACCEPTED SINCE"), .init("declined", "DECLINED SINCE"),
                .init("completed", "COMPLETED"),
            ],
            rows.filter { $0.counts.contains { $0 > 0 } },
            note: "Accepted and declined count those sent in the period; completed counts services given in it, whenever sent.")
    }
}
