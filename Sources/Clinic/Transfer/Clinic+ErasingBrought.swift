import Exchange
import Records
import ReplicatedLog
import Roster
import Vault

/// What the registrar erases is erased also where it was brought: `Schemas/log.md`, “Adopting”.
extension Clinic {
    /// What follows for records that live elsewhere when entries or decisions arrived.
    func settleTransfers() throws {
        try eraseCarriers()
        try adoptLateEdits()
    }

    /// At headquarters, erases the entries that brought what was erased, after what else they brought was brought again.
    ///
    /// An entry is erased as a whole, and passes from device to device without its content only when the roster names it. So the registrar
    /// names it, as soon as it is held there: also when it was written by somebody who had not heard of the erasure.
    private func eraseCarriers() throws {
        guard let replica, replica.roster.epoch?.registrarKey == deviceKey else { return }
        var decisions = [Decision]()
        for (space, chains) in replica.carriers.sorted(by: { $0.key < $1.key }) {
            for (chain, sequences) in chains.sorted(by: { $0.key < $1.key }) {
                for sequence in sequences.sorted() {
                    try bringAgain(chain, sequence, in: space)
                    decisions.append(.erase(space: space, chain: chain, sequence: sequence))
                }
            }
        }
        if !decisions.isEmpty { try decide(decisions) }
    }

    /// Brings what an entry brought without what the registrar erased of it.
    private func bringAgain(_ chain: ChainID, _ sequence: UInt64, in space: SpaceID) throws {
        guard let payload = try vault.log.entry(chain, sequence, in: space)?.payload else { return }
        let roster = try member().roster
        let kept = payload.operations.compactMap { operation -> Operation? in
            guard case .other(Operation.adoptCode, let bytes) = operation, let body = try? UnverifiedAdoption(decoding: bytes),
                (try? body.verified()) != nil,
                let rest = body.withholding({ roster.isErased(space: body.space, chain: body.chain, sequence: $0) })
            else { return nil }
            // Less than it was, so it fits; and only what is alone in a body is deflated.
            return .other(code: Operation.adoptCode, bytes: rest.bytes())
        }
        guard !kept.isEmpty else { return }
        try write(in: space) { _ in (payload.subject, kept) }
    }
}
