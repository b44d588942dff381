public import Records
import Foundation
import ReplicatedLog
import Vault

/// What somebody typed and has not saved: it lies sealed in the store of this device, is theirs alone, and is sent nowhere.
public struct FormDraftNote: Hashable, Sendable {
    /// Chosen by whoever fills the form; letters and digits.
    public let id: String
    /// The name of the form.
    public let form: String
    /// The record that it changes; `nil` for new ones.
    public let record: RecordID?
    /// Seconds since 1970.
    public let time: Int64
    /// As it was typed: fields of a page and their texts.
    public let answers: [String: [String]]

    public init(id: String, form: String, record: RecordID?, time: Int64, answers: [String: [String]]) {
        self.id = id
        self.form = form
        self.record = record
        self.time = time
        self.answers = answers
    }
}

extension Clinic {
    /// The most drafts that one person keeps; the oldest goes first.
    public static let draftsMax = 20
    /// The most bytes of one draft.
    public static let draftBytesMax = 512 << 10

    /// Whatever the person who unlocked the store has not saved, newest first.
    public func drafts() throws -> [FormDraftNote] {
        try draftNames().compactMap { id in
            try vault.log.setting(draftSetting(id)).flatMap { FormDraftNote(id: id, bytes: $0) }
        }
        .sorted { ($1.time, $0.id) < ($0.time, $1.id) }
    }

    /// Keeps what was typed until now; returns once it is on stable storage.
    ///
    /// - Throws: `.tooLarge` above ``draftBytesMax``.
    public func keepDraft(_ draft: FormDraftNote) throws {
        guard (1...64).contains(draft.id.utf8.count), draft.id.utf8.allSatisfy({ $0 != 10 && $0 >= 0x20 }) else {
            throw ClinicError(.notFound, "A draft has no such name.")
        }
        let bytes = draft.bytes
        guard bytes.count <= Self.draftBytesMax else {
            throw VaultError(.tooLarge, "The draft has more than \(Self.draftBytesMax >> 10) KiB.", hint: "Save a part of it.")
        }
        var batch = LogBatch()
        var names = try draftNames().filter { $0 != draft.id } + [draft.id]
        while names.count > Self.draftsMax { batch.settings[draftSetting(names.removeFirst())] = .some(nil) }
        batch.settings[draftSetting(draft.id)] = bytes
        batch.settings[draftList] = Array(names.joined(separator: "\n").utf8)
        try vault.log.write(batch)
    }

    public func dropDraft(_ id: String) throws {
        let names = try draftNames()
        guard names.contains(id) else { return }
        var batch = LogBatch()
        batch.settings[draftSetting(id)] = .some(nil)
        batch.settings[draftList] = Array(names.filter { $0 != id }.joined(separator: "\n").utf8)
        try vault.log.write(batch)
    }

    /// How the person who unlocked the store wants to see pages; a text that only the pages understand.
    public func pagePreferences() throws -> String? {
        try vault.log.setting("pages/\(vault.person)").map { String(decoding: $0, as: UTF8.self) }
    }

    public func keepPagePreferences(_ text: String) throws {
        guard try pagePreferences() != text else { return }
        var batch = LogBatch()
        batch.settings["pages/\(vault.person)"] = Array(text.utf8.prefix(200))
        try vault.log.write(batch)
    }

    private var draftList: String { "drafts/\(vault.person)" }

    private func draftSetting(_ id: String) -> String { "draft/\(vault.person)/\(id)" }

    /// Oldest first.
    private func draftNames() throws -> [String] {
        String(decoding: try vault.log.setting(draftList) ?? [], as: UTF8.self).split(separator: "\n").map(String.init)
    }
}

extension FormDraftNote {
    var bytes: [UInt8] {
        let json: JSONValue = [
            "form": .text(form), "record": record.map { .text($0.description) } ?? .null, "time": .integer(time),
            "answers": .object(answers.mapValues { .array($0.map(JSONValue.text)) }),
        ]
        return json.serialized()
    }

    init?(id: String, bytes: [UInt8]) {
        guard let json = try? JSONValue(parsing: bytes), let form = json["form"]?.textValue, let time = json["time"]?.integerValue,
            let answers = json["answers"]?.objectValue
        else { return nil }
        self.init(
            id: id, form: form, record: json["record"]?.textValue.flatMap { RecordID($0) }, time: time,
            answers: answers.mapValues { ($0.arrayValue ?? []).compactMap(\.textValue) })
    }
}
