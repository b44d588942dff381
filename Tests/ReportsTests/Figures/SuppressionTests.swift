import Reports
import Testing

struct SuppressionTests {
    /// Two rows and two columns with their sums: `a b · / c d · / · · ·`.
    private static let lines: [Suppression.Line] = [
        .init(parts: [0, 1], total: 2), .init(parts: [3, 4], total: 5), .init(parts: [6, 7], total: 8),
        .init(parts: [0, 3], total: 6), .init(parts: [1, 4], total: 7), .init(parts: [2, 5], total: 8),
    ]

    private static func cells(_ a: Int, _ b: Int, _ c: Int, _ d: Int) -> [Int] { [a, b, a + b, c, d, c + d, a + c, b + d, a + b + c + d] }

    /// Every table of counts up to 6.
    private static let tables: [[Int]] = (0..<7 * 7 * 7 * 7).map { cells($0 % 7, $0 / 7 % 7, $0 / 49 % 7, $0 / 343) }

    /// What somebody who knows that counts are not negative and reads only what is shown holds for possible.
    private static func possible(_ published: [Int?]) -> [[Int]] {
        tables.filter { cells in cells.indices.allSatisfy { published[$0] == nil || published[$0] == cells[$0] } }
    }

    @Test func `no small count of a table of two by two can be worked out, whatever the counts`() throws {
        let threshold = 3
        for cells in Self.tables where cells[0] < 5 && cells[1] < 5 && cells[3] < 5 && cells[4] < 5 {
            let hidden = Suppression.hidden(cells, lines: Self.lines, threshold: threshold)
            let small = cells.indices.filter { cells[$0] > 0 && cells[$0] < threshold }
            #expect(hidden.isSuperset(of: small) && small.isEmpty == hidden.isEmpty)
            guard !small.isEmpty else { continue }
            let tables = Self.possible(cells.indices.map { hidden.contains($0) ? nil : cells[$0] })
            #expect(tables.contains(cells))
            for place in small where Set(tables.map { $0[place] }).count == 1 { Issue.record("\(cells) with \(hidden) hidden") }
        }
    }

    @Test func `a single small count takes the next smallest with it, and small ones together a third`() {
        let line = [Suppression.Line(parts: [0, 1, 2, 3], total: 4)]
        #expect(Suppression.hidden([9, 2, 7, 0, 18], lines: line, threshold: 5) == [1, 2])
        #expect(Suppression.hidden([1, 1, 9, 20, 31], lines: line, threshold: 5) == [0, 1, 2])
        #expect(Suppression.hidden([2, 3, 9, 20, 34], lines: line, threshold: 5) == [0, 1])
        #expect(Suppression.hidden([0, 5, 9, 20, 34], lines: line, threshold: 5).isEmpty)
        // Nothing else is there to hide behind.
        #expect(Suppression.hidden([0, 2, 0, 0, 2], lines: line, threshold: 5) == [1, 4])
    }

    @Test func `in a table whatever gives a hidden figure away is hidden, and a share and a mean of few too`() throws {
        let table = FigureTable(
            "t", "T", columns: [.init("a", "A"), .init("s", "S"), .init("m", "M"), .init("n", "N")],
            rows: [
                .init("x", "X", [.count(2), .share(2, of: 40), .mean(3, of: 2), .number(1)]),
                .init("y", "Y", [.count(30), .share(30, of: 40), .mean(3, of: 30), .number(1)]),
                .init("z", "Z", [.count(8), .share(8, of: 40), .mean(1, of: 8), .number(1)]),
            ], total: .init("total", "All", [.count(40), .none, .none, .number(3)]))
        let rows = table.published(threshold: 5).rows.map(\.figures)
        #expect(rows[0] == [.suppressed, .suppressed, .suppressed, .number(1)])
        #expect(rows[1] == [.count(30), .share(30, of: 40), .mean(3, of: 30), .number(1)])
        #expect(rows[2] == [.suppressed, .suppressed, .mean(1, of: 8), .number(1)])
        #expect(table.published(threshold: 2) == table)
    }
}
