/// Hides small counts in figures that leave the clinic, and as many others as it takes that nobody can work them out.
///
/// 1 up to the threshold less one is hidden, and 0 is not. A hidden cell that the shown ones would determine, by whatever sums and
/// differences of rows and columns, takes others with it, the smallest first; and so do hidden cells that make a small sum together.
public enum Suppression {
    public static let thresholdDefault = 5
    public static let thresholdMax = 1000

    /// Cells that add up to another one, by their places.
    public struct Line: Hashable, Sendable {
        public let parts: [Int]
        public let total: Int

        public init(parts: [Int], total: Int) {
            self.parts = parts
            self.total = total
        }
    }

    /// The places of the cells to hide.
    ///
    /// - Complexity: O(*c*² · *l*²) in cells and lines, more than enough for a page.
    public static func hidden(_ cells: [Int], lines: [Line], threshold: Int) -> Set<Int> {
        func isSmall(_ count: Int) -> Bool { count > 0 && count < threshold }
        var hidden = Set(cells.indices.filter { isSmall(cells[$0]) })
        while true {
            let needy = lines.first { line in
                let parts = line.parts.filter(hidden.contains)
                guard !parts.isEmpty, !hidden.contains(line.total) else { return false }
                return isSmall(parts.sum { cells[$0] }) && canHide(line, cells, hidden)
            }
            if let needy {
                hide(needy, cells, &hidden)
                continue
            }
            let open = determined(hidden, lines)
            guard
                let line = lines.first(where: { line in
                    (line.parts + [line.total]).contains(where: open.contains) && canHide(line, cells, hidden)
                })
            else { return hidden }
            hide(line, cells, &hidden)
        }
    }

    private static func canHide(_ line: Line, _ cells: [Int], _ hidden: Set<Int>) -> Bool {
        (line.parts + [line.total]).contains { !hidden.contains($0) && cells[$0] > 0 }
    }

    /// The smallest part that can be hidden, or else the sum.
    private static func hide(_ line: Line, _ cells: [Int], _ hidden: inout Set<Int>) {
        let parts = line.parts.filter { !hidden.contains($0) && cells[$0] > 0 }
        hidden.insert(parts.min { (cells[$0], $0) < (cells[$1], $1) } ?? line.total)
    }

    /// The hidden cells that the shown ones determine by sums alone: those alone in a row of the reduced system.
    private static func determined(_ hidden: Set<Int>, _ lines: [Line]) -> Set<Int> {
        let unknowns = hidden.sorted()
        let places = Dictionary(uniqueKeysWithValues: unknowns.enumerated().map { ($1, $0) })
        var rows = lines.map { line in
            var row = [Double](repeating: 0, count: unknowns.count)
            for part in line.parts { if let place = places[part] { row[place] += 1 } }
            if let place = places[line.total] { row[place] -= 1 }
            return row
        }
        var top = 0
        for column in unknowns.indices {
            guard let pivot = (top..<rows.count).first(where: { abs(rows[$0][column]) > 1e-9 }) else { continue }
            rows.swapAt(top, pivot)
            let scale = rows[top][column]
            for place in unknowns.indices { rows[top][place] /= scale }
            for other in rows.indices where other != top && abs(rows[other][column]) > 1e-9 {
                let factor = rows[other][column]
                for place in unknowns.indices { rows[other][place] -= factor * rows[top][place] }
            }
            top += 1
        }
        return Set(
            rows.compactMap { row in
                let places = row.indices.filter { abs(row[$0]) > 1e-9 }
                return places.count == 1 ? unknowns[places[0]] : nil
            })
    }
}
