import Records

/// Sessions held and people reached in a period.
public enum OutreachReport {
    static let bands = [("0_4", "0-4"), ("5_11", "5-11"), ("12_17", "12-17"), ("18_59", "18-59"), ("60", "60+")]
    static let sexes = [("f", "Women and girls"), ("m", "Men and boys"), ("o", "Other or not stated")]

    private static let situations = [
        (id: "idps", title: "Internally displaced"), (id: "refugees", title: "Refugees"),
        (id: "with_disability", title: "With a disability"),
    ]

    /// - Parameter label: words for a code of `type`.
    /// - Complexity: O(*n*) in records.
    public static func sheet(_ rows: [ReportRow], period: ReportPeriod, label: (String) -> String = { $0 }) -> FigureSheet {
        let held = rows.filter { period.contains($0.date("date")) }
        let everybody = FigureCell("people", "total", "all")
        let all = held.reduce(0) { $0 + attendance($1) }
        // A group of more than came is no part of them.
        let inside = situations.filter { group in held.reduce(0) { $0 + $1.integer(group.id) } <= all }.map { $0.id }
        return FigureSheet(
            "outreach", "Outreach and training", period: period,
            tables: [sessions(held, label), people(held), groups(held), tests(held, label)],
            relations: [.same(FigureCell("sessions", "total", "people"), everybody)]
                + inside.map { .within(FigureCell("groups", $0, "people"), everybody) },
            shares: inside.map { FigureShare(FigureCell("groups", $0, "share"), part: FigureCell("groups", $0, "people"), of: everybody) })
    }

    static func attendance(_ row: ReportRow) -> Int {
        sexes.sum { sex in bands.sum { row.integer("\(sex.0)_\($0.0)") } }
    }

    private static func sessions(_ held: [ReportRow], _ label: (String) -> String) -> FigureTable {
        let types = Dictionary(grouping: held) { $0.text("type") ?? "" }
        func figures(_ rows: [ReportRow]) -> [Figure] {
            [.number(rows.count), .number(rows.sum { $0.integer("minutes") }), .count(rows.sum(attendance))]
        }
        return FigureTable(
            "sessions", "Sessions held", columns: [.init("sessions", "SESSIONS"), .init("minutes", "MINUTES"), .init("people", "PEOPLE")],
            rows: types.keys.sorted().map { .init($0, label($0), figures(types[$0] ?? [])) }, total: .init("total", "All", figures(held)),
            note: "People who came to several sessions count each time.")
    }

    private static func people(_ held: [ReportRow]) -> FigureTable {
        let rows = sexes.map { sex in
            let counts = bands.map { band in held.sum { $0.integer("\(sex.0)_\(band.0)") } }
            return (sex.0, sex.1, counts + [counts.sum { $0 }])
        }
        let table = FigureTable.counts(
            "people", "People reached, by sex and age", bands.map { .init("age_" + $0.0, $0.1) } + [.init("all", "ALL")], rows)
        return FigureTable(
            table.id, table.title, columns: table.columns, rows: table.rows, total: table.total, hasSumColumn: true)
    }

    /// Groups overlap, so there is no sum.
    private static func groups(_ held: [ReportRow]) -> FigureTable {
        let all = held.sum(attendance)
        return FigureTable(
            "groups", "People reached, by situation", columns: [.init("people", "PEOPLE"), .init("share", "OF ALL")],
            rows: situations.map { group in
                let count = held.sum { $0.integer(group.id) }
                // Counted by whoever held the session; more than came is said as it is, and is no share.
                return .init(group.id, group.title, [.count(count), all > 0 && count <= all ? .share(count, of: all) : .none])
            }, note: "A person may be in several of these groups.")
    }

    private static func tests(_ held: [ReportRow], _ label: (String) -> String) -> FigureTable {
        let tested = held.filter { $0.decimal("pre_test") != nil && $0.decimal("post_test") != nil }
        let types = Dictionary(grouping: tested) { $0.text("type") ?? "" }
        func figures(_ rows: [ReportRow]) -> [Figure] {
            // Few people sat the test where few came.
            let people = rows.sum(attendance)
            func mean(_ value: (ReportRow) -> Double) -> Figure {
                rows.isEmpty ? .none : .mean(rows.reduce(0) { $0 + value($1) } / Double(rows.count), of: people)
            }
            let pre = { (row: ReportRow) in row.decimal("pre_test") ?? 0 }
            let post = { (row: ReportRow) in row.decimal("post_test") ?? 0 }
            return [.number(rows.count), mean(pre), mean(post), mean { post($0) - pre($0) }]
        }
        return FigureTable(
            "tests", "Tests before and after",
            columns: [.init("sessions", "SESSIONS TESTED"), .init("pre", "BEFORE"), .init("post", "AFTER"), .init("gain", "GAIN")],
            rows: types.keys.sorted().map { .init($0, label($0), figures(types[$0] ?? [])) }, total: .init("total", "All", figures(tested)),
            note: "Means over sessions that have both results, each session once.")
    }
}
