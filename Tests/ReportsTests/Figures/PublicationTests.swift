import Records
import Testing
import Trials

@testable import Reports

/// The tables of one publication are published together: what one hides another does not tell.
struct PublicationTests {
    /// Two tables over the same records, of three outcomes of which the first two are agreements, and of two mechanisms.
    ///
    /// `0 1 2 | 3` outcomes and their sum, `4` all agreements, `5 6 7 8 | 9 10` ended and agreed by mechanism and their sums.
    private static let lines: [Suppression.Line] = [
        .init(parts: [0, 1, 2], total: 3), .init(parts: [0, 1], total: 4), .init(parts: [5, 7], total: 9), .init(parts: [6, 8], total: 10),
        .init(parts: [9], total: 3), .init(parts: [10], total: 4), .init(parts: [6], total: 5, hasRest: true),
        .init(parts: [8], total: 7, hasRest: true), .init(parts: [10], total: 9, hasRest: true),
    ]

    /// All that whoever reads the tables knows: counts are not negative, and add up as they say.
    private static func cells(_ full: Int, _ part: Int, _ none: Int, _ court: Int, _ agreed: Int) -> [Int]? {
        let (ended, agreements) = (full + part + none, full + part)
        guard court <= ended, agreed <= court, agreements - agreed >= 0, ended - court >= agreements - agreed else { return nil }
        return [full, part, none, ended, agreements, court, agreed, ended - court, agreements - agreed, ended, agreements]
    }

    private static let worlds: [[Int]] = {
        var worlds = [[Int]]()
        for number in 0..<6 * 6 * 6 {
            let (full, part, none) = (number % 6, number / 6 % 6, number / 36)
            for court in 0...(full + part + none) {
                worlds += (0...court).compactMap { cells(full, part, none, court, $0) }
            }
        }
        return worlds
    }()

    @Test func `no hidden count can be worked out from all tables together, whatever the counts`() {
        let threshold = 3
        var byShown = [[Int?]: [Set<Int>]]()
        var kept = [(cells: [Int], shown: [Int?], hidden: Set<Int>)]()
        for cells in Self.worlds where cells[0] < 4 && cells[1] < 3 && cells[2] < 3 {
            let hidden = Suppression.hidden(cells, lines: Self.lines, threshold: threshold)
            #expect(hidden.isSuperset(of: cells.indices.filter { cells[$0] > 0 && cells[$0] < threshold }))
            kept.append((cells, cells.indices.map { hidden.contains($0) ? nil : cells[$0] }, hidden))
        }
        // For everything that may be read all the worlds that it fits.
        for pattern in Set(kept.map { $0.hidden }) {
            let places = Self.worlds[0].indices.filter { !pattern.contains($0) }
            for world in Self.worlds {
                let shown = world.indices.map { places.contains($0) ? world[$0] : nil }
                for place in world.indices { byShown[shown, default: world.map { [$0] }][place].insert(world[place]) }
            }
        }
        for item in kept {
            for place in item.hidden where byShown[item.shown]?[place].count == 1 {
                Issue.record("\(item.cells): \(place) can be worked out, hidden \(item.hidden.sorted())")
            }
            // Also how many ended without an agreement, which stands nowhere, by mechanism.
            for (whole, part) in [(5, 6), (7, 8)] {
                let rest = item.cells[whole] - item.cells[part]
                guard rest > 0, rest < threshold else { continue }
                #expect(item.hidden.contains(whole) || item.hidden.contains(part), "\(item.cells)")
            }
        }
    }

    @Test(arguments: 1...30 as ClosedRange<UInt64>) func `no hidden count of tables with random sums in common can be worked out`(
        seed: UInt64
    ) {
        var random = SeededGenerator(seed: seed)
        let groups = (0..<5).map { _ in random.below(6) }
        // Two tables that group the same five counts otherwise, with a sum over some of both.
        let first = random.below(4) + 1
        let picked = (0..<5).filter { _ in random.below(2) == 0 }
        func cells(_ counts: [Int]) -> [Int] {
            counts + [
                counts.reduce(0, +), counts[..<first].reduce(0, +), counts[first...].reduce(0, +),
                picked.reduce(0) { $0 + counts[$1] },
            ]
        }
        let lines: [Suppression.Line] = [
            .init(parts: Array(0..<5), total: 5), .init(parts: Array(0..<first), total: 6), .init(parts: Array(first..<5), total: 7),
            .init(parts: [6, 7], total: 5), .init(parts: picked, total: 8), .init(parts: [8], total: 5, hasRest: true),
        ]
        let real = cells(groups)
        let hidden = Suppression.hidden(real, lines: lines, threshold: 3)
        guard !hidden.isEmpty else { return #expect(!real.contains { $0 > 0 && $0 < 3 }) }
        var possible = [Set<Int>](repeating: [], count: real.count)
        let unknown = (0..<5).filter(hidden.contains)
        for number in 0..<unknown.reduce(1, { product, _ in product * 10 }) {
            var counts = groups
            var rest = number
            for place in unknown { (counts[place], rest) = (rest % 10, rest / 10) }
            let world = cells(counts)
            guard world.indices.allSatisfy({ hidden.contains($0) || world[$0] == real[$0] }) else { continue }
            for place in world.indices { possible[place].insert(world[place]) }
        }
        for place in hidden where possible[place].count == 1 { Issue.record("\(real): \(place) of \(hidden.sorted()), SEED=\(seed)") }
    }

    @Test func `an outcome that is hidden cannot be worked out from the agreements`() throws {
        var input = DisputeReport.Input()
        let (from, to) = (try #require(CalendarDate("2026-01-01")), try #require(CalendarDate("2026-03-31")))
        let period = try #require(ReportPeriod(from: from, to: to))
        func add(_ count: Int, _ outcome: String) {
            for _ in 0..<count {
                input.disputes.append(
                    ReportRow(
                        id: "d\(input.disputes.count)",
                        fields: ["outcome": .text(outcome), "outcome_on": "2026-02-01", "mechanism": "court"], created: from))
            }
        }
        add(20, "agreement_in_full")
        add(2, "agreement_in_part")
        add(9, "no_agreement")
        add(8, "withdrawn")
        let sheet = DisputeReport.sheet(input, period: period).published(threshold: 5)
        func figure(_ table: String, _ row: String, _ column: Int = 0) throws -> Figure {
            let table = try #require(sheet.tables.first { $0.id == table })
            return try #require((table.rows + [table.total].compactMap { $0 }).first { $0.id == row }).figures[column]
        }
        // Of the outcomes one more is hidden than the small one, and it is an agreement, or the sum of the agreements is hidden too.
        #expect(try figure("outcome", "agreement_in_part") == .suppressed)
        let agreements = try figure("agreements", "all")
        #expect(try figure("outcome", "agreement_in_full") == .suppressed || agreements == .suppressed)
        #expect(try figure("mechanism", "total", 2) == agreements && figure("mechanism", "court", 2) == agreements)
        if agreements == .suppressed { #expect(try figure("agreements", "all", 1) == .suppressed) }
    }

    @Test func `the least and the greatest value of an unknown are those that the sums leave`() throws {
        // x + y = 8, y + z = 3, w - v = 2.
        let equations: [(coefficients: [Double], sum: Double)] = [
            ([1, 1, 0, 0, 0], 8), ([0, 1, 1, 0, 0], 3), ([0, 0, 0, 1, -1], 2), ([1, 2, 1, 0, 0], 11),
        ]
        var bounds = try #require(CellBounds(count: 5, equations: equations))
        let expected: [(Double, Double?)] = [(5, 8), (0, 3), (0, 3), (2, nil), (0, nil)]
        for (unknown, expected) in expected.enumerated() {
            let (least, greatest) = bounds.bounds(of: unknown)
            #expect(abs(least - expected.0) < 1e-6 && (greatest == nil) == (expected.1 == nil))
            #expect(abs((greatest ?? 0) - (expected.1 ?? 0)) < 1e-6)
        }
        #expect(CellBounds(count: 5, equations: equations + [([1, 0, 0, 0, 0], 9)]) == nil)
    }
}
