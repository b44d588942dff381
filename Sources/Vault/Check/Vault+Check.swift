public import Records
import ReplicatedLog
import Sealing

extension Vault {
    /// Parts of the store that are damaged, in words; while there are any, the log takes no segments until ``repair()``.
    public var damage: [String] { database.damage }

    /// What SQLite finds wrong with the log's file; empty when nothing. ``check(readData:progress:)`` includes it.
    public func integrityFaults() throws -> [String] { try database.raw.integrityFaults() }

    /// Looks for faults in the store and lists them all, never stopping at the first. Changes nothing.
    ///
    /// - Parameter readData: also opens every row and every document, and verifies every chain from its first entry.
    /// - Parameter progress: told how many of how many segments and documents have been read.
    /// - Complexity: with `readData` it reads the whole store, and costs one signature for each segment.
    public func check(readData: Bool, progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }) -> VaultCheckReport {
        var report = VaultCheckReport()
        checkKeyfile(&report)
        report.attempt("The log's file cannot be checked") { report in
            for _ in try database.raw.integrityFaults().prefix(1) {
                report.add(
                    "SQLite finds the log's file damaged.", hint: "Copy the folder before anything else. \(SealedDatabase.checkHint)")
            }
        }
        for table in LogTable.allCases { report.attempt("Rows cannot be counted") { $0.rowCount += try database.raw.rowCount(table) } }
        checkDocuments(&report)
        if readData {
            let total = log.index.rows.count + documents.count
            var done = 0
            let step = {
                done += 1
                progress(done, total)
            }
            checkRows()
            checkChains(&report, step)
            checkDocumentContents(&report, step)
        }
        // What reading found, together with what was found while opening.
        for damage in database.damage { report.add(damage, hint: SealedDatabase.repairHint) }
        return report
    }

    /// Gives up what cannot be read, so that peers bring it back, and lets the store be written again. What can be read is kept.
    ///
    /// The device begins a new incarnation: going on with a chain of which the end may be lost would fork it. Run
    /// ``check(readData:progress:)`` with `readData` first, so that everything that is damaged is known.
    ///
    /// - Parameter settings: told which documents of which space are given up; what it returns is written in the same transaction.
    @discardableResult
    public func repair(
        settings: (_ lost: [SpaceID: Set<[UInt8]>]) throws -> [String: [UInt8]?] = { _ in [:] }
    ) throws -> VaultRepairReport {
        let settings = try settings(documents.damagedBySpace)
        // Before anything is cut: a crash between must not let the device go on with a chain whose end it gave up.
        var ring = ring
        var random = random
        ring.beginIncarnation(random: &random)
        try saveRing(ring)
        try removeImage()
        try removeHeads()
        let entries = try log.repair(settings: settings) { try documents.deleteDamagedRows($0) }
        let report = VaultRepairReport(entries: entries, documents: try documents.dropDamaged())
        try writeHeads()
        return report
    }

    private func checkKeyfile(_ report: inout VaultCheckReport) {
        let hint = "It is written again from the other copy when the store is unlocked."
        report.attempt("The keyfiles cannot be read") { report in
            for state in try Keyfile.newest(of: Self.keyfileCopies(directory)).copies {
                switch state {
                case .chosen, .same: break
                case .older: report.add("One copy of the keyfile is older than the other.", hint: hint)
                case .foreign: report.add("One copy of the keyfile is of another store.", hint: hint)
                case .damaged: report.add("One copy of the keyfile is damaged.", hint: hint)
                case .missing: report.add("One copy of the keyfile is missing.", hint: hint)
                }
            }
        }
    }

    /// Opens every row; those that do not open are reported by the database itself.
    private func checkRows() {
        for table in LogTable.allCases where table != .segment {
            do { try database.contents(table) { _ in } } catch { database.report("Rows of the store cannot be read (\(table.rawValue)).") }
        }
    }

    private func checkChains(_ report: inout VaultCheckReport, _ step: () -> Void) {
        for space in log.spaces {
            for chain in (log.index.chains[space] ?? [:]).keys.sorted() { checkChain(chain, in: space, &report, step) }
        }
    }

    private func checkChain(_ chain: ChainID, in space: SpaceID, _ report: inout VaultCheckReport, _ step: () -> Void) {
        let damage = "Parts of the log are damaged or missing."
        var head: ChainHead?
        var isWhole = true
        for item in log.index.items(chain, space) {
            step()
            do {
                let segment = try log.segment(item, chain, space)
                // Behind damage nothing can be verified; whether it can be read decides what a repair keeps.
                guard isWhole else { continue }
                head = try segment.verified(after: head) { _ in true }.head
                report.segmentCount += 1
                report.entryCount += UInt64(segment.entries.count)
            } catch let error as VaultError where error.code == .damaged {
                isWhole = false
                log.passOver(item, chain, space, saying: damage)
            } catch {
                isWhole = false
            }
        }
        guard !isWhole || head != log.head(of: chain, in: space) else { return }
        database.report(damage)
        log.damagedChains.insert(SealedLogStore.ChainKey(space: space, chain: chain))
    }

    /// Whether every document has its file, of the right size; and which files are nobody's.
    private func checkDocuments(_ report: inout VaultCheckReport) {
        report.documentCount = documents.count
        for digest in documents.digests {
            guard let blob = documents.blob(digest) else { continue }
            let size = try? ReadableFile(documents.path(blob.file), on: directory.disk).byteCount
            if size != Padme.paddedSize(SealedObject.sealedSize(of: blob.size)) { documents.damaged.insert(digest) }
        }
        report.attempt("The folder of documents cannot be read") { $0.orphanCount = try documents.orphans().count }
        reportDamagedDocuments(&report)
    }

    private func checkDocumentContents(_ report: inout VaultCheckReport, _ step: () -> Void) {
        for digest in documents.digests {
            step()
            if (try? documents.verify(digest)) == nil { documents.damaged.insert(digest) }
        }
        reportDamagedDocuments(&report)
    }

    private func reportDamagedDocuments(_ report: inout VaultCheckReport) {
        guard !documents.damaged.isEmpty else { return }
        report.faults.removeAll { $0.hint == Self.documentHint }
        report.add("\(documents.damaged.count) of \(documents.count) documents are damaged or missing.", hint: Self.documentHint)
    }

    private static let documentHint = "Run `satchel check --repair`, so that they are fetched again from headquarters or a stick."
}
