import Exchange
import Foundation
import Records
import ReplicatedLog
import Roster
import Sealing
import Synchronization
import Vault

/// The story of two laptops and a headquarters, played with real stores, sticks and keys in a folder of its own.
///
/// Every step goes through the same door as the commands, and says what was measured.
public struct Demo: Sendable {
    /// The stores that the story leaves behind when they are kept.
    public struct Outcome: Sendable {
        public let homes: [(code: String, home: String)]
        public let passphrase: String
        public let stick: String
        public let stateHash: String
    }

    private let directory: String
    private let output: @Sendable (String) -> Void
    private let clock = DemoClock()
    private let sample: SampleClinic
    private let passphrase: String

    /// Real stores take about a second to unlock; the story opens many and takes less. Never for real data.
    private static let scryptLogN = 14

    /// - Parameter directory: an empty folder, which fills with stores, a stick and attached files.
    public init(directory: String, output: @escaping @Sendable (String) -> Void) throws {
        self.directory = directory
        self.output = output
        sample = try SampleClinic()
        passphrase = Clinic.generatedPassphrase()
    }

    /// Plays the story to its end.
    ///
    /// - Throws: whatever goes wrong, and `.verificationFailed` when two replicas do not agree at the end.
    public func play() async throws -> Outcome {
        let start = ContinuousClock.now
        say("Satchel demo: \(sample.organisation)")
        say("Everything in it is invented. Stores and stick: \(directory)")
        let stick = directory + "/stick"
        try FileManager.default.createDirectory(atPath: stick, withIntermediateDirectories: true)

        // 1. An organisation, a space, and two laptops that join.
        step("Headquarters founds the organisation")
        let (headquarters, _) = try await Clinic.found(
            options("HQ1"), deviceCode: "HQ1", personName: person("HQ1"), passphrase: passphrase)
        let space = try await headquarters.createSpace(name: sample.space)
        say("space \"\(sample.space)\"; the root key is printed once by `satchel init` and kept on paper (not shown here)")
        var laptops = [String: Clinic]()
        for device in sample.devices where device.code != "HQ1" {
            step("Laptop \(device.code) joins")
            let laptop = try await Clinic.createDevice(options(device.code), personName: device.person, passphrase: passphrase)
            let request = try await laptop.joinRequest()
            let approval = try await headquarters.approve(request: request.bytes, code: device.code, spaces: [(space.id, .write)])
            let preview = try await laptop.previewAcceptance(approval.parcel)
            guard try Clinic.words(ofRequest: request.bytes) == request.words, preview.words == approval.words else {
                throw ClinicError(.wordsDiffer, "The six words differ.")
            }
            _ = try await laptop.accept(approval.parcel)
            say("request, both sides read: \(request.words.joined(separator: " "))")
            say("approval, both sides read: \(preview.words.joined(separator: " "))")
            laptops[device.code] = laptop
        }
        guard let first = laptops["K7Q"], let second = laptops["M4T"] else {
            throw ClinicError(.notFound, "The sample clinic lacks a laptop.")
        }
        let all = [("HQ1", headquarters), ("K7Q", first), ("M4T", second)]

        // 2. Two months of work, apart.
        var records = [String: RecordID]()
        try await intake("laptop-1.jsonl", on: first, "K7Q", space.id, &records)
        try await intake("laptop-2.jsonl", on: second, "M4T", space.id, &records)

        // 3. One stick makes the round.
        step("The stick goes round: both laptops write, headquarters reads and writes, both read")
        try await exchange(stick, headquarters: headquarters, laptops: [("K7Q", first), ("M4T", second)])
        try await compareStates(all, space.id)

        // 4. Work on the same files, apart.
        try await intake("laptop-1-later.jsonl", on: first, "K7Q", space.id, &records)
        try await intake("laptop-2-later.jsonl", on: second, "M4T", space.id, &records)
        try await intake("hq-later.jsonl", on: headquarters, "HQ1", space.id, &records)

        // 5. A damaged stick, then a good one.
        step("A bad stick: one byte of laptop K7Q's parcel is damaged")
        let written = try await first.writeStick(stick, to: ["HQ1"], resend: false)
        let damaged = try await damagedCopy(of: written.file, seenBy: headquarters)
        let salvage = try await headquarters.readStick(damaged)
        guard let report = salvage.parcels.first, report.state == .damaged, report.entryCount > 0 else {
            throw ClinicError(.verificationFailed, "The damaged parcel was not noticed, or nothing of it was saved.")
        }
        say(
            "\(report.damagedByteCount) of \(report.byteCount) bytes lost; \(report.entryCount) entries salvaged, \(report.held[.gap] ?? 0) wait for what is missing"
        )
        let healed = try await headquarters.readStick(written.file)
        say("the good copy: \(healed.parcels.first?.entryCount ?? 0) entries more, \(healed.releasedCount) that had waited among them")

        // 6. A forged parcel.
        step("A forged parcel: a stranger writes in the name of laptop M4T")
        let forged = directory + "/FORGED.SPL"
        try await second.writeForgery(to: forged, in: space.id, for: headquarters)
        let refusal = try await headquarters.readStick(forged)
        let refused = refusal.parcels.first?.refused ?? [:]
        guard refused.values.reduce(0, +) > 0, refusal.entries.isEmpty else {
            throw ClinicError(.verificationFailed, "A forged entry was accepted.")
        }
        say("refused: \(refused.map { "\($0.value) × \($0.key)" }.sorted().joined(separator: ", ")); accepted: 0")

        // 7. Conflicts, shown and settled.
        try await exchange(stick, headquarters: headquarters, laptops: [("K7Q", first), ("M4T", second)])
        try await compareStates(all, space.id)
        try await settle(at: headquarters, and: first)

        // 8. Sent back.
        step("The settlements go round")
        try await exchange(stick, headquarters: headquarters, laptops: [("K7Q", first), ("M4T", second)])
        try await exchange(stick, headquarters: headquarters, laptops: [("K7Q", first), ("M4T", second)], quietly: true)
        let hash = try await compareStates(all, space.id)
        for (code, clinic) in all {
            let left = try await clinic.conflicts(space: nil).count
            let status = try await clinic.status()
            let work = status.spaces.first
            say(
                "\(code): \(work?.entryCount ?? 0) entries, \(left) conflicts left, confirmed at headquarters \(work?.atHeadquarters ?? 0), only here \(work?.onlyHere ?? 0), documents missing \(status.missingDocumentCount)"
            )
            guard left == 0, status.missingDocumentCount == 0 else {
                throw ClinicError(.verificationFailed, "Something was left over on \(code).")
            }
        }
        for (_, clinic) in all {
            let check = try await clinic.check(readData: true)
            guard check.faults.isEmpty else { throw ClinicError(.verificationFailed, "A store does not pass its own check.") }
            try await clinic.close()
        }
        step("Every store passes `satchel check --read-data`")
        say(String(format: "The whole story took %.1f s.", Clinic.seconds(since: start)))
        return Outcome(
            homes: sample.devices.map { ($0.code, home($0.code)) }, passphrase: passphrase, stick: stick, stateHash: hash.description)
    }

    // MARK: Steps

    private func intake(
        _ file: String, on clinic: Clinic, _ code: String, _ space: SpaceID, _ records: inout [String: RecordID]
    ) async throws {
        let lines = try sample.lines(file)
        let start = ContinuousClock.now
        step("Laptop \(code) writes down \(file.contains("later") ? "what came after the first exchange" : "two months of work")")
        var counts = [String: Int]()
        var operations = 0
        for line in lines {
            clock.set(line.time)
            operations += try await play(line, on: clinic, in: space, &records)
            if case .add(let kind, _, _) = line.act { counts[kind, default: 0] += 1 } else { counts["edit", default: 0] += 1 }
        }
        let seconds = Clinic.seconds(since: start)
        let listed = counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
        say(
            String(
                format: "%d saves, %d operations (%@) in %.2f s: %.1f ms a save, each signed, sealed and synced", lines.count, operations,
                listed,
                seconds, seconds / Double(max(1, lines.count)) * 1000))
    }

    private func play(_ line: SampleClinic.Line, on clinic: Clinic, in space: SpaceID, _ records: inout [String: RecordID]) async throws
        -> Int
    {
        if case .add(let kind, let name, let fields) = line.act {
            let known = records
            let saved = try await clinic.add(kind: kind, in: space, fields: fields.mapValues { Self.resolved($0, known) })
            records[name] = saved.record
            return saved.operationCount
        }
        guard let record = records[line.record] else { throw ClinicError(.notFound, "The sample clinic refers to something unknown.") }
        let known = records
        switch line.act {
        case .add: return 0
        case .edit(let fields):
            return try await clinic.save(try await clinic.form(record), fields: fields.mapValues { Self.resolved($0, known) })
                .operationCount
        case .note(let field, let text):
            return try await clinic.note(record, field: field, text: text).operationCount
        case .include(let field, let value), .exclude(let field, let value):
            let form = try await clinic.form(record)
            let resolved = Self.resolved(value, known)
            var elements = (form.fields[field]?.arrayValue ?? []).filter { $0 != resolved }
            if case .include = line.act { elements.append(resolved) }
            return try await clinic.save(form, fields: [field: .array(elements)]).operationCount
        case .attach(let field, let file):
            let path = directory + "/" + (file.split(separator: "/").last.map(String.init) ?? file)
            try DurableFile.write(try sample.document(file), to: path)
            defer { try? DurableFile.remove(path) }
            return try await clinic.attach(path: path, to: record, field: field).saved.operationCount
        }
    }

    /// `@c001` means the record that the script calls c001.
    private static func resolved(_ value: JSONValue, _ records: [String: RecordID]) -> JSONValue {
        switch value {
        case .text(let text) where text.hasPrefix("@"): records[String(text.dropFirst())].map { .text($0.description) } ?? value
        case .array(let items): .array(items.map { resolved($0, records) })
        default: value
        }
    }

    private func exchange(
        _ stick: String, headquarters: Clinic, laptops: [(code: String, clinic: Clinic)], quietly: Bool = false
    ) async throws {
        for (code, laptop) in laptops { tell(code, try await laptop.writeStick(stick, to: nil, resend: false), quietly) }
        tell("HQ1", try await headquarters.readStick(stick), quietly)
        tell("HQ1", try await headquarters.writeStick(stick, to: nil, resend: false), quietly)
        for (code, laptop) in laptops { tell(code, try await laptop.readStick(stick), quietly) }
    }

    private func tell(_ code: String, _ report: StickWriteReport, _ quietly: Bool) {
        guard !quietly else { return }
        let entries = report.spaces.reduce(0) { $0 + $1.entryCount }
        say(
            String(
                format: "%@ writes %d entries and %d documents for %@: %.1f kB in %.2f s, read back and compared", code, Int(entries),
                report.documentCount, report.recipientCodes.joined(separator: ", "), Double(report.byteCount) / 1000, report.seconds))
    }

    private func tell(_ code: String, _ report: ReadReport, _ quietly: Bool) {
        guard !quietly else { return }
        let entries = report.entries.values.reduce(0, +)
        let documents = report.parcels.reduce(0) { $0 + $1.documentCount }
        say(
            String(
                format: "%@ reads %d parcels: %d entries, %d operations, %d documents, %d new conflicts in %.2f s", code,
                report.parcels.count, entries,
                report.operationCount, documents, report.newConflictCount, report.seconds))
    }

    private func settle(at headquarters: Clinic, and laptop: Clinic) async throws {
        let conflicts = try await headquarters.conflicts(space: nil)
        step("\(conflicts.count) fields hold more than one value; nobody was overruled")
        for conflict in conflicts {
            say(
                "\(conflict.kind) “\(conflict.title)”, \(conflict.field)\(conflict.candidates.first?.before.map { ", before: " + Self.short($0) } ?? "")"
            )
            for (index, candidate) in conflict.candidates.enumerated() {
                let shown = index == conflict.shown ? " (shown)" : ""
                say(
                    "    \(index + 1) of \(conflict.candidates.count): \(Self.short(candidate.value)) by \(candidate.author.name ?? "?") on \(candidate.author.device ?? "?") at \(Timestamp.text(candidate.author.time))\(shown)"
                )
            }
        }
        step("Settled by named persons: one in the field with a text of its own, the others at headquarters")
        guard let text = try await laptop.conflicts(space: nil).first(where: { $0.field == "agreement" }) else {
            throw ClinicError(.verificationFailed, "The conflict about the agreement is not shown in the field.")
        }
        clock.advance(60)
        let both = text.candidates.compactMap(\.value.textValue).joined(separator: "\n\n")
        _ = try await laptop.settle(text, .value(.text("Both texts, read out to both sides:\n\n" + both)))
        for conflict in conflicts where conflict.record != text.record || conflict.field != text.field {
            clock.advance(60)
            _ = try await headquarters.settle(conflict, .candidate(conflict.shown))
        }
        let history = try await laptop.history(text.record, field: text.field)
        say("the history of the agreement keeps all \(history.count) versions, \(history.count(where: \.isSuperseded)) of them superseded")
    }

    @discardableResult
    private func compareStates(_ clinics: [(code: String, clinic: Clinic)], _ space: SpaceID) async throws -> EntryHash {
        var hashes = [EntryHash]()
        for (code, clinic) in clinics {
            guard let state = try await clinic.status().spaces.first(where: { $0.space == space }) else {
                throw ClinicError(.verificationFailed, "\(code) does not hold the space.")
            }
            hashes.append(state.stateHash)
            say(
                "state hash on \(code): \(state.stateHash.description.prefix(32))… (\(state.recordCount) records, \(state.entryCount) entries)"
            )
        }
        guard let first = hashes.first, hashes.allSatisfy({ $0 == first }) else {
            throw ClinicError(.verificationFailed, "The replicas do not hold the same state.")
        }
        say("equal on all \(hashes.count)")
        return first
    }

    /// A copy with one byte changed where it costs some of the entries, and not all.
    private func damagedCopy(of path: String, seenBy reader: Clinic) async throws -> String {
        let bytes = try DurableFile.read(path, byteCountMax: 1 << 26)
        let whole = try await reader.inspectStick(path).first?.entryCount ?? 0
        let copy = directory + "/DAMAGED.SPL"
        for part in (1..<64).reversed() {
            var damaged = bytes
            damaged[bytes.count * part / 64] ^= 0x40
            try DurableFile.write(damaged, to: copy)
            if let report = try await reader.inspectStick(copy).first, report.state == .damaged, (1..<whole).contains(report.entryCount) {
                return copy
            }
        }
        throw ClinicError(.verificationFailed, "No byte of the parcel could be damaged as the story wants it.")
    }

    private static func short(_ value: JSONValue) -> String {
        let text = value.textValue ?? String(decoding: value.serialized(), as: UTF8.self)
        return text.count > 60 ? "“" + text.prefix(57) + "…”" : "“" + text + "”"
    }

    // MARK: Setting

    private func home(_ code: String) -> String { directory + "/" + code }

    private func person(_ code: String) -> String { sample.devices.first { $0.code == code }?.person ?? code }

    private func options(_ code: String) -> Clinic.Options {
        var options = Clinic.Options(home: home(code))
        options.scryptLogN = Self.scryptLogN
        let clock = clock
        options.clock = { clock.now }
        // A stick on which everything is one run could not be damaged in part, as the story wants it.
        options.upkeep = .never
        return options
    }

    private func step(_ text: String) { output("\n" + text) }
    private func say(_ text: String) { output("  " + text) }
}

/// The story's own time: the script says when each thing was written down.
private final class DemoClock: Sendable {
    private let time = Mutex<Int64>(1_772_323_200)

    var now: Int64 { time.withLock { $0 } }
    func set(_ seconds: Int64) { time.withLock { $0 = seconds } }
    func advance(_ seconds: Int64) { time.withLock { $0 += seconds } }
}
