extension FigureSheet {
    /// What may leave the clinic: without figures that few people are behind, and without those from which these can be worked out.
    ///
    /// All tables of the sheet are looked at together: what their sums, the relations between them and the shares tell.
    ///
    /// - Parameter threshold: the smallest count that is shown, 2 to ``Suppression/thresholdMax``.
    public func published(threshold: Int) -> FigureSheet {
        let places = CellPlaces(tables)
        var lines = tables.indices.flatMap { tables[$0].lines(from: places.starts[$0]) }
        for relation in relations {
            // A row that nobody is in stands in no table.
            let parts = relation.parts.compactMap(places.place)
            guard let total = places.place(relation.total) else { continue }
            lines.append(.init(parts: parts, total: total, hasRest: relation.hasRest))
        }
        let hidden = Suppression.hidden(tables.flatMap(\.counts), lines: lines, threshold: threshold)
        var untold = Set<Int>()
        for share in shares where [share.part, share.whole].contains(where: { places.place($0).map(hidden.contains) ?? false }) {
            if let place = places.place(share.share) { untold.insert(place) }
        }
        var sheet = self
        sheet.threshold = threshold
        sheet.tables = tables.indices.map { index in
            let table = tables[index]
            let range = places.starts[index]..<places.starts[index] + table.counts.count
            func own(_ places: Set<Int>) -> Set<Int> { Set(places.filter(range.contains).map { $0 - range.lowerBound }) }
            return table.published(threshold: threshold, hidden: own(hidden), untold: own(untold))
        }
        return sheet
    }
}

/// Where the cells of several tables stand in one row of all of them.
private struct CellPlaces {
    let starts: [Int]
    private var places: [FigureCell: Int] = [:]

    init(_ tables: [FigureTable]) {
        var starts = [Int]()
        var next = 0
        for table in tables {
            starts.append(next)
            for row in table.allRows {
                for column in table.columns {
                    places[FigureCell(table.id, row.id, column.id)] = next
                    next += 1
                }
            }
        }
        self.starts = starts
    }

    func place(_ cell: FigureCell) -> Int? { places[cell] }
}

extension FigureTable {
    /// As a page of its own; see ``FigureSheet/published(threshold:)``.
    public func published(threshold: Int) -> FigureTable {
        published(threshold: threshold, hidden: Suppression.hidden(counts, lines: lines(from: 0), threshold: threshold), untold: [])
    }

    fileprivate var allRows: [Row] { rows + (total.map { [$0] } ?? []) }

    /// Cells row by row; what is no count is a cell of 0 that adds nothing.
    fileprivate var counts: [Int] {
        allRows.flatMap { row in row.figures.map { figure in if case .count(let count) = figure { count } else { 0 } } }
    }

    /// The sums of the table.
    fileprivate func lines(from start: Int) -> [Suppression.Line] {
        let width = columns.count
        var lines = [Suppression.Line]()
        if total != nil {
            for column in 0..<width {
                lines.append(.init(parts: rows.indices.map { start + $0 * width + column }, total: start + rows.count * width + column))
            }
        }
        if hasSumColumn {
            for row in allRows.indices {
                let first = start + row * width
                lines.append(.init(parts: Array(first..<first + width - 1), total: first + width - 1))
            }
        }
        return lines
    }

    /// - Parameter untold: shares that would give away a count of another table.
    fileprivate func published(threshold: Int, hidden: Set<Int>, untold: Set<Int>) -> FigureTable {
        var result = self
        let width = columns.count
        func shown(_ figure: Figure, _ row: Int, _ column: Int) -> Figure {
            switch figure {
            case .count: hidden.contains(row * width + column) ? .suppressed : figure
            case .share(let part, let whole):
                [part, whole - part, whole].contains { $0 > 0 && $0 < threshold } || hasHidden(row, hidden)
                    || untold.contains(row * width + column) ? .suppressed : figure
            case .mean(_, let base): base < threshold ? .suppressed : figure
            case .number, .none, .suppressed: figure
            }
        }
        for row in rows.indices {
            for column in 0..<width { result.rows[row].figures[column] = shown(rows[row].figures[column], row, column) }
        }
        if let total {
            for column in 0..<width { result.total?.figures[column] = shown(total.figures[column], rows.count, column) }
        }
        return result
    }

    /// Whether a count of the row is hidden: a share beside it could give it away.
    private func hasHidden(_ row: Int, _ hidden: Set<Int>) -> Bool {
        columns.indices.contains { hidden.contains(row * columns.count + $0) }
    }
}
