import Foundation
public import Records
import ReplicatedLog
import Exchange
import Vault
import Views

extension Clinic {
    /// Seals a file into the store and names it in a field of a record. The file outside is left as it is.
    ///
    /// Of a record of kind `document`, the same entry says so in the chain of custody: `scanned`, and `derived` of the document that it
    /// was made from.
    ///
    /// - Parameters:
    ///   - field: may be left out when the kind has one field for files.
    ///   - origin: the document that this one is a copy, a part or a translation of.
    /// - Throws: `.emptyFile`; `VaultError` `.tooLarge` above ``DocumentStore/documentBytesMax``.
    public func attach(
        path: String, to record: RecordID, field: String?, origin: DocumentOrigin? = nil, report: Report? = nil
    ) throws -> Attached {
        let row = try existing(record)
        try requireWriting(in: row.space)
        let field = try fileField(field, of: row.kind)
        if let origin, row.kind != Self.documentKind || origin.document == record {
            throw ClinicError(
                .noDocument, "A document is derived from another document.", hint: "Name two records of kind document that differ.")
        }
        let file = try ReadableFile(path, on: options.disk)
        guard file.byteCount > 0 else {
            throw ClinicError(.emptyFile, "The file is empty.", hint: "Scan again, or choose the file that was meant.")
        }
        guard file.byteCount <= DocumentStore.documentBytesMax else {
            throw VaultError(
                .tooLarge, "The file is larger than \(DocumentStore.documentBytesMax >> 20) MiB.",
                hint: "Scan at a lower resolution, or split it.")
        }
        do {
            let name = path.split(separator: "/").last.map(String.init) ?? "document"
            let result = try attach(file, named: name, to: row, field, origin, report)
            // If this fails, the next opening finds the entry, and that nothing is left to do.
            try? finishAttaching(isNamed: true)
            return result
        } catch {
            try? finishAttaching(isNamed: false)
            throw error
        }
    }

    private func attach(
        _ file: ReadableFile, named name: String, to row: RecordRow, _ field: String, _ origin: DocumentOrigin?, _ report: Report?
    ) throws -> Attached {
        let mediaType = try MediaType.recognised(file)
        var offset: UInt64 = 0
        let added = try vault.documents.add(to: row.space, naming: { try beginAttaching($0, in: row.space) }) {
            guard offset < file.byteCount else { return nil }
            let piece = try file.read(at: offset, count: Int(min(1 << 20, file.byteCount - offset)))
            offset += UInt64(piece.count)
            report?(Progress(stage: .attaching, done: offset, total: file.byteCount))
            return piece
        }
        try received(added.digest, in: row.space)
        guard
            let reference = FileReference(digest: added.digest, size: added.size, mediaType: mediaType, name: Self.safeName(name))
        else {
            preconditionFailure("a SHA-256 has 32 bytes")
        }
        let alike = try recordsWith(added.digest, besides: row)
        let json = Value.file(reference).json
        let isSet = catalog[row.kind]?[field]?.type.isSet ?? false
        let form = try form(row.id)
        var fields: [String: JSONValue] = [field: isSet ? .array((form.fields[field]?.arrayValue ?? []) + [json]) : json]
        if let origin { fields[origin.relation.field] = .text(origin.document.description) }
        let isNew = form.fields[field] != json
        var drafts = [Draft(.form(form), fields)]
        if isNew, let scanned = custodyDraft(of: row, event: "scanned") { drafts.append(scanned) }
        if isNew, let origin, let derived = custodyDraft(of: try existing(origin.document), event: "derived") { drafts.append(derived) }
        let saved = try saveTogether(drafts, in: row.space)
        return Attached(saved: saved[0], file: reference, alike: alike, claimed: MediaType.claim(of: name, against: mediaType))
    }

    /// Records of the same case, or of the same client where there is no case, that have a file with this content.
    ///
    /// - Complexity: O(records that refer to the case).
    private func recordsWith(_ digest: [UInt8], besides row: RecordRow) throws -> [RecordSummary] {
        guard
            let owner = [KindName.legalCase, KindName.client].lazy.compactMap({ row.fields[$0]?.textValue.flatMap { RecordID($0) } }).first
        else { return [] }
        var seen: Set<RecordID> = [row.id]
        return try view.related(to: owner).map(\.record).filter { other in
            guard seen.insert(other.id).inserted, let kind = catalog[other.kind] else { return false }
            return kind.fields.contains { field in
                field.type.element == .file && references(in: other, field: field.name).contains { $0.digest == digest }
            }
        }
        .map(summary)
    }

    /// What is asked for of others once these entries stand, noted in the batch that lets them stand.
    ///
    /// Also what another space has: who may write here but not there must not learn it by what is not asked for.
    func askForDocuments(of segments: [Segment], in batch: inout LogBatch) -> [SpaceID: Set<[UInt8]>] {
        var missing = missingDocuments
        for segment in segments {
            for digest in Self.documents(in: segment.contents) where !vault.documents.has(digest, in: segment.space) {
                missing[segment.space, default: []].insert(digest)
            }
        }
        if missing != missingDocuments { batch.settings[Self.missingSetting] = Self.encodeMissing(missing) }
        return missing
    }

    /// A document is there now, however it came: it is not asked for any more.
    func received(_ digest: [UInt8], in space: SpaceID) throws {
        var missing = missingDocuments
        guard missing[space]?.remove(digest) != nil else { return }
        if missing[space]?.isEmpty == true { missing[space] = nil }
        var batch = LogBatch()
        batch.settings[Self.missingSetting] = Self.encodeMissing(missing)
        try vault.log.write(batch)
        missingDocuments = missing
    }

    /// Writes a document out of the store, in clear, to a path that somebody chose.
    ///
    /// Of a record of kind `document`, the chain of custody then says `copied`, where this device may write in its space: a copy that
    /// cannot be written down is still a copy that somebody needs. Without that right nothing is written down.
    ///
    /// - Throws: `.fileExists` unless `overwrite`; `.noDocument`; `VaultError` `.missing` when it has not arrived yet.
    public func extract(_ record: RecordID, field: String?, to path: String, overwrite: Bool) throws -> FileReference {
        let row = try existing(record)
        let field = try fileField(field, of: row.kind)
        guard let reference = references(in: row, field: field).last else {
            throw ClinicError(.noDocument, "No file is attached to this record.", hint: "Attach one with `satchel document attach`.")
        }
        var isFolder: ObjCBool = false
        var target = path
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
            target = path + "/" + Self.safeName(reference.name)
        }
        guard overwrite || !FileManager.default.fileExists(atPath: target) else {
            throw ClinicError(.fileExists, "There is a file there already.", hint: "Name another path, or allow overwriting.")
        }
        try vault.documents.verify(reference.digest, in: row.space)
        let document = try vault.documents.reader(reference.digest, in: row.space)
        try DurableFile.write(to: target) { append in
            var offset: UInt64 = 0
            while offset < document.size {
                let piece = try document.read(at: offset, count: 1 << 20)
                try append(piece)
                offset += UInt64(piece.count)
            }
        }
        if let copied = custodyDraft(of: row, event: "copied"), (try? requireWriting(in: row.space)) != nil {
            _ = try saveTogether([copied], in: row.space)
        }
        return reference
    }

    /// Reads documents in full and compares each with the hash in its record.
    ///
    /// - Parameter record: `nil` for every document that a record on this device refers to.
    public func verifyDocuments(_ record: RecordID?, report: Report? = nil) throws -> [DocumentCheck] {
        var checks = [DocumentCheck]()
        let rows = try record.map { [try existing($0)] } ?? rowsWithFiles()
        for (index, row) in rows.enumerated() {
            for field in catalog[row.kind]?.fields ?? [] where field.type.element == .file {
                for reference in references(in: row, field: field.name) {
                    let state: DocumentCheck.State
                    do {
                        try vault.documents.verify(reference.digest, in: row.space)
                        state = .intact
                    } catch let error as VaultError where error.code == .missing {
                        state = .missing
                    } catch {
                        state = .damaged
                    }
                    checks.append(
                        DocumentCheck(record: row.id, field: field.name, name: reference.name, size: reference.size, state: state))
                }
            }
            report?(Progress(stage: .verifying, done: UInt64(index + 1), total: UInt64(rows.count)))
        }
        return checks
    }

    private func rowsWithFiles() throws -> [RecordRow] {
        var rows = [RecordRow]()
        for kind in catalog.kinds where kind.fields.contains(where: { $0.type.element == .file }) {
            try view.eachRecord(kind: kind.name) { row in
                if kind.fields.contains(where: { $0.type.element == .file && row.fields[$0.name] != nil }) { rows.append(row) }
            }
        }
        return rows
    }

    func references(in row: RecordRow, field name: String) -> [FileReference] {
        guard let field = catalog[row.kind]?[name], let json = row.fields[name] else { return [] }
        let items = field.type.isSet ? json.arrayValue ?? [] : [json]
        return items.compactMap { item in
            if case .file(let reference)? = try? Value(json: item, field: field) { reference } else { nil }
        }
    }

    func fileField(_ name: String?, of kind: String) throws -> String {
        let fields = catalog[kind]?.fields.filter { $0.type.element == .file }.map(\.name) ?? []
        if let name, fields.contains(name) { return name }
        guard name == nil, fields.count == 1, let only = fields.first else {
            throw ValidationFailure(problems: [
                Problem(
                    field: name ?? "field", code: .wrongType,
                    message: fields.isEmpty ? "A \(kind) holds no files." : "This field holds no file.",
                    accepted: fields.isEmpty ? "a record of kind document" : "one of: " + fields.joined(separator: ", "))
            ])
        }
        return only
    }

    /// A file name without anything that a shell, a terminal or a file system could take for something else.
    static func safeName(_ name: String) -> String {
        let cleaned = String(
            String.UnicodeScalarView(
                name.precomposedStringWithCanonicalMapping.unicodeScalars.filter { scalar in
                    let category = scalar.properties.generalCategory
                    return category != .control && category != .format && scalar != "/" && scalar != "\\"
                }))
        let trimmed = cleaned.drop { $0 == "." || $0 == " " || $0 == "-" }
        return trimmed.isEmpty ? "document" : String(trimmed.prefix(120))
    }
}
