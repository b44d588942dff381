import Exchange
import Records
import ReplicatedLog
import Roster
import Sealing
import Vault
import Views

extension Clinic {
    // MARK: Writing

    /// Writes what others lack to a stick and reads it back; only then is it "on the stick".
    ///
    /// - Parameter codes: device codes; `nil` for every device that may read a space held here.
    /// - Parameter resend: seals everything again, whatever was confirmed.
    public func writeStick(_ directory: String, to codes: [String]?, resend: Bool, report: Report? = nil) throws -> StickWriteReport {
        let start = ContinuousClock.now
        let replica = try member()
        let recipients = try recipients(codes)
        let disk = options.disk
        guard disk.kind(of: directory) == .folder else {
            throw VaultError(
                .missing, "There is no folder at that path.", hint: "Plug the stick in and name the folder where it is mounted.")
        }
        let folder = directory + "/" + StickLayout.folder
        if disk.kind(of: folder) == nil {
            do {
                try disk.makeFolder(folder)
            } catch {
                throw VaultError(
                    .readOnly, "The stick cannot be written.", hint: "Check its lock switch and whether it is full.", cause: error)
            }
        }
        let notes = try vault.log.outbox().map { ($0.id, try StickNote($0.bytes)) }
        // Own parcels for everybody are replaced; a parcel for one device replaces nothing.
        let replaced = codes == nil ? Set(notes.map(\.1.file)) : []
        let staying = ((try? disk.names(in: folder)) ?? []).count { StickLayout.isParcel(name: $0) && !replaced.contains($0) }
        guard staying < StickLayout.parcelCountMax else { throw Self.fullStick }
        compactEverything()
        let sink = StickSink(folder: folder, disk: disk, random: options.random, report: report)
        let composed = try composeParcels(to: recipients, resend: resend, into: sink, report: report)
        let files = sink.files
        var removed = 0
        var batch = LogBatch()
        for (id, note) in notes where disk.kind(of: folder + "/" + note.file) != nil {
            // What it said is in the new parcel too, or has been confirmed.
            guard codes == nil else { continue }
            try DurableFile.remove(folder + "/" + note.file, on: disk)
            removed += 1
            batch.outboxDone.insert(id)
        }
        for file in files { batch.outbox.append(StickNote(file: file, time: now, reached: composed.reached).bytes) }
        try vault.log.write(batch)
        return StickWriteReport(
            file: files.map { folder + "/" + $0 }.joined(separator: ", "), byteCount: composed.byteCount,
            recipientCodes: composed.recipients.map(\.code),
            spaces: try composed.reached.keys.filter { $0 != replica.organisation.rosterSpace }.sorted().map {
                StickWriteReport.SpaceSent(
                    space: $0, name: try spaceName($0), entryCount: composed.entries[$0] ?? 0, segmentCount: composed.segments[$0] ?? 0)
            }, documentCount: composed.documentCount, unreadableDocumentCount: Set(composed.passedOver.map(\.digest)).count,
            unreadableSegmentCount: composed.unreadableSegmentCount,
            removedCount: removed, seconds: Self.seconds(since: start))
    }

    static func seconds(since start: ContinuousClock.Instant) -> Double {
        let elapsed = ContinuousClock.now - start
        return Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
    }

    // MARK: Reading

    /// Reads every parcel of a stick that is meant for this device. Reading again changes nothing.
    ///
    /// - Parameter path: the stick's folder, or one parcel.
    public func readStick(_ path: String, report: Report? = nil) throws -> ReadReport {
        try reading { result in
            let own = Set(try vault.log.outbox().compactMap { try? StickNote($0.bytes).file })
            for file in try parcels(at: path) {
                let name = file.split(separator: "/").last.map(String.init) ?? file
                result.parcels.append(
                    own.contains(name)
                        ? ParcelReport(file: name, state: .own, byteCount: size(file)) : try read(file, name, into: &result, report))
            }
        }
    }

    /// What follows the reading of parcels, however they came.
    func reading(_ body: (inout ReadReport) throws -> Void) throws -> ReadReport {
        _ = try member()
        let start = ContinuousClock.now
        var result = ReadReport()
        let before = try conflictCount()
        try body(&result)
        try yieldForks()
        followReleases()
        try settleTransfers()
        try settleOutbox()
        result.newConflictCount = max(0, try conflictCount() - before)
        scheduleUpkeep()
        result.seconds = Self.seconds(since: start)
        return result
    }

    /// - Returns: device keys; `nil` for everybody.
    func recipients(_ codes: [String]?) throws -> Set<[UInt8]>? {
        let replica = try member()
        return try codes.map { codes in
            try Set(
                codes.map { code in
                    guard let device = replica.roster.device(code: code) else { throw Self.unknownDevice }
                    return device.key
                })
        }
    }

    /// Looks at every parcel of a stick and changes nothing.
    public func inspectStick(_ path: String) throws -> [ParcelReport] {
        try parcels(at: path).map { file in
            let name = file.split(separator: "/").last.map(String.init) ?? file
            var report = ParcelReport(file: name, state: .read, byteCount: size(file))
            do {
                var reader = try ParcelReader(FileSource(file, on: options.disk), keys: vault.ring.recipientKeys)
                while let event = try reader.next() {
                    count(event, in: &report)
                    if case .item(.segment(let bytes), let space) = event,
                        let segment = try? UnverifiedSegment(decoding: bytes, in: space, schema: schemaWords)
                    {
                        report.entryCount += segment.entries.count
                    }
                }
                report.isComplete = reader.isComplete
                report.frameCount = reader.frameCount
                if report.damagedByteCount > 0 || !report.isComplete { report.state = .damaged }
            } catch {
                try Self.describe(error, in: &report)
            }
            return report
        }
    }

    private func read(_ file: String, _ name: String, into result: inout ReadReport, _ progress: Report?) throws -> ParcelReport {
        let source: FileSource
        do {
            source = try FileSource(file, on: options.disk)
        } catch {
            var report = ParcelReport(file: name, state: .unreadable, byteCount: 0)
            try Self.describe(error, in: &report)
            return report
        }
        return try read(source, file: name, into: &result, progress: progress)
    }

    private func parcels(at path: String) throws -> [String] {
        guard let kind = options.disk.kind(of: path) else {
            throw VaultError(.missing, "There is nothing at that path.", hint: "Plug the stick in and name the folder where it is mounted.")
        }
        guard kind == .folder else { return [path] }
        let folder = path + "/" + StickLayout.folder
        let names = ((try? options.disk.names(in: folder)) ?? []).filter(StickLayout.isParcel)
        guard !names.isEmpty else {
            throw ClinicError(.noParcels, "There is no parcel on this stick.", hint: "Write one with `satchel stick write`.")
        }
        guard names.count <= StickLayout.parcelCountMax else {
            throw ClinicError(
                .tooManyParcels, "There are more than \(StickLayout.parcelCountMax) parcels on this stick.",
                hint: "Move some of them to another stick, or name one file.")
        }
        return names.map { folder + "/" + $0 }
    }

    private static var fullStick: ClinicError {
        ClinicError(
            .tooManyParcels, "There are \(StickLayout.parcelCountMax) parcels on this stick already; nobody would read one more.",
            hint: "Let their readers read them, delete those that were read, or take another stick. Nothing was written.")
    }

    private func size(_ path: String) -> UInt64 { (try? ReadableFile(path, on: options.disk).byteCount) ?? 0 }

    /// How many fields wait for a person to settle them.
    public func conflictCount() throws -> Int { try view.conflicts(space: nil).count }
}

/// Parts written to a stick, each durable and read back before it counts.
private final class StickSink: ParcelSink {
    private let folder: String
    private let report: Clinic.Report?
    private let disk: any Disk
    private var random: Randomness
    private var current: (path: String, writer: DurableWriter, blocks: BlockHashes)?
    private(set) var files: [String] = []

    init(folder: String, disk: any Disk, random: Randomness, report: Clinic.Report?) {
        self.folder = folder
        self.disk = disk
        self.random = random
        self.report = report
    }

    func begin() throws {
        let name = StickLayout.name(random: &random)
        current = (folder + "/" + name, try DurableWriter(folder + "/" + name, on: disk, mode: 0o644), BlockHashes())
        files.append(name)
    }

    func append(_ bytes: [UInt8]) throws {
        current?.blocks.append(bytes)
        try current?.writer.append(bytes)
    }

    func end() throws {
        guard let part = current else { return }
        current = nil
        try part.writer.commit()
        try compare(part.path, with: part.blocks.finished())
    }

    /// Reads back what was written and compares it block by block.
    private func compare(_ path: String, with blocks: [EntryHash]) throws {
        let file = try ReadableFile(path, on: disk)
        var hashes = BlockHashes()
        var offset: UInt64 = 0
        while offset < file.byteCount {
            let piece = try file.read(at: offset, count: Int(min(UInt64(BlockHashes.blockByteCount), file.byteCount - offset)))
            hashes.append(piece)
            offset += UInt64(piece.count)
            report?(Progress(stage: .verifying, done: offset, total: file.byteCount))
        }
        guard hashes.finished() == blocks else {
            throw ClinicError(
                .verificationFailed, "What was read back from the stick is not what was written.",
                hint: "Nothing counts as delivered. Try again, or use another stick.")
        }
    }
}

/// A parcel that lies on a stick.
struct FileSource: ByteSource {
    private let file: ReadableFile

    init(_ path: String, on disk: any Disk) throws { file = try ReadableFile(path, on: disk) }

    var byteCount: UInt64 { file.byteCount }

    func read(at offset: UInt64, count: Int) throws -> [UInt8] { try file.read(at: offset, count: count) }
}

/// SHA-256 of each block of a stream, so that a file can be compared with what was written without keeping either.
struct BlockHashes {
    static let blockByteCount = 1 << 20
    private var hashes: [EntryHash] = []
    private var rest: [UInt8] = []

    mutating func append(_ bytes: [UInt8]) {
        rest += bytes
        while rest.count >= Self.blockByteCount {
            hashes.append(EntryHash(hashing: Array(rest.prefix(Self.blockByteCount))))
            rest.removeFirst(Self.blockByteCount)
        }
    }

    func finished() -> [EntryHash] { hashes + [EntryHash(hashing: rest)] }
}
