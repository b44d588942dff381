import Exchange
import Records
import ReplicatedLog
import Roster
import Vault

/// A store that was put back and wrote on has a chain of its own with two courses, or more. Headquarters keeps the one that it had
/// first, and everybody takes that over. The laptop writes the content of the others again, see ``rewriteOtherCourses()``, so that
/// nobody's words are lost and every replica holds the same.
extension Clinic {
    /// Takes over headquarters' course of every chain of which another one is held, and writes again what of the own ones is not its.
    func yieldForks() throws {
        for place in forkedPlaces { try takeOver(place) }
        try rewriteOtherCourses()
        try restateMisledEntries()
    }

    func isOwn(_ chain: ChainID, in space: SpaceID) -> Bool {
        replica?.spaces[space]?.heads[chain]?.origin.deviceKey == deviceKey
    }

    /// Takes over headquarters' course of a chain, and keeps aside the one that was held so far.
    ///
    /// What headquarters holds between the last segment that both courses share and those at hand comes with its next parcel.
    private func takeOver(_ place: ChainPlace) throws {
        guard let replica, let state = replica.spaces[place.space], let head = state.heads[place.chain] else { return }
        let isOwn = head.origin.deviceKey == deviceKey
        guard isOwn || replica.roster.devices[deviceKey]?.role == .field, let other = headquartersCourse(of: place) else { return }
        let live = origin.chain(in: place.space)
        if place.chain == live {
            try noticeRollback()
        } else if state.hadSeen(
            OperationID(chain: place.chain, sequence: other.fork, ordinal: 0),
            by: OperationID(chain: live, sequence: state.heads[live]?.count ?? 0, ordinal: 0))
        {
            // The chain that is written here says of the course given up that it was seen. What comes after has seen the other one.
            try leaveIncarnation()
        }
        var batch = LogBatch()
        try cut(place.chain, in: place.space, to: other.fork, reason: .fork, into: &batch)
        let former = batch.held
        var standing = batch.segments.last?.head ?? batch.cuts[place.space]?[place.chain].flatMap { $0 }
        for segment in other.segments where segment.end > standing?.count ?? 0 && segment.first <= standing?.count ?? 0 {
            let fresh = try segment.contents.suffix(from: standing?.count ?? 0).verified(after: standing) { _ in true }
            batch.segments.append(fresh)
            standing = fresh.head
        }
        batch.released = Set(
            replica.held.values.filter { held in
                held.contents.chain == place.chain && other.segments.contains { $0.contents == held.contents }
            }.map(\.id))
        // A document of the course taken over came, if it came, while nothing that stands named it.
        let missing = askForDocuments(of: batch.segments, in: &batch)
        try vault.cut(batch)
        missingDocuments = missing
        self.replica?.setAside(former, releasing: batch.released)
        try refold([place.space])
    }

    /// The course that headquarters says it holds, when that is not the one that stands here.
    private func headquartersCourse(of place: ChainPlace) -> (fork: UInt64, segments: [Segment])? {
        let said = judgements(of: place).filter { replica?.spaces[place.space]?.head(of: place.chain, at: $0.count) != $0.head }
        guard !said.isEmpty else { return nil }
        let courses = otherCourses(of: place)
        let held = headquartersCount(of: place)
        return said.compactMap { courses.course(through: $0) }.first { held <= $0.fork }
    }

    /// How much of the course that stands here headquarters says that it holds.
    func headquartersCount(of place: ChainPlace) -> UInt64 {
        guard let state = replica?.spaces[place.space] else { return 0 }
        return judgements(of: place).filter { state.head(of: place.chain, at: $0.count) == $0.head }.map(\.count).max() ?? 0
    }

    /// What headquarters says of a chain; of headquarters' own chains, what anybody says.
    private func judgements(of place: ChainPlace) -> [ContextItem] {
        guard let replica else { return [] }
        let isHeadquarters = replica.roster.devices[deviceKey]?.role == .headquarters
        let judges = replica.roster.devices.values.filter { $0.key != deviceKey && (isHeadquarters || $0.role == .headquarters) }
        return judges.sorted { $0.code < $1.code }.flatMap { judge in
            statements[judge.key, place.space].compactMap { $0.item(of: place.chain) }
        }
    }
}
