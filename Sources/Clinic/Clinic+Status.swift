import Exchange
import Records
import ReplicatedLog
import Roster
import Vault
import Views

extension Clinic {
    /// Where this device's own work is, space by space. The four counts are disjoint and add up to its entries.
    public func status() throws -> StatusReport {
        let device = replica?.roster.devices[deviceKey]
        let notes = try vault.log.outbox().compactMap { try? StickNote($0.bytes) }
        var spaces = [StatusReport.Space]()
        for space in caseloads { spaces.append(try status(of: space, notes: notes)) }
        return StatusReport(
            deviceCode: device?.code, isHeadquarters: device?.role == .headquarters, personName: try personName(vault.person),
            organisation: replica?.organisation.id, spaces: spaces,
            held: (replica?.held.values).map { Dictionary(grouping: $0, by: \.reason).mapValues(\.count) } ?? [:],
            documentCount: vault.documents.count, missingDocumentCount: missingDocuments.values.reduce(0) { $0 + $1.count },
            vaultByteCount: vault.byteCount, lastStickWrite: notes.map(\.time).max(), warnings: warnings)
    }

    private func status(of space: SpaceID, notes: [StickNote]) throws -> StatusReport.Space {
        let isHeadquarters = replica?.roster.devices[deviceKey]?.role == .headquarters
        var onlyHere: UInt64 = 0
        var onStick: UInt64 = 0
        var onOtherDevice: UInt64 = 0
        var atHeadquarters: UInt64 = 0
        for (chain, head) in replica?.spaces[space]?.heads ?? [:] where head.origin.deviceKey == deviceKey {
            let headquarters = isHeadquarters ? head.count : min(head.count, confirmed(chain, in: space, by: .headquarters))
            let other = max(headquarters, min(head.count, confirmed(chain, in: space, by: .field)))
            let stick = max(other, min(head.count, notes.map { $0.reached[space]?[chain] ?? 0 }.max() ?? 0))
            atHeadquarters += headquarters
            onOtherDevice += other - headquarters
            onStick += stick - other
            onlyHere += head.count - stick
        }
        return StatusReport.Space(
            space: space, name: try spaceName(space), recordCount: try recordCount(in: space), entryCount: replica?.vector(of: space).entryCount ?? 0,
            stateHash: replica?.stateHash(of: space) ?? .zero, conflictCount: try view.conflicts(space: space).count, onlyHere: onlyHere,
            onStick: onStick, onOtherDevice: onOtherDevice, atHeadquarters: atHeadquarters)
    }

    /// Looks for damage. Structure always; with `readData` every row and document is opened and every chain verified from its first entry.
    ///
    /// Never stops at the first fault.
    public func check(readData: Bool, report: Report? = nil) throws -> CheckReport {
        var result = CheckReport()
        result.readData = readData
        for fault in try vault.integrityFaults() {
            result.faults.append(
                CheckReport.Fault(what: "The log's file: \(fault)", hint: "Keep the folder, make a new store, and take the records back from a stick."))
        }
        let spaces = vault.log.spaces
        for (index, space) in spaces.enumerated() {
            for head in vault.log.heads(in: space) {
                result.entryCount += head.count
                let chain = head.origin.chain(in: space)
                let folded = replica?.spaces[space]?.heads[chain]
                if folded?.count != head.count || folded?.hash != head.hash {
                    result.faults.append(
                        CheckReport.Fault(what: "A chain is shown differently from what the log says.", hint: "Remove view.sealed and open the store again."))
                }
                if readData { check(chain, head, in: space, &result) }
            }
            report?(Progress(stage: .checking, done: UInt64(index + 1), total: UInt64(spaces.count)))
        }
        result.documentCount = vault.documents.count
        if readData {
            for space in spaces {
                for digest in vault.documents.documents(in: space) {
                    do { try vault.documents.verify(digest) } catch {
                        result.faults.append(CheckReport.Fault(what: "A document is damaged or missing.", hint: "Read it back from a stick of headquarters."))
                    }
                }
            }
        }
        return result
    }

    private func check(_ chain: ChainID, _ expected: ChainHead, in space: SpaceID, _ result: inout CheckReport) {
        var head: ChainHead?
        do {
            for segment in try vault.log.segments(of: chain, in: space, from: 0) {
                head = try segment.verified(after: head) { _ in true }.head
                result.segmentCount += 1
            }
        } catch {
            let message = (error as? any ExplainedFailure)?.message ?? "It cannot be read."
            result.faults.append(
                CheckReport.Fault(
                    what: "A chain fails at entry \(head?.count ?? 0): \(message)",
                    hint: "Make a new store beside this one and read a stick of headquarters there."))
            return
        }
        if head?.count != expected.count || head?.hash != expected.hash {
            result.faults.append(
                CheckReport.Fault(
                    what: "A chain ends at entry \(head?.count ?? 0), and \(expected.count) were saved.",
                    hint: "Rows were removed from the log's file. Read a stick of headquarters to get them back."))
        }
    }
}
