import Foundation
import Records
import ReplicatedLog
import Testing
import Trials

@testable import Roster

/// The format as it was released: `Samples/vectors/roster.json` is what this code computes, byte for byte.
struct RosterVectorTests {
    @Test func `everything in the vector is what is computed here`() throws {
        let computed = try RosterVector.computed()
        if ProcessInfo.processInfo.environment["WRITE_VECTORS"] != nil { try computed.write() }
        let stored = try RosterVector.stored()
        let organisation = try #require(Organisation(rootKey: unhex(stored.rootKey)))
        #expect(stored.decisions == computed.decisions)
        #expect(stored.devices == computed.devices)
        // Segments may deflate otherwise elsewhere.
        for (mine, theirs) in zip(computed.chains, stored.chains) {
            #expect(mine.hashes == theirs.hashes && mine.entries == theirs.entries)
            #expect(
                try UnverifiedSegment(decoding: unhex(mine.segment), in: organisation.rosterSpace)
                    == UnverifiedSegment(decoding: unhex(theirs.segment), in: organisation.rosterSpace))
        }
        #expect(stored.words == computed.words && stored.joinRequest == computed.joinRequest)
        #expect(stored.head == computed.head && stored.headCount == computed.headCount)
        #expect(
            [stored.rootPrinted, stored.rootKey, stored.organisation, stored.rosterSpace] == [
                computed.rootPrinted, computed.rootKey, computed.organisation, computed.rosterSpace,
            ])
    }

    @Test func `the vector is read as it lies there`() throws {
        let stored = try RosterVector.stored()
        let organisation = try #require(Organisation(rootKey: unhex(stored.rootKey)))
        #expect(try RootKey(printed: stored.rootPrinted).publicKey == organisation.rootKey)
        var roster = Roster(organisation: organisation)
        for chain in stored.chains.reversed() {
            let segment = try UnverifiedSegment(decoding: unhex(chain.segment), in: organisation.rosterSpace)
            #expect(Roster.organisation(founding: segment) == organisation)
            roster.fold(try segment.verified(after: nil))
        }
        #expect(roster.devices.count == stored.devices.count && roster.head.count == stored.headCount)
        #expect(roster.activeDevices.map(\.code) == stored.devices.filter { !$0.revoked }.map(\.code))
        for sample in stored.decisions {
            let bytes = try unhex(sample.bytes)
            #expect(try Decision(.other(code: Operation.rosterCode, bytes: bytes))?.canonicalBytes == bytes, "\(sample.name)")
        }
        #expect(try hex(JoinRequest(decoding: unhex(stored.joinRequest)).comparedBytes) == stored.words[0].bytes)
    }
}
