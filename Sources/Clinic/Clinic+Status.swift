import Exchange
import Forms
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
            held: (replica?.held.values).map { held in
                Dictionary(grouping: held.filter { !$0.waitsForLost }, by: \.reason).mapValues(\.count)
            } ?? [:],
            waitingEntryCount: salvagedEntryCount,
            documentCount: vault.documents.count, missingDocumentCount: missingDocuments.values.reduce(0) { $0 + $1.count },
            vaultByteCount: vault.byteCount, lastStickWrite: notes.map(\.time).max(),
            formFaults: library.faults, warnings: warnings)
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
            space: space, name: try spaceName(space), recordCount: try recordCount(in: space),
            entryCount: replica?.vector(of: space).entryCount ?? 0,
            stateHash: replica?.stateHash(of: space) ?? .zero, conflictCount: try view.conflicts(space: space).count, onlyHere: onlyHere,
            onStick: onStick, onOtherDevice: onOtherDevice, atHeadquarters: atHeadquarters,
            documentsMissingAtHeadquarters: isHeadquarters ? 0 : try documentsMissingAtHeadquarters(in: space),
            headless: try view.headless(in: space))
    }

    /// Documents of this device's own entries that every headquarters to hold the entry says it lacks.
    ///
    /// - Complexity: reads this device's chains, as long as some headquarters lacks a document of the space.
    private func documentsMissingAtHeadquarters(in space: SpaceID) throws -> Int {
        let devices = (replica?.roster.devices.values.filter { $0.role == .headquarters } ?? []).map(\.key)
        let missing = Dictionary(uniqueKeysWithValues: devices.map { ($0, statements.missing(in: space, at: $0)) })
        let asked = missing.values.reduce(into: Set<[UInt8]>()) { $0.formUnion($1) }
        guard !asked.isEmpty else { return 0 }
        var absent = Set<[UInt8]>()
        let own = (replica?.spaces[space]?.heads ?? [:]).filter { $0.value.origin.deviceKey == deviceKey && !forkedChains.contains($0.key) }
        for chain in own.keys {
            // Of a chain with damage nothing is told; `check` tells of the damage.
            for segment in (try? vault.log.segments(of: chain, in: space, from: 0)) ?? [] {
                for (sequence, entry) in zip(segment.first..., segment.entries) {
                    let digests = Self.documents(in: entry).intersection(asked)
                    guard !digests.isEmpty else { continue }
                    let holders = devices.filter { statements.count(of: chain, in: space, at: $0) > sequence }
                    guard !holders.isEmpty else { continue }
                    absent.formUnion(digests.filter { digest in holders.allSatisfy { missing[$0]?.contains(digest) ?? false } })
                }
            }
        }
        return absent.count
    }

    /// Looks for damage. Structure always; with `readData` every row and document is opened and every chain verified from its first entry.
    ///
    /// Never stops at the first fault.
    public func check(readData: Bool, report: Report? = nil) throws -> CheckReport {
        let found = vault.check(readData: readData) { done, total in
            report?(Progress(stage: .checking, done: UInt64(done), total: UInt64(total)))
        }
        var result = CheckReport()
        result.readData = readData
        result.faults = found.faults.map { CheckReport.Fault(what: $0.message, hint: $0.hint) }
        result.entryCount = found.entryCount
        result.segmentCount = found.segmentCount
        result.documentCount = found.documentCount
        result.waitingEntryCount = salvagedEntryCount
        for space in vault.log.spaces where replica != nil {
            for head in vault.log.heads(in: space) {
                let folded = replica?.spaces[space]?.heads[head.origin.chain(in: space)]
                guard folded?.count != head.count || folded?.hash != head.hash else { continue }
                result.faults.append(
                    CheckReport.Fault(
                        what: "What is shown is not what the log says.",
                        hint: "Remove view.sealed from the store's folder and open the store again."))
            }
        }
        return result
    }
}
