public import Records

/// The sheets of an XLSX file (ECMA-376), read as if whoever made it were hostile; ``WorkbookLimits`` says how much is read.
///
/// Formulas are never computed: the value that was saved with one is read. Charts, pictures, comments and macros are passed over.
public final class WorkbookReader {
    /// In their order.
    public let sheetNames: [String]
    private let archive: ZipArchive
    private let parts: [String]
    private let strings: [String]
    private let formats: [NumberFormat]
    private let countsFrom1904: Bool

    /// Reads everything but the sheets.
    ///
    /// - Throws: ``TablesError`` that says what is wrong; nothing is written anywhere.
    public init(_ bytes: [UInt8]) throws(TablesError) {
        archive = try ZipArchive(bytes)
        let root = RelationshipParser()
        try root.parse(try archive.content("_rels/.rels"))
        guard let main = root.targets.values.first(where: { $0.type == "officeDocument" }),
            let workbook = PartName.resolved(main.target, from: "")
        else { throw Self.notAWorkbook }
        let list = SheetListParser()
        try list.parse(try archive.content(workbook))
        let relations = RelationshipParser()
        try relations.parse(try archive.content(Self.relations(of: workbook)))
        var sheets = [(name: String, part: String)]()
        for sheet in list.sheets {
            guard let target = relations.targets[sheet.relationship] else { throw PartParser.malformed }
            // Charts have sheets of their own, without cells.
            guard target.type == "worksheet" else { continue }
            guard let part = PartName.resolved(target.target, from: workbook) else { throw PartParser.malformed }
            sheets.append((sheet.name, part))
        }
        sheetNames = sheets.map(\.name)
        parts = sheets.map(\.part)
        countsFrom1904 = list.countsFrom1904
        let shared = SharedStringParser()
        if let part = Self.part("sharedStrings", relations, workbook) { try shared.parse(try archive.content(part)) }
        strings = shared.strings
        let styles = StyleParser()
        if let part = Self.part("styles", relations, workbook) { try styles.parse(try archive.content(part)) }
        formats = styles.formats
    }

    /// Hands over the rows of a sheet that are not empty: number, counted from 1, and cells without empty ones at the end.
    ///
    /// - Parameter sheet: counted from 0.
    /// - Throws: what `body` throws ends the reading.
    public func eachRow(of sheet: Int, _ body: (Int, [Cell]) throws -> Void) throws {
        var thrown: (any Error)?
        do throws(TablesError) {
            try withoutActuallyEscaping(body) { (body) throws(TablesError) in
                let parser = SheetParser(strings: strings, formats: formats, countsFrom1904: countsFrom1904) {
                    number, cells throws(TablesError) in
                    do { try body(number, cells) } catch {
                        thrown = error
                        throw PartParser.malformed
                    }
                }
                try parser.parse(try archive.content(parts[sheet]))
            }
        } catch {
            throw thrown ?? error
        }
    }

    private static func part(_ type: String, _ relations: RelationshipParser, _ workbook: String) -> String? {
        relations.targets.values.first { $0.type == type }.flatMap { PartName.resolved($0.target, from: workbook) }
    }

    private static func relations(of part: String) -> String {
        let path = part.split(separator: "/")
        return (path.dropLast() + ["_rels", "\(path.last ?? "").rels"]).joined(separator: "/")
    }

    private static var notAWorkbook: TablesError {
        TablesError(.notAWorkbook, "This zip is not a workbook (.xlsx).", hint: WorkbookLimits.saveAgain)
    }
}
