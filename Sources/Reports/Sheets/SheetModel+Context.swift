extension SheetModel {
    /// The model as a template sees it. Every key is there or its value is none: a template looks outwards for what is missing.
    ///
    /// - Parameter strings: the words of all strings, which a template finds as `t.name`.
    func context(_ strings: [String: String]) -> [String: Any] {
        var context: [String: Any] = [
            "language": language, "direction": direction, "title": title, "date_label": dateLabel, "t": strings as [String: Any],
            "part": parts.mapValues { self.context($0) as Any },
            "signatures": signatures.map { ["role": $0.role, "interpreter": $0.isInterpreter] as [String: Any] },
        ]
        context["number"] = number
        context["caseload"] = caseload
        context["date"] = date
        if let code { context["code"] = ["size": code.size, "path": code.path] as [String: Any] }
        return context
    }

    private func context(_ part: Part) -> [String: Any] {
        var context: [String: Any] = [
            "texts": part.texts, "cells": part.cells.map(self.context), "has_cells": !part.cells.isEmpty,
            "choices": part.choices.map(self.context), "has_choices": !part.choices.isEmpty, "lines": Self.repeated(part.lineCount),
        ]
        context["heading"] = part.heading
        context["stamp"] = part.stamp
        if let table = part.table {
            var inner: [String: Any] = [
                "columns": table.columns, "rows": table.rows.map { ["row": $0] as [String: Any] }, "remark": false,
            ]
            if let remark = table.remark { inner["remark"] = remark }
            context["table"] = inner
        }
        return context
    }

    private func context(_ cell: Cell) -> [String: Any] {
        var context: [String: Any] = [
            "label": cell.label, "span": cell.span, "ticks": cell.ticks.map(self.context), "has_ticks": !cell.ticks.isEmpty,
            "rules": Self.repeated(cell.lineCount), "long": cell.value?.contains("\n") == true || (cell.value?.count ?? 0) > 80,
        ]
        context["value"] = cell.value
        context["print"] = cell.print
        context["remark"] = cell.remark
        return context
    }

    private func context(_ tick: Tick) -> [String: Any] {
        ["label": tick.label, "ticked": tick.isTicked, "state": tick.isTicked ? tickWords.ticked : tickWords.empty]
    }

    /// Mustache has no counting, so something is repeated by a list of that length.
    private static func repeated(_ count: Int) -> [Bool] { [Bool](repeating: true, count: count) }
}
