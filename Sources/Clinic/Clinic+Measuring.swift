import Exchange
package import Records
import ReplicatedLog
import Vault

extension Clinic {
    /// How many operations of a space are folded in a second when nothing else is done: for the benchmark.
    package func foldingSpeed(of space: SpaceID) throws -> Double {
        var heads = [ChainID: ChainHead]()
        var segments = [Segment]()
        try vault.log.allSegments(in: space) { stored in
            let segment = try stored.verified(after: heads[stored.chain]) { _ in true }
            heads[stored.chain] = segment.head
            segments.append(segment)
        }
        var state = SpaceState(space: space)
        let start = ContinuousClock.now
        for segment in segments { _ = state.fold(segment) }
        return Double(state.operationCount) / Self.seconds(since: start)
    }
}
