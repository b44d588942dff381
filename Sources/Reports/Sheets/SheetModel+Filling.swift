public import Calendars
public import Records

extension SheetLibrary {
    /// A sheet filled from records; what they do not say stays empty, to be written by hand.
    ///
    /// - Parameters:
    ///   - source: `nil` for a blank sheet.
    ///   - language: one of ``languages``.
    ///   - calendar: in which every date is shown once more, in brackets.
    /// - Throws: ``SheetErrorCode/unknownLanguage``.
    public func model(
        _ definition: SheetDefinition, source: SheetSource?, catalog: SchemaCatalog, language: String, calendar: CalendarSystem? = nil
    ) throws(SheetError) -> SheetModel {
        guard languages.contains(language) else {
            throw SheetError(
                .unknownLanguage, "There are no sheets in that language.", hint: "There are: " + languages.joined(separator: ", ") + ".")
        }
        let filler = SheetFiller(
            strings: strings, catalog: catalog, source: source,
            values: SheetValues(
                catalog: catalog, language: language, titles: source?.titles ?? [:],
                dates: SheetDates(language: language, calendar: calendar)))
        var parts = [String: SheetModel.Part]()
        for part in definition.parts { parts[part.name] = filler.part(part) }
        return SheetModel(
            sheet: definition.name, language: language, title: title(definition.name, language), number: source?.number,
            code: source?.number.flatMap(QRSymbol.init), caseload: source?.caseload, date: source.map { filler.values.dates.text($0.day) },
            dateLabel: filler.text(source == nil ? "filled_on" : "printed_on"), parts: parts,
            signatures: definition.signatures.map { SheetModel.Signature(role: filler.text($0), isInterpreter: $0 == "sign_interpreter") },
            tickWords: (filler.text("ticked"), filler.text("not_ticked")))
    }
}

/// Makes the parts of one sheet.
struct SheetFiller {
    let strings: SheetStrings
    let catalog: SchemaCatalog
    let source: SheetSource?
    let values: SheetValues

    func text(_ name: String) -> String { strings.text(name, values.language) }

    func part(_ definition: SheetDefinition.Part) -> SheetModel.Part {
        let kind = definition.kind.flatMap { catalog[$0] }
        let rows = definition.kind.flatMap { source?.rows[$0] } ?? []
        var part = SheetModel.Part(heading: definition.heading.map(text), texts: definition.texts.map(text))
        part.cells = definition.cells.compactMap { cell($0, of: kind, rows.first) }
        part.choices = definition.choices.map { SheetModel.Tick(label: text($0), isTicked: false) }
        part.table = table(definition, kind, rows)
        part.lineCount = definition.lines
        part.stamp = definition.stamp ? text("stamp") : nil
        return part
    }

    /// - Returns: `nil` for a field that the record kinds in use do not have, or have retired.
    private func cell(_ definition: SheetDefinition.Cell, of kind: RecordKind?, _ row: SheetSource.Row?) -> SheetModel.Cell? {
        switch definition.content {
        case .hand(let name): return SheetModel.Cell(label: text(name), span: definition.span, lineCount: definition.lines)
        case .field(let name):
            guard let field = kind?[name] else { return nil }
            var cell = SheetModel.Cell(label: field.label(values.language), span: definition.span)
            let json = row?.fields[name]
            cell.value = values.text(json, field)
            cell.print = values.fingerprint(json, field)
            if field.type == .codes || cell.value == nil { cell.ticks = values.ticks(json, field) }
            // Boxes beside which nothing is ticked say more than a list of words.
            if !cell.ticks.isEmpty { cell.value = nil }
            if cell.value == nil, cell.ticks.isEmpty { cell.lineCount = definition.lines }
            if let count = row?.conflicts[name], count > 1 { cell.remark = "\(text("several_values")): \(count)" }
            return cell
        }
    }

    private func table(_ definition: SheetDefinition.Part, _ kind: RecordKind?, _ rows: [SheetSource.Row]) -> SheetModel.Table? {
        let columns = definition.columns.filter { column in
            if case .field(let name) = column.content { kind?[name] != nil } else { true }
        }
        guard !columns.isEmpty else { return nil }
        var texts = rows.prefix(SheetModel.rowsMax).map { row in columns.map { column(of: row, $0, kind) } }
        // Room for one more, always: what was noted today is often not all.
        let wanted = max(definition.rows, texts.count + 1)
        texts += [[String]](repeating: columns.map { _ in "" }, count: wanted - texts.count)
        let labels = columns.map { column in
            switch column.content {
            case .hand(let name): text(name)
            case .field(let name): kind?[name]?.label(values.language) ?? name
            }
        }
        return SheetModel.Table(columns: labels, rows: texts, remark: rows.count > SheetModel.rowsMax ? text("more_rows") : nil)
    }

    private func column(of row: SheetSource.Row, _ column: SheetDefinition.Cell, _ kind: RecordKind?) -> String {
        guard case .field(let name) = column.content, let field = kind?[name] else { return "" }
        return values.text(row.fields[name], field) ?? ""
    }
}
