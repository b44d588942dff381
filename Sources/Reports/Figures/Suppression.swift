/// Hides small counts in figures that leave the clinic, and as many others as it takes that nobody can work them out.
///
/// 1 up to the threshold less one is hidden, and 0 is not. A hidden cell that the shown ones would determine, by whatever sums and
/// differences of rows, columns and whole tables, or confine to fewer values than the threshold, takes others with it, the smallest
/// first; and so do hidden cells that make a small sum together.
public enum Suppression {
    public static let thresholdDefault = 5
    public static let thresholdMax = 1000

    /// Cells that add up to another one, by their places.
    public struct Line: Hashable, Sendable {
        public let parts: [Int]
        public let total: Int
        /// Whether the parts are not all: what is left of the total is a count that stands nowhere, but whoever has the others has it.
        public let hasRest: Bool

        public init(parts: [Int], total: Int, hasRest: Bool = false) {
            self.parts = parts
            self.total = total
            self.hasRest = hasRest
        }
    }

    /// The places of the cells to hide.
    ///
    /// - Complexity: for each cell that is hidden besides the small ones two linear programs for each hidden one: a page of tables takes
    ///   milliseconds.
    public static func hidden(_ cells: [Int], lines: [Line], threshold: Int) -> Set<Int> {
        func isSmall(_ count: Int) -> Bool { count > 0 && count < threshold }
        // What is left of a total stands behind the cells, and is never shown.
        var values = cells
        let lines = lines.map { line in
            guard line.hasRest else { return line }
            values.append(cells[line.total] - line.parts.reduce(0) { $0 + cells[$1] })
            return Line(parts: line.parts + [values.count - 1], total: line.total)
        }
        let rests = Set(cells.count..<values.count)
        var hidden = Set(cells.indices.filter { isSmall(cells[$0]) }).union(rests)
        // A rest of none or of many may be known.
        func isGuarded(_ place: Int) -> Bool { !rests.contains(place) || isSmall(values[place]) }
        while true {
            let needy = lines.first { line in
                let parts = line.parts.filter(hidden.contains)
                guard !parts.isEmpty, !hidden.contains(line.total) else { return false }
                return isSmall(parts.sum { values[$0] }) && canHide(line, values, hidden)
            }
            if let needy {
                hide(needy, values, &hidden)
                continue
            }
            let open = confined(hidden, lines, values, threshold).filter(isGuarded)
            guard !open.isEmpty else { return hidden.subtracting(rests) }
            let near = lines.first { line in (line.parts + [line.total]).contains(where: open.contains) && canHide(line, values, hidden) }
            // A cell may be known through others: then what these stand in is next.
            guard let line = near ?? lines.first(where: { $0.touches(hidden) && canHide($0, values, hidden) }) else {
                return hidden.subtracting(rests)
            }
            hide(line, values, &hidden)
        }
    }

    /// The hidden cells that the shown ones determine, or confine to an interval narrower than the threshold.
    private static func confined(_ hidden: Set<Int>, _ lines: [Line], _ values: [Int], _ threshold: Int) -> Set<Int> {
        let known = determined(hidden, lines)
        guard known.isEmpty else { return known }
        let unknowns = hidden.sorted()
        let places = Dictionary(uniqueKeysWithValues: unknowns.enumerated().map { ($1, $0) })
        let equations = lines.filter { $0.touches(hidden) }.map { line in
            var coefficients = [Double](repeating: 0, count: unknowns.count)
            var sum = 0.0
            for part in line.parts { if let place = places[part] { coefficients[place] += 1 } else { sum -= Double(values[part]) } }
            if let place = places[line.total] { coefficients[place] -= 1 } else { sum += Double(values[line.total]) }
            return (coefficients: coefficients, sum: sum)
        }
        // Figures that do not add up confine nothing.
        guard var bounds = CellBounds(count: unknowns.count, equations: equations) else { return [] }
        return hidden.filter { place in
            let (least, greatest) = bounds.bounds(of: places[place] ?? 0)
            return greatest.map { $0 - least < Double(threshold) - 0.5 } ?? false
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

extension Suppression.Line {
    fileprivate func touches(_ places: Set<Int>) -> Bool { places.contains(total) || parts.contains(where: places.contains) }
}
