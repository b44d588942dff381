import Forms
import Records
import Tables

/// Forms of the clinic as JSON, and the condition inside of one.
struct FormTarget: FuzzTarget {
    private static let name = "fuzzed"
    private let catalog: SchemaCatalog
    private let library: FormLibrary
    let seeds: [[UInt8]]

    private static let conditions = [
        "role = 'opposing' and not (client is empty)", "age(birth_date) < 18 or birth_date > today", "case.opened_on >= 2026-02-28",
        "organisation in ('a', 'b') and days(birth_date) != 3", "selected(case.clients, 'x')", "(((role = 'witness')))",
    ]

    init() throws {
        catalog = try SchemaCatalog.embedded()
        library = FormLibrary(files: SchemaCatalog.embeddedFiles, catalog: catalog)
        seeds = Self.conditions.map { Self.form(Array($0.utf8)) }
    }

    /// The condition of a form that was made here.
    func inner(_ input: [UInt8]) -> [UInt8]? {
        guard let json = try? JSONValue(parsing: input), let item = json["sections"]?.arrayValue?.first?["items"]?.arrayValue?.first else {
            return nil
        }
        return item["when"]?.textValue.map { Array($0.utf8) }
    }

    func wrapped(_ inner: [UInt8]) -> [UInt8]? { Self.form(inner) }

    private static func form(_ condition: [UInt8]) -> [UInt8] {
        let text = JSONValue.text(String(decoding: condition, as: UTF8.self))
        let form: JSONValue = [
            "form": .text(name), "version": 1, "status": "draft", "labels": ["en": "Fuzzed"],
            "records": [["key": "party", "kind": "party"]],
            "sections": [
                [
                    "name": "first", "labels": ["en": "First"],
                    "items": [["field": "given_name", "when": text], ["field": "role"], ["field": "birth_date"], ["field": "case"]],
                ]
            ],
            "checks": [["name": "odd", "severity": "warning", "field": "phone", "when": text, "messages": ["en": "Odd."]]],
        ]
        return form.serialized()
    }

    func run(_ input: [UInt8]) throws(FuzzFinding) -> FuzzOutcome {
        let form: FormDefinition
        do throws(FormsError) { form = try FormLibrary.form(named: Self.name, input, catalog: catalog) } catch {
            return .refused(error.code.rawValue)
        }
        for expression in form.sections.compactMap(\.condition) + form.checks.map(\.condition) {
            guard let again = try? Expression(parsing: expression.description), again == expression else {
                throw FuzzFinding("a condition reads otherwise once it is written")
            }
        }
        // Whatever a form may say can be written out, and is read again as a form or refused by its own reader.
        let sheets = XLSFormExport(form, library: library).sheets
        do throws(FormsError) {
            _ = try XLSFormImport(sheets, kind: nil, name: nil, catalog: catalog)
            return .accepted(reached: "written as XLSForm and read again")
        } catch {
            return .accepted(reached: "written as XLSForm, \(error.code.rawValue)")
        }
    }
}

/// XLSForms: their sheets as text, so that what is altered is a cell and not an archive, for which there is another entry.
///
/// Sheets end with a form feed, rows with a line feed, cells with a tab; the first line is the name of the sheet.
struct XLSFormTarget: FuzzTarget {
    private let catalog: SchemaCatalog
    let seeds: [[UInt8]]

    private static let conditions = [
        "${role} = 'opposing'", "selected(${langs}, 'ar') and not(${born} < date('2000-01-01'))",
        "count-selected(${langs}) > 1 or ${n} * 2 = 4",
        ". != ''", "string-length(.) < 5", "(${n} >= -1.5) or true()",
    ]

    init() throws {
        catalog = try SchemaCatalog.embedded()
        let library = FormLibrary(files: SchemaCatalog.embeddedFiles, catalog: catalog)
        seeds =
            Self.conditions.map { Self.workbook($0) }
            + (try ["first_contact", "dispute"].map { Self.text(XLSFormExport(try library.form($0), library: library).sheets) })
    }

    func inner(_ input: [UInt8]) -> [UInt8]? {
        Self.conditions.first { Self.workbook($0) == input }.map { Array($0.utf8) }
    }

    func wrapped(_ inner: [UInt8]) -> [UInt8]? { Self.workbook(String(decoding: inner, as: UTF8.self)) }

    private static func workbook(_ condition: String) -> [UInt8] {
        Array(
            """
            survey\ntype\tname\tlabel::English (en)\trelevant\tconstraint\ttype\n\
            begin_group\tfirst\tFirst\n\
            select_one roles\trole\tRole\ntext\tgiven\tName\t\(condition)\t\(condition)\n\
            select_multiple langs\tlangs\tLanguages\ndate\tborn\tBorn\ninteger\tn\tHow many\t\t. > 0\n\
            end_group\n\u{C}choices\nlist_name\tname\tlabel\nroles\topposing\tOpposing\nroles\twitness\tWitness\n\
            langs\tar\tالعربية\nlangs\tuk\tУкраїнська\n\u{C}settings\nform_id\tform_title\tversion\nodd\tOdd\t3\n\u{C}
            """.utf8)
    }

    private static func sheets(_ input: [UInt8]) -> [Sheet] {
        input.split(separator: 12).prefix(16).map { bytes in
            let lines = bytes.split(separator: 10, omittingEmptySubsequences: false)
            let rows = lines.dropFirst().prefix(512).map { line in
                line.split(separator: 9, omittingEmptySubsequences: false).prefix(64).map { cell -> Cell in
                    cell.isEmpty ? .empty : .text(String(decoding: cell, as: UTF8.self))
                }
            }
            return Sheet(name: String(decoding: lines.first ?? [], as: UTF8.self), rows: Array(rows))
        }
    }

    private static func text(_ sheets: [Sheet]) -> [UInt8] {
        Array(
            sheets.map { sheet in
                ([sheet.name]
                    + sheet.rows.map { row in
                        row.map { cell in
                            switch cell {
                            case .text(let text): text.replacing("\n", with: " ").replacing("\t", with: " ").replacing("\u{C}", with: " ")
                            case .number(let number): String(number)
                            default: ""
                            }
                        }.joined(separator: "\t")
                    }).joined(separator: "\n") + "\u{C}"
            }.joined().utf8)
    }

    func run(_ input: [UInt8]) throws(FuzzFinding) -> FuzzOutcome {
        let made: XLSFormImport
        do throws(FormsError) {
            made = try XLSFormImport(Self.sheets(input), kind: "party", name: nil, catalog: catalog)
        } catch {
            return .refused(error.code.rawValue)
        }
        let files = made.files.mapValues { $0.serialized() }
        guard files.values.allSatisfy({ (try? JSONValue(parsing: $0)) != nil }) else { throw FuzzFinding("wrote what is no JSON") }
        guard made.files.keys.contains(where: { $0.hasPrefix("forms/") }) else { throw FuzzFinding("accepted, and there is no form in it") }
        return .accepted(reached: made.unmapped.isEmpty ? "whole" : "in part")
    }
}
