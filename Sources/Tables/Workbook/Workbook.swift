public import Records

/// Whole workbooks, in memory.
public enum Workbook {
    /// All sheets of an XLSX file.
    ///
    /// - Throws: ``TablesError``, `.tooManyCells` above ``WorkbookLimits/cellCountMax``.
    /// - Complexity: O(*n*) in the inflated bytes.
    public static func read(_ bytes: [UInt8]) throws(TablesError) -> [Sheet] {
        let reader = try WorkbookReader(bytes)
        var cellCount = 0
        var sheets = [Sheet]()
        do {
            for (index, name) in reader.sheetNames.enumerated() {
                var rows = [[Cell]]()
                try reader.eachRow(of: index) { number, cells in
                    // An empty row takes a place in the list as well.
                    cellCount += cells.count + (number - rows.count)
                    guard cellCount <= WorkbookLimits.cellCountMax else {
                        throw TablesError(
                            .tooManyCells, "The workbook has more than \(WorkbookLimits.cellCountMax) cells.",
                            hint: "Save the sheet as CSV.")
                    }
                    while rows.count < number - 1 { rows.append([]) }
                    rows.append(cells)
                }
                sheets.append(Sheet(name: name, rows: rows))
            }
        } catch let error as TablesError {
            throw error
        } catch {
            preconditionFailure("Reading a sheet throws errors of this module alone.")
        }
        return sheets
    }
}
