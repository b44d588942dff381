import Foundation
public import Records
public import Reports
import Vault
import Views

extension Clinic {
    /// The sheets of paper that the executable carries, with those of a folder laid over.
    ///
    /// - Parameter folder: of templates, `sheets.json` and `strings.json`; otherwise `sheets` in the folder of schemas, if there is one.
    /// - Throws: `SheetError` for a folder whose files have faults.
    public static func sheets(_ options: Options, folder: String? = nil) throws -> SheetLibrary {
        var replacements = [String: [UInt8]]()
        if let path = folder ?? options.schemaDirectory.map({ $0 + "/sheets" }) {
            let names = try? FileManager.default.contentsOfDirectory(atPath: path)
            guard names != nil || folder == nil else {
                throw SheetError(.brokenSheets, "The folder of sheets cannot be read.", hint: "Check its name and who may read it.")
            }
            for name in (names ?? []).sorted().prefix(SheetLibrary.filesMax + 1)
            where name.hasSuffix(".mustache") || name.hasSuffix(".json") {
                replacements[name] = try DurableFile.read(path + "/" + name, byteCountMax: SheetLibrary.fileBytesMax + 1)
            }
        }
        return try SheetLibrary(files: SchemaCatalog.embeddedFiles, replacements: replacements)
    }

    /// The record that a sheet is about: the one that was named, or the one that hangs on it and is of the right kind.
    ///
    /// - Throws: `SheetError` `.wrongKind` when there is none, `.ambiguous` when there are several.
    public func subject(of sheet: SheetDefinition, from record: RecordID) throws -> RecordID {
        let row = try existing(record)
        if sheet.about.contains(row.kind) { return row.id }
        let found = Set(try view.related(to: row.id).map(\.record).filter { sheet.about.contains($0.kind) }.map(\.id)).sorted()
        guard let first = found.first else {
            throw SheetError(
                .wrongKind, "This sheet is about a \(sheet.about.joined(separator: " or a ")), and the record is a \(row.kind).",
                hint: "Name a \(sheet.about.joined(separator: " or a ")).")
        }
        guard found.count == 1 else {
            throw ClinicError(
                .ambiguous, "\(found.count) records that this sheet could be about hang on the one that was named.",
                hint: "Name one of them: " + found.prefix(5).map(\.description).joined(separator: ", ") + ".")
        }
        return first
    }

    /// The records that stand on a sheet about one record: those it refers to, and those that hang on the same case.
    ///
    /// - Parameters:
    ///   - client: whom the sheet is for, where a case has several; otherwise the first.
    ///   - day: of printing.
    public func source(of sheet: SheetDefinition, about record: RecordID, client: RecordID? = nil, day: CalendarDate) throws
        -> SheetSource
    {
        let subject = try existing(record)
        if let client {
            var filter = ExportFilter(nil)
            let owners = try filter.owners(of: subject, depth: 0, self)
            guard owners.isEmpty || owners.contains(client) else {
                throw ClinicError(.notAClient, "This record is not about that client.", hint: "Name a client of the case.")
            }
        }
        var gathering = SheetGathering(view: try view, catalog: catalog, wanted: sheet.kinds, space: subject.space)
        try gathering.gather(from: subject, client: client)
        let caseload = try spaces().first(where: { $0.id == subject.space })?.name
        var source = SheetSource(
            rows: gathering.rows, titles: try gathering.titles(), number: gathering.number, caseload: caseload, day: day)
        source.client = gathering.client
        source.legalCase = gathering.legalCase
        return source
    }
}

/// Finds what belongs on a sheet, a few steps from the record that it is about and never into another case.
private struct SheetGathering {
    let view: RecordView
    let catalog: SchemaCatalog
    let wanted: Set<String>
    let space: SpaceID
    private var chosen: [String: RecordRow] = [:]
    private var lists: [String: [RecordRow]] = [:]

    /// Kinds of which a sheet is about one.
    private static let single: Set<String> = ["case", "client", "consent", "dispute", "document", "household", "partner", "referral"]

    init(view: RecordView, catalog: SchemaCatalog, wanted: Set<String>, space: SpaceID) {
        self.view = view
        self.catalog = catalog
        self.wanted = wanted
        self.space = space
    }

    var number: String? { chosen[KindName.legalCase]?.number }
    var client: RecordID? { chosen[KindName.client]?.id }
    var legalCase: RecordID? { chosen[KindName.legalCase]?.id }

    var rows: [String: [SheetSource.Row]] {
        var result = [String: [SheetSource.Row]]()
        for (kind, row) in chosen where wanted.contains(kind) { result[kind] = [Self.plain(row)] }
        // No other consent takes the place of one that was withdrawn.
        for (kind, rows) in lists where wanted.contains(kind) && result[kind] == nil && kind != "consent" {
            result[kind] = rows.map(Self.plain)
        }
        return result
    }

    mutating func gather(from subject: RecordRow, client: RecordID?) throws {
        chosen[subject.kind] = subject
        if let client, let row = try view.record(client), row.kind == KindName.client, row.space == space { chosen[row.kind] = row }
        try follow(subject, depth: 0)
        if chosen["consent"] == nil, wanted.contains("consent") { try chooseConsent() }
        for owner in [subject] + [KindName.legalCase, KindName.client].compactMap({ chosen[$0] }) { try collect(from: owner) }
        if wanted.contains("household_member"), let client = chosen[KindName.client],
            let household = try view.related(to: client.id).map(\.record).first(where: { $0.kind == "household" })
        {
            try collect(from: household)
        }
    }

    /// What a record refers to, and what that refers to.
    private mutating func follow(_ row: RecordRow, depth: Int) throws {
        guard depth < 3 else { return }
        let fields = row.fields
        for field in catalog[row.kind]?.fields ?? [] where field.type.element == .reference {
            let items = field.type.isSet ? fields[field.name]?.arrayValue ?? [] : [fields[field.name]].compactMap { $0 }
            for item in items {
                guard let id = item.textValue.flatMap({ RecordID($0) }), let target = try view.record(id), target.space == space,
                    Self.single.contains(target.kind), chosen[target.kind] == nil
                else { continue }
                chosen[target.kind] = target
                try follow(target, depth: depth + 1)
            }
        }
    }

    /// The newest consent of the client that was not withdrawn.
    private mutating func chooseConsent() throws {
        guard let client = chosen[KindName.client] else { return }
        chosen["consent"] = try view.related(to: client.id).map(\.record)
            .last { $0.kind == "consent" && $0.fields["withdrawn_on"]?.textValue == nil }
    }

    private mutating func collect(from owner: RecordRow) throws {
        for record in try view.related(to: owner.id).map(\.record) {
            guard wanted.contains(record.kind), chosen[record.kind] == nil, !(record.kind == "task" && record.isDone),
                lists[record.kind]?.contains(where: { $0.id == record.id }) != true, belongs(record)
            else { continue }
            lists[record.kind, default: []].append(record)
        }
    }

    /// Whether it is of the case that the sheet is about, or of none.
    private func belongs(_ record: RecordRow) -> Bool {
        guard let text = record.fields[KindName.legalCase]?.textValue else { return true }
        return text == chosen[KindName.legalCase]?.id.description
    }

    /// What the records on the sheet refer to is called.
    func titles() throws -> [String: String] {
        var titles = [String: String]()
        for row in Array(chosen.values) + lists.values.flatMap({ $0 }) {
            for field in catalog[row.kind]?.fields ?? [] where field.type.element == .reference {
                let items = field.type.isSet ? row.fields[field.name]?.arrayValue ?? [] : [row.fields[field.name]].compactMap { $0 }
                for text in items.compactMap(\.textValue) {
                    if let id = RecordID(text), let target = try view.record(id) { titles[text] = target.title }
                }
            }
        }
        return titles
    }

    private static func plain(_ row: RecordRow) -> SheetSource.Row {
        SheetSource.Row(id: row.id, kind: row.kind, fields: row.fields, conflicts: row.conflicts)
    }
}
