/// What can be known of counts that are not shown, from sums of which the rest is shown: how small and how large each may be.
///
/// The hidden counts are unknowns of linear equations, none of them negative; the least and the greatest value of each is a linear
/// program, solved by the simplex method with Bland's rule, which cannot go round in a circle. Counts are taken for real numbers, so
/// what is held for possible here is at least what is possible for whole ones.
struct CellBounds {
    /// Rows of equations in reduced form, the last element the right side; `basis` has the column of each row.
    private var rows: [[Double]] = []
    private var basis: [Int] = []
    private let count: Int
    private static let epsilon = 1e-7

    /// - Parameters:
    ///   - count: of unknowns.
    ///   - equations: the coefficients of the unknowns, and what they add up to.
    /// - Returns: `nil` when they contradict each other.
    init?(count: Int, equations: [(coefficients: [Double], sum: Double)]) {
        self.count = count
        // An artificial unknown for each equation, which is to become 0.
        for (index, equation) in equations.enumerated() {
            let sign: Double = equation.sum < 0 ? -1 : 1
            var row = equation.coefficients.map { $0 * sign } + [Double](repeating: 0, count: equations.count)
            row[count + index] = 1
            rows.append(row + [equation.sum * sign])
            basis.append(count + index)
        }
        let artificial = [Double](repeating: 0, count: count) + [Double](repeating: 1, count: equations.count)
        guard let rest = minimize(artificial, upTo: count + equations.count), rest < 1e-5 else { return nil }
        for row in rows.indices where basis[row] >= count {
            if let column = (0..<count).first(where: { abs(rows[row][$0]) > Self.epsilon }) { pivot(row, column) }
        }
        // What is left says 0 = 0.
        let kept = rows.indices.filter { basis[$0] < count }
        rows = kept.map { Array(rows[$0][..<count]) + [rows[$0][rows[$0].count - 1]] }
        basis = kept.map { basis[$0] }
    }

    /// The least and the greatest value of an unknown; `nil` for one without a bound.
    mutating func bounds(of unknown: Int) -> (least: Double, greatest: Double?) {
        var objective = [Double](repeating: 0, count: count)
        objective[unknown] = 1
        let least = minimize(objective, upTo: count) ?? 0
        objective[unknown] = -1
        return (least, minimize(objective, upTo: count).map { -$0 })
    }

    /// - Returns: `nil` when it has no bound.
    private mutating func minimize(_ objective: [Double], upTo width: Int) -> Double? {
        while true {
            let entering = (0..<width).first { column in
                guard !basis.contains(column) else { return false }
                let reduced = rows.indices.reduce(objective[column]) { $0 - objective[basis[$1]] * rows[$1][column] }
                return reduced < -Self.epsilon
            }
            guard let entering else { return rows.indices.reduce(0) { $0 + objective[basis[$1]] * rows[$1][rows[$1].count - 1] } }
            var leaving: (row: Int, ratio: Double)?
            for row in rows.indices where rows[row][entering] > Self.epsilon {
                let ratio = rows[row][rows[row].count - 1] / rows[row][entering]
                if let known = leaving {
                    let isBetter = ratio < known.ratio - 1e-12 || ratio <= known.ratio + 1e-12 && basis[row] < basis[known.row]
                    if isBetter { leaving = (row, ratio) }
                } else {
                    leaving = (row, ratio)
                }
            }
            guard let leaving else { return nil }
            pivot(leaving.row, entering)
        }
    }

    private mutating func pivot(_ row: Int, _ column: Int) {
        let scale = rows[row][column]
        for place in rows[row].indices { rows[row][place] /= scale }
        for other in rows.indices where other != row && abs(rows[other][column]) > 1e-12 {
            let factor = rows[other][column]
            for place in rows[row].indices { rows[other][place] -= factor * rows[row][place] }
        }
        basis[row] = column
    }
}
