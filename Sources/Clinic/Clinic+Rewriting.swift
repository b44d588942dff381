import Exchange
import Records
import ReplicatedLog
import Roster
import Sealing
import Vault
import Views

/// What a device wrote in a course of its chain that headquarters does not have is written again, in a chain that is named after the
/// course. That chain is the only record of it: who holds it knows that it was done.
extension Clinic {
    private static let saltLabel = "satchel/v1/rewritten-salts"

    /// Writes again what others, or this store itself, hold of other courses of own chains, as soon as headquarters has the one that
    /// stands here. Done before, it changes nothing.
    ///
    /// It does not matter which course this store had written last: two copies of it put back one after the other, or somebody who met
    /// the laptop between, bring each other's.
    func rewriteOtherCourses() throws {
        guard let replica else { return }
        let forked = forkedPlaces.filter { isOwn($0.chain, in: $0.space) }
        guard !forked.isEmpty else { return }
        var batch = LogBatch()
        var settled = forkedChains
        do {
            for place in forked {
                if !forkedChains.contains(place.chain), try isWrittenAgain(place, by: deviceKey) { continue }
                let held = headquartersCount(of: place)
                let courses = otherCourses(of: place)
                if courses.beginnings.allSatisfy({ courses.entries[$0].map { $0.sequence < held } ?? true }) { settled.remove(place.chain) }
                batch.segments += try written(of: courses, before: held, place, replica)
            }
        } catch let error as LogError {
            say("What this device wrote before or after it was put back could not be written again. It is kept aside: \(error.description)")
            return
        } catch let error as VaultError where error.code == .damaged {
            // Once it is repaired, what is missing comes back, and then this is done.
            return
        }
        if settled != forkedChains { batch.settings[Self.forkedSetting] = Self.encodeForked(settled) }
        let missing = askForDocuments(of: batch.segments, in: &batch)
        // A chain that has two courses is not continued.
        if forked.contains(where: { $0.chain == origin.chain(in: $0.space) }) { try noticeRollback() }
        try vault.log.write(batch)
        forkedChains = settled
        missingDocuments = missing
        guard !batch.segments.isEmpty else { return }
        for segment in batch.segments {
            show(self.replica?.fold(segment) ?? [], in: segment.space)
            compactable.insert(ChainPlace(space: segment.space, chain: segment.chain))
        }
        entriesSinceImage += batch.segments.count
        say(
            "What this device wrote before or after it was put back was written again, so that headquarters gets it. Nothing is lost; "
                + "look at the conflicts.")
    }

    private func say(_ warning: String) { if !warnings.contains(warning) { warnings.append(warning) } }

    /// Chains of which something is held that contradicts what stands, in order.
    var forkedPlaces: [ChainPlace] {
        let forks = (replica?.held.values).map { held in held.filter { $0.reason == .fork }.map(\.contents) } ?? []
        return Set(forks.map { ChainPlace(space: $0.space, chain: $0.chain) }).sorted { ($0.space, $0.chain) < ($1.space, $1.chain) }
    }

    func otherCourses(of place: ChainPlace) -> OtherCourses {
        let state = replica?.spaces[place.space]
        let count = state?.heads[place.chain]?.count ?? 0
        var known: ChainHead?
        return OtherCourses(
            of: place.chain, among: heldBeside(place).map(\.contents),
            standing: { end in
                guard end <= count else { return nil }
                known = Self.head(of: place.chain, in: place.space, at: end, log: vault.log, after: known) ?? known
                return known?.count == end ? known : nil
            },
            stands: { state?.head(of: place.chain, at: $0) })
    }

    /// What is held of a forked chain without standing. What comes after the place where courses part may wait for what comes before it.
    func heldBeside(_ place: ChainPlace) -> [HeldSegment] {
        (replica?.held.values).map { held in
            held.filter { $0.contents.chain == place.chain && $0.contents.space == place.space && [.fork, .gap].contains($0.reason) }
        } ?? []
    }

    /// Whether all that is held beside a chain is written again: found out once, it is not looked for at each parcel.
    func isWrittenAgain(_ place: ChainPlace, by author: [UInt8]) throws -> Bool {
        let held = Set(heldBeside(place).map(\.id))
        if writtenAgain[place] == held { return true }
        guard try rewriting(otherCourses(of: place), of: place, by: author).chapters.isEmpty else { return false }
        writtenAgain[place] = held
        return true
    }

    /// What is still to be written again of the other courses of a chain.
    ///
    /// - Parameter end: only of those that part from the one that stands before its entry `end`.
    func rewriting(_ courses: OtherCourses, before end: UInt64 = .max, of place: ChainPlace, by author: [UInt8]) throws -> Rewriting {
        try Rewriting(
            courses, in: place.space, deviceKey: author, before: end,
            seen: { try seen(by: place, through: $0) },
            written: { chain in try vault.log.segments(of: chain, in: place.space, from: 0).flatMap(\.entries) })
    }

    private func seen(by place: ChainPlace, through count: UInt64) throws -> [ContextItem] {
        guard count > 0, let head = replica?.spaces[place.space]?.head(of: place.chain, at: count) else { return [] }
        var items = [ContextItem(chain: place.chain, count: count, head: head)]
        for segment in try vault.log.segments(of: place.chain, in: place.space, from: 0) where segment.first < count {
            items += segment.entries.prefix(Int(count - segment.first)).flatMap(\.context)
        }
        return items
    }

    private func written(of courses: OtherCourses, before end: UInt64, _ place: ChainPlace, _ replica: Replica) throws -> [Segment] {
        guard let state = replica.spaces[place.space] else { return [] }
        let key = vault.ring.signingKey
        var result = [Segment]()
        for chapter in try rewriting(courses, before: end, of: place, by: deviceKey).chapters {
            let chain = chapter.origin.chain(in: place.space)
            // What nobody would accept is not written: it stays aside, and waits for the registrar's word.
            guard replica.roster.authority(over: chapter.origin, chain: chain, in: place.space) == .accepted else { continue }
            var writer = rewriter(of: chapter.origin, in: place.space, after: state.heads[chain])
            for body in chapter.entries {
                guard let payload = body.payload else { continue }
                var context = body.context
                if writer.head.count == 0 {
                    context += chapter.after.compactMap { after in
                        let head =
                            state.head(of: after.chain, at: after.count)
                            ?? result.first { $0.chain == after.chain && $0.end == after.count }?.head.hash.short
                        return head.map { ContextItem(chain: after.chain, count: after.count, head: $0) }
                    }
                    context.sort { $0.chain < $1.chain }
                }
                result.append(try writer.append(payload, time: body.time, context: context, roster: body.roster) { key.sign(labelled: $0) })
            }
        }
        return result
    }

    /// Writes a chain whose origin, and so whose salts, follow from what is written again in it.
    func rewriter(of origin: ChainOrigin, in space: SpaceID, after held: ChainHead?) -> ChainWriter {
        let salts = vault.ring.signingKey.secret(label: Self.saltLabel, message: origin.chain(in: space).bytes)
        return ChainWriter(space: space, origin: origin, held: held, saltSecret: withSecretBytes(of: salts) { $0 })
    }
}
