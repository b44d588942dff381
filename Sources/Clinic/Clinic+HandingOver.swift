import Exchange
import Records
import ReplicatedLog
import Roster
import Vault

/// Who holds another course of somebody else's chain is perhaps the only one, and only the author can write it again.
extension Clinic {
    /// Other courses of others' chains that were not written again: for the author, and for headquarters, which keeps them until the
    /// author comes by.
    ///
    /// - Parameter isBrief: on the network headquarters gets each only once while this store is open.
    func coursesToHandOver(in space: SpaceID, to readers: [Roster.Device], isBrief: Bool) throws -> [UnverifiedSegment] {
        var courses = [UnverifiedSegment]()
        for place in forkedPlaces where place.space == space {
            guard let author = replica?.spaces[space]?.heads[place.chain]?.origin.deviceKey, author != deviceKey else { continue }
            let isForAuthor = readers.contains { $0.key == author }
            guard isForAuthor || readers.contains(where: { $0.role == .headquarters }) else { continue }
            guard try !isWrittenAgain(place, by: author) else { continue }
            // Whole, from where the courses part: the author's store may have lost what of them was written again long ago.
            let segments = heldBeside(place).map(\.contents).sorted { ($0.first, $0.end, $0.signature) < ($1.first, $1.end, $1.signature) }
            if isBrief, !isForAuthor, handedOver.isSuperset(of: segments.map(\.signature)) { continue }
            handedOver.formUnion(segments.map(\.signature))
            courses += segments
        }
        return courses
    }
}

private func < (left: (UInt64, UInt64, [UInt8]), right: (UInt64, UInt64, [UInt8])) -> Bool {
    (left.0, left.1) == (right.0, right.1) ? left.2.lexicographicallyPrecedes(right.2) : (left.0, left.1) < (right.0, right.1)
}
