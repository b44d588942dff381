public import Records
import Exchange
import ReplicatedLog
import Roster

/// What taking authority away from a device comes to: to be shown to a person, confirmed, and then decided exactly so.
public struct Withdrawal: Sendable {
    public let code: String
    /// `nil` for every space, and for good.
    public let space: SpaceID?
    public let spaceName: String?
    /// Entries of the device that stay accepted: what headquarters holds of it.
    public let entryCount: UInt64
    /// Of these, entries that came in after an earlier withdrawal, were kept aside, and are accepted from now on.
    public let admittedCount: UInt64
    /// It was withdrawn before: what is decided is where the cut-off lies.
    public let isRepeated: Bool
    let deviceKey: [UInt8]
    let cutOffs: [CutOff]

    /// Whether there is nothing to decide: it was withdrawn, and nothing of the device has come in since.
    public var changesNothing: Bool { isRepeated && admittedCount == 0 }

    public var chainCount: Int { cutOffs.count }
}

extension Clinic {
    /// What withdrawing a space from a device, or revoking it, comes to now. Changes nothing.
    ///
    /// The cut-off is what headquarters holds of each of the device's chains. Asked again after more of the device came in, it is
    /// raised to what was kept aside meanwhile, as far as that continues the chains without contradiction.
    ///
    /// - Parameter space: `nil` to revoke the device.
    /// - Throws: `.notHeadquarters`, `.unknownDevice`, `.registrarsOwn`, `.deviceRevoked`; `.nothingToDo` for a space that the device
    ///   never had.
    public func withdrawal(deviceCode: String, space: SpaceID?) throws -> Withdrawal {
        let replica = try requireRegistrar()
        let roster = replica.roster
        guard let device = roster.device(code: deviceCode) else { throw Self.unknownDevice }
        guard device.key != deviceKey else {
            throw ClinicError(
                .registrarsOwn, "This is the device that decides who may do what; it cannot take its own authority away.",
                hint: "Name another device; `satchel device list` shows them.")
        }
        if let space {
            guard device.revoked == nil else {
                throw ClinicError(.deviceRevoked, "This device was revoked, which covers all its caseloads.")
            }
            guard device.grants[space] != nil || device.withdrawn[space] != nil else {
                throw ClinicError(.nothingToDo, "The device does not have this caseload.", hint: "`satchel device list` shows what it has.")
            }
        }
        let isRepeated = space.map { device.withdrawn[$0] != nil && device.grants[$0] == nil } ?? (device.revoked != nil)
        var cutOffs = [CutOff]()
        var admitted: UInt64 = 0
        for writable in space.map({ [$0] }) ?? Set(device.grants.keys).union(device.withdrawn.keys).sorted() {
            // Where it never wrote with authority, nothing of it is taken in now; nor what an earlier withdrawal had cut off.
            let raises = isRepeated && (space != nil || device.grants[writable] == .write)
            for (chain, held) in chains(of: device.key, in: writable, withHeld: raises) {
                let end = raises ? reach(of: chain, in: writable, from: held) : held
                guard let end, end.count > 0 else { continue }
                cutOffs.append(CutOff(chain: chain, count: end.count, head: end.hash))
                admitted += end.count - (held?.count ?? 0)
            }
        }
        guard cutOffs.count <= Decision.cutOffCountMax else {
            throw ClinicError(.tooManyChains, "The device has written more than \(Decision.cutOffCountMax) chains, more than can be named.")
        }
        return Withdrawal(
            code: device.code, space: space, spaceName: try space.flatMap(spaceName), entryCount: cutOffs.reduce(0) { $0 + $1.count },
            admittedCount: admitted, isRepeated: isRepeated, deviceKey: device.key, cutOffs: cutOffs)
    }

    /// Decides what was confirmed: for everybody, as the roster reaches them.
    public func carryOut(_ withdrawal: Withdrawal) throws {
        _ = try requireRegistrar()
        guard !withdrawal.changesNothing else { return }
        if let space = withdrawal.space {
            try decide([.withdraw(deviceKey: withdrawal.deviceKey, space: space, cutOffs: withdrawal.cutOffs)])
        } else {
            try decide([.revoke(deviceKey: withdrawal.deviceKey, cutOffs: withdrawal.cutOffs)])
        }
    }

    /// The chains of a device in a space with how far each is folded, in order; with those of which everything is kept aside.
    private func chains(of device: [UInt8], in space: SpaceID, withHeld: Bool) -> [(ChainID, ChainHead?)] {
        var found = [ChainID: ChainHead?]()
        for (chain, head) in replica?.spaces[space]?.heads ?? [:] where head.origin.deviceKey == device { found[chain] = head }
        for held in replica?.held.values.map(\.contents) ?? [] where withHeld && held.space == space && held.origin?.deviceKey == device {
            if found[held.chain] == nil { found[held.chain] = ChainHead?.none }
        }
        return found.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// How far a chain goes with what was kept aside of it. Where that contradicts itself, which only a cloned store does, it ends.
    private func reach(of chain: ChainID, in space: SpaceID, from start: ChainHead?) -> ChainHead? {
        let waiting = (replica?.held.values).map(Array.init)?.filter {
            $0.contents.chain == chain && $0.contents.space == space && ($0.reason == .cutOff || $0.reason == .gap)
        }
        var head = start
        while true {
            let count = head?.count ?? 0
            let next = (waiting ?? []).map(\.contents).filter { $0.first <= count && count < $0.end }.compactMap { segment in
                try? segment.suffix(from: count).verified(after: head) { sequence in
                    replica?.roster.isErased(space: space, chain: chain, sequence: sequence) ?? false
                }
            }
            guard let longest = next.max(by: { $0.end < $1.end }), next.allSatisfy({ longest.hashes.starts(with: $0.hashes) }) else {
                return head
            }
            head = longest.head
        }
    }
}
