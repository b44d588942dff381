import Exchange
import Foundation
import Records
import ReplicatedLog
import Roster
import Vault
import Views

extension Clinic {
    /// Writes an export to a file that only its owner may read: under a temporary name, synced, renamed.
    ///
    /// What leaves for others is what every client concerned has agreed to, without what they want withheld; the disclosure is written down
    /// before the file has its name, in every caseload of which something leaves. Nothing is written when nothing may leave.
    ///
    /// - Throws: `.fileExists` unless `force`; `ValidationFailure` for a purpose or a reason that is none; `.mayNotWrite` when the reason
    ///   cannot be written down in a caseload of which something would leave.
    public func export(_ job: ExportJob, toFile path: String, force: Bool, report: Report? = nil) throws -> ExportReport {
        guard force || !FileManager.default.fileExists(atPath: path) else {
            throw ClinicError(.fileExists, "There is a file there already.", hint: "Name another path, or allow overwriting with --force.")
        }
        try check(job)
        let writer = try DurableWriter(path)
        var (result, filter) = try pass(job, to: writer.append, report)
        guard result.recordCount > 0 else { return result }
        result.disclosures = try disclose(job, result, filter)
        try writer.commit()
        return result
    }

    /// The same to whoever reads along: the disclosure is written down before the first byte.
    public func export(_ job: ExportJob, to write: @Sendable ([UInt8]) throws -> Void, report: Report? = nil) throws -> ExportReport {
        try check(job)
        var (result, filter) = try pass(job, to: { _ in }, nil)
        guard result.recordCount > 0 else { return result }
        result.disclosures = try disclose(job, result, filter)
        try withoutActuallyEscaping(write) { write in _ = try pass(job, to: write, report) }
        return result
    }

    func check(_ job: ExportJob) throws {
        var problems = [Problem]()
        let purposes = catalog.vocabulary("consent_purpose")?.current.map(\.code) ?? []
        if !purposes.contains(job.purpose) {
            problems.append(
                Problem(
                    field: "purpose", code: .unknownCode, message: "There is no such purpose.",
                    accepted: "one of: " + purposes.joined(separator: ", ")))
        }
        if let type = job.recipient.type, catalog.vocabulary("partner_type")?[type] == nil {
            problems.append(
                Problem(
                    field: "recipient_type", code: .unknownCode, message: "There is no such type of recipient.",
                    accepted: "one of: " + (catalog.vocabulary("partner_type")?.current.map(\.code).joined(separator: ", ") ?? "")))
        }
        for (field, text) in [("reason", job.reason), ("recipient", job.recipient.name)] where text.allSatisfy(\.isWhitespace) {
            problems.append(Problem(field: field, code: .missing, message: "It has to be said.", accepted: "a few words"))
        }
        if let kind = job.kind, catalog[kind] == nil { throw catalog.unknownKind(kind) }
        if job.format == .csv, job.kind == nil {
            problems.append(
                Problem(
                    field: "kind", code: .missing, message: "A CSV file is one table, of one kind of record.",
                    accepted: "a kind; or xlsx or jsonl"))
        }
        guard problems.isEmpty else { throw ValidationFailure(problems: problems) }
    }

    /// Walks once over what is asked for.
    private func pass(
        _ job: ExportJob, to append: @escaping ([UInt8]) throws -> Void, _ report: Report?
    ) throws -> (ExportReport, ExportFilter) {
        var result = ExportReport()
        var filter = ExportFilter(
            job.isInternal ? nil : ConsentRule(purpose: job.purpose, recipient: job.recipient, day: job.today, catalog: catalog))
        var writing = try ExportWriting(job.format, kind: job.kind.flatMap { catalog[$0] }, append: append)
        let total = try view.counts().filter { job.kind == nil || $0.kind == job.kind }.reduce(0) { $0 + $1.count }
        try eachRecord(of: job) { row in
            var withheld = Set<String>()
            switch try filter.verdict(row, self) {
            case .all: break
            case .without(let fields): withheld = fields
            case .leftOut:
                result.leftOutCount += 1
                return
            case .ownerless:
                result.ownerlessCount += 1
                return
            case .inside: return
            }
            if !withheld.isEmpty { result.withheldCount += 1 }
            try writing.take(try exported(row, without: withheld, isInternal: job.isInternal))
            result.recordCount += 1
            result.spaces.insert(row.space)
            report?(Progress(stage: .exporting, done: UInt64(result.recordCount), total: UInt64(total)))
        }
        try writing.finish()
        result.clientCount = filter.allowed.count
        result.leftOut = try filter.refused.map { ExportReport.LeftOut(numbers: try caseNumbers(of: $0.client), reason: $0.reason) }
        return (result, filter)
    }

    private func eachRecord(of job: ExportJob, _ body: (RecordRow) throws -> Void) throws {
        guard let legalCase = job.legalCase else { return try view.eachRecord(kind: job.kind, space: job.space, body) }
        for row in try hanging(on: legalCase) where job.kind == nil || row.kind == job.kind { try body(row) }
    }

    /// A case, its clients, and whatever refers to it, also through a dispute, document or referral.
    func hanging(on legalCase: RecordID) throws -> [RecordRow] {
        let row = try existing(legalCase)
        guard row.kind == KindName.legalCase else { throw ClinicError(.notFound, "This is no case.", hint: "Name the case by its number.") }
        var seen: Set<RecordID> = [legalCase]
        var rows = [row]
        for client in try references(of: row, field: "clients") where seen.insert(client).inserted {
            if let client = try view.record(client) { rows.append(client) }
        }
        var open = [legalCase]
        while let next = open.popLast() {
            for related in try view.related(to: next)
            where related.record.kind != KindName.client && seen.insert(related.record.id).inserted {
                rows.append(related.record)
                if related.record.kind != KindName.legalCase { open.append(related.record.id) }
            }
        }
        return rows
    }

    private func exported(_ row: RecordRow, without withheld: Set<String>, isInternal: Bool) throws -> ExportedRecord {
        let kind = catalog[row.kind]
        var fields = row.fields
        for note in try view.notes(of: row.id) {
            let item: JSONValue = [
                "text": .text(try noteText(note.operation, in: row.space) ?? ""), "id": .text(note.operation.description),
                "person": .text(note.provenance.person.description), "time": .text(Timestamp.text(note.provenance.time)),
            ]
            fields[note.field] = .array((fields[note.field]?.arrayValue ?? []) + [item])
        }
        var conflicts = row.conflicts.keys.sorted()
        if !isInternal {
            // What no schema names may say more than anybody agreed to: the key of a list is made of what is withheld.
            fields = fields.filter { kind?[$0.key] != nil && !withheld.contains($0.key) }
            conflicts = conflicts.filter { fields[$0] != nil }
        }
        return ExportedRecord(row: row, kind: kind, fields: fields, conflicts: conflicts)
    }

    private func caseNumbers(of client: RecordID) throws -> [String] {
        let numbers = try view.related(to: client).filter { $0.record.kind == KindName.legalCase }.compactMap(\.record.number)
        return numbers.isEmpty ? [client.description] : numbers
    }

    private func disclose(_ job: ExportJob, _ result: ExportReport, _ filter: ExportFilter) throws -> [RecordID] {
        let what = [
            "\(result.recordCount) records", job.kind.map { "of kind \($0)" }, job.legalCase == nil ? nil : "of one case",
            job.isInternal ? "in full" : nil, result.withheldCount > 0 ? "\(result.withheldCount) of them without withheld fields" : nil,
        ]
        return try disclose(
            Disclosure(
                purpose: job.purpose, recipient: job.recipient.name, partner: job.recipient.partner,
                what: what.compactMap(\.self).joined(separator: ", "), format: job.format.code, reason: job.reason, day: job.today,
                legalCase: job.legalCase, clients: filter.allowed), in: result.spaces)
    }
}
