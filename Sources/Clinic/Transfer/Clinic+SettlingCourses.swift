import Exchange
import Records
import ReplicatedLog
import Roster
import Vault

/// Of two courses of a chain, brought into another space, neither counts there until headquarters says which: `Schemas/log.md`,
/// “Adopting”.
extension Clinic {
    /// At headquarters, says that the course stands that it holds itself; the other one its device writes again, in another chain.
    ///
    /// - Complexity: one reading of each chain of which that is to be said.
    func settleCourses() throws {
        guard let replica, replica.roster.epoch?.registrarKey == deviceKey else { return }
        var places = [ChainPlace: Set<UInt64>]()
        for state in replica.spaces.values {
            for (chain, sequence) in state.contestedAdoptions {
                guard let source = state.foreignOrigin(of: chain)?.space else { continue }
                places[ChainPlace(space: source, chain: chain), default: []].insert(sequence)
            }
        }
        // Headquarters' own store may have been put back since.
        for (space, chains) in replica.roster.settlements {
            for (chain, settled) in chains { places[ChainPlace(space: space, chain: chain), default: []].formUnion(settled.keys) }
        }
        var decisions = [Decision]()
        for (place, sequences) in places.sorted(by: { ($0.key.space, $0.key.chain) < ($1.key.space, $1.key.chain) }) {
            let settled = replica.roster.settlements(of: place.chain, in: place.space)
            for sequence in sequences.sorted() {
                guard let held = replica.spaces[place.space]?.head(of: place.chain, at: sequence + 1), held != settled[sequence]?.short,
                    let hash = ProvableChain(try vault.log.segments(of: place.chain, in: place.space, from: 0))?.hash(at: sequence)
                else { continue }
                decisions.append(.settleFork(space: place.space, chain: place.chain, sequence: sequence, hash: hash))
            }
        }
        if !decisions.isEmpty { try decide(decisions) }
    }
}
