extension FigureSheet {
    /// What may leave the clinic: without figures that few people are behind.
    ///
    /// - Parameter threshold: the smallest count that is shown, 2 to ``Suppression/thresholdMax``.
    public func published(threshold: Int) -> FigureSheet {
        var sheet = self
        sheet.threshold = threshold
        sheet.tables = tables.map { $0.published(threshold: threshold) }
        return sheet
    }
}

extension FigureTable {
    /// As a page of its own; see ``FigureSheet/published(threshold:)``.
    public func published(threshold: Int) -> FigureTable {
        var result = self
        let width = columns.count
        let all = rows + (total.map { [$0] } ?? [])
        // Cells row by row; what is no count is a cell of 0 that adds nothing.
        let cells = all.flatMap { row in row.figures.map { figure in if case .count(let count) = figure { count } else { 0 } } }
        var lines = [Suppression.Line]()
        if total != nil {
            for column in 0..<width {
                lines.append(.init(parts: rows.indices.map { $0 * width + column }, total: rows.count * width + column))
            }
        }
        if hasSumColumn {
            for row in all.indices { lines.append(.init(parts: (0..<width - 1).map { row * width + $0 }, total: row * width + width - 1)) }
        }
        let hidden = Suppression.hidden(cells, lines: lines, threshold: threshold)
        func shown(_ figure: Figure, _ row: Int, _ column: Int) -> Figure {
            switch figure {
            case .count: hidden.contains(row * width + column) ? .suppressed : figure
            case .share(let part, let whole):
                [part, whole - part, whole].contains { $0 > 0 && $0 < threshold } || hasHidden(row, hidden) ? .suppressed : figure
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
