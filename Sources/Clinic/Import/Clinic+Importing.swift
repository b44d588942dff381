public import Records
import Exchange
import ReplicatedLog
import Tables
import Vault
import Views

/// What is to be brought in, and how.
public struct ImportJob: Sendable {
    /// CSV, XLSX or JSON Lines, by its name's ending and its first bytes.
    public var path: String
    public var mapping: ImportMapping
    public var space: SpaceID
    /// Otherwise nothing is written, and the report says what would be.
    public var applies = false
    /// Whether rows that may be somebody who is there already are saved as well.
    public var createsDuplicates = false

    public init(path: String, mapping: ImportMapping, space: SpaceID) {
        self.path = path
        self.mapping = mapping
        self.space = space
    }
}

extension Clinic {
    /// Rows that go to stable storage together.
    static let rowsPerBatch = 256
    /// Rows after which small segments are joined, so that the log does not grow to several times its size.
    private static let importedRowsPerJoining = 4096

    /// Brings the rows of a file in, or says what would become of them.
    ///
    /// Every row is an entry of its own, all of it or nothing. A row that an earlier run saved, on whatever device that this one has heard
    /// of, is known again and passed over: what was interrupted is finished by running it again. Before the first row is written the whole
    /// file is read once: one that cannot be read to its end changes nothing.
    ///
    /// - Throws: `ClinicError` for the mapping, `TablesError` for the file. What is wrong with rows is in the report.
    /// - Complexity: O(*n*), and what ``DuplicateIndex`` takes for clients; some 200 bytes of memory for each record of the kind, whatever
    ///   is in the file.
    public func importFile(_ job: ImportJob, report: Report? = nil) async throws -> ImportReport {
        var total = 0
        if job.applies {
            try requireWriting(in: job.space)
            total = try await readToEnd(job, report)
        }
        var source = try RowSources.open(job.path, job.mapping, wanted: nil)
        if source is JSONLineSource {
            // A member that few lines have may come late.
            let others = job.mapping.columns.filter { !source.columns.contains($0) }
            source = try RowSources.open(job.path, job.mapping, wanted: source.columns + others)
        }
        let mapper = try RowMapper(job.mapping, columns: source.columns, catalog: catalog)
        var run = try ImportRun(job, mapper, rows: { body in try view.eachRecord(body) })
        run.report.unusedColumns = mapper.unusedColumns
        run.report.applied = job.applies
        var sinceJoining = 0
        while let rows = try source.next() {
            for start in stride(from: 0, to: rows.count, by: Self.rowsPerBatch) {
                let batch = rows[start..<min(rows.count, start + Self.rowsPerBatch)]
                if job.applies {
                    try batching { for row in batch { try take(row, &run) } }
                } else {
                    for row in batch { try take(row, &run) }
                }
                sinceJoining += batch.count
                if job.applies, sinceJoining >= Self.importedRowsPerJoining {
                    sinceJoining = 0
                    compactEverything()
                }
                report?(Progress(stage: .importing, done: UInt64(run.report.rowCount), total: UInt64(total)))
                // Others who use the store get their turn.
                await Task.yield()
            }
        }
        return run.report
    }

    private func readToEnd(_ job: ImportJob, _ report: Report?) async throws -> Int {
        var source = try RowSources.open(job.path, job.mapping, wanted: job.mapping.columns)
        var count = 0
        while let rows = try source.next() {
            count += rows.count
            report?(Progress(stage: .reading, done: UInt64(count), total: 0))
            await Task.yield()
        }
        return count
    }

    /// Judges one row, and saves it when that is wanted.
    private func take(_ row: SourceRow, _ run: inout ImportRun) throws {
        run.report.rowCount += 1
        var mapped = run.mapper.map(row)
        run.resolveImported(&mapped, row)
        guard mapped.problems.isEmpty else { return run.refuse(mapped.problems) }
        let kind = run.job.mapping.kind
        let key = run.key(of: mapped)
        switch run.known[key] {
        case .earlier:
            run.report.knownCount += 1
            return
        case .thisFile(let other):
            // Without a number of its own, a row that says the same is the same row.
            guard !mapped.id.isEmpty else {
                run.report.knownCount += 1
                return
            }
            return run.refuse([
                ImportProblem(
                    row, run.job.mapping.id.first, nil, "Row \(other) has the same number.", accepted: "a number of its own for every row")
            ])
        case nil: break
        }
        let identity = run.duplicates == nil ? nil : Identity(of: mapped.fields)
        if let identity, let found = run.duplicates?.find(identity) {
            switch found {
            case .record(let record): run.report.add(ImportDuplicate(row: row.number, line: row.line, record: record, earlierRow: nil))
            case .row(let earlier): run.report.add(ImportDuplicate(row: row.number, line: row.line, record: nil, earlierRow: earlier))
            }
            return
        }
        var draft = Draft(.new(kind: kind), mapped.fields)
        draft.importKey = key
        do {
            if run.job.applies {
                _ = try saveTogether([draft], in: run.job.space)
            } else {
                _ = try planTogether([draft], in: run.job.space)
            }
        } catch let failure as ValidationFailure {
            return run.refuse(
                failure.problems.map { problem in
                    let column = run.job.mapping.fields[problem.field]?.columns.first
                    let accepted = problem.suggestion.map { "\(problem.accepted) (perhaps \($0))" } ?? problem.accepted
                    return ImportProblem(row, column, problem.field, problem.message, accepted: accepted)
                })
        } catch let failure as LogError where failure.code == .tooLarge {
            return run.refuse([ImportProblem(row, nil, nil, failure.message, accepted: failure.hint)])
        }
        run.known[key] = .thisFile(row.number)
        if let identity { run.duplicates?.add(identity, row: row.number) }
        run.report.newCount += 1
    }
}

/// What is remembered between the rows of one import.
struct ImportRun {
    enum Known { case earlier, thisFile(Int) }

    let job: ImportJob
    let mapper: RowMapper
    var report = ImportReport()
    var known: [ImportKey: Known] = [:]
    /// `nil` where nobody asks for them: names are dear to read.
    var duplicates: DuplicateIndex?
    /// Records of other lists that this one refers to.
    private var imported: [ImportKey: RecordID] = [:]

    /// - Parameter rows: every record that this device holds.
    init(_ job: ImportJob, _ mapper: RowMapper, rows: ((RecordRow) throws -> Void) throws -> Void) throws {
        self.job = job
        self.mapper = mapper
        let referred = Set(job.mapping.fields.values.compactMap(\.imported))
        var known = [ImportKey: Known]()
        var imported = [ImportKey: RecordID]()
        var duplicates = job.createsDuplicates || job.mapping.kind != KindName.client ? nil : DuplicateIndex()
        try rows { row in
            let key = row.fields[ImportKey.field]?.textValue.flatMap(ImportKey.init(text:))
            if row.kind == job.mapping.kind {
                if let key { known[key] = .earlier }
                duplicates?.add(row)
            }
            if let key, referred.contains(row.kind) { imported[key] = row.id }
        }
        self.known = known
        self.imported = imported
        self.duplicates = duplicates
    }

    func key(of mapped: RowMapper.Mapped) -> ImportKey {
        mapped.id.isEmpty
            ? ImportKey(kind: job.mapping.kind, list: job.mapping.list, fields: mapped.fields)
            : ImportKey(kind: job.mapping.kind, list: job.mapping.list, id: mapped.id)
    }

    mutating func refuse(_ problems: [ImportProblem]) {
        report.wrongCount += 1
        report.add(problems)
    }

    /// Numbers of another list become the records that came of them.
    func resolveImported(_ mapped: inout RowMapper.Mapped, _ row: SourceRow) {
        for (name, source) in job.mapping.fields {
            guard let kind = source.imported, let value = mapped.fields[name] else { continue }
            func record(_ json: JSONValue) -> JSONValue? {
                guard let text = json.textValue,
                    let record = imported[ImportKey(kind: kind, list: job.mapping.list, id: [text])]
                else { return nil }
                return .text(record.description)
            }
            let parts = value.arrayValue ?? [value]
            let records = parts.compactMap(record)
            guard records.count == parts.count else {
                mapped.problems.append(
                    ImportProblem(
                        row, source.columns.first, name, "No \(kind) was brought in under that number.",
                        accepted: "a number of the list of \(kind)s, which has to be brought in first, under the same name of the list"))
                continue
            }
            mapped.fields[name] = value.arrayValue == nil ? records[0] : .array(records)
        }
    }
}
