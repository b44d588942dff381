import Crypto
import Foundation
import Records
import Testing
import Trials

@testable import ReplicatedLog

/// The format as it was released: `Samples/vectors/segment.json` is what this code computes, byte for byte.
struct GoldenVectorTests {
    @Test func `everything in the vector is what is computed here`() throws {
        if ProcessInfo.processInfo.environment["WRITE_VECTORS"] != nil { try SegmentVector.computed(like: nil).write() }
        let stored = try SegmentVector.stored()
        let computed = try SegmentVector.computed(like: stored)
        #expect(stored.skipTargets == computed.skipTargets)
        for (mine, theirs) in zip(computed.chains, stored.chains) {
            for (entry, other) in zip(mine.entries, theirs.entries) { #expect(entry == other) }
            #expect(mine.covers == theirs.covers)
            for (run, other) in zip(mine.runs, theirs.runs) { #expect(run == other) }
        }
        #expect(stored == computed)
    }

    @Test func `the vector's signatures verify and its segments are accepted as they lie there`() throws {
        let vector = try SegmentVector.stored()
        for chain in vector.chains {
            let key = try Curve25519.Signing.PublicKey(rawRepresentation: #require(bytes(hex: chain.deviceKey)))
            for entry in chain.entries {
                let payload = try #require(bytes(hex: entry.payload))
                #expect(try Payload(canonicalBytes: payload).canonicalBytes == payload)
                let signed = Array("satchel/v1/entry-signature\0".utf8) + (try #require(bytes(hex: entry.hash)))
                #expect(key.isValidSignature(try #require(bytes(hex: entry.signature)), for: signed))
            }
            for run in chain.runs {
                let segment = try UnverifiedSegment(decoding: try #require(bytes(hex: run.encoded)), in: .test)
                #expect(hex(segment.inflatedBytes()) == run.columns)
                let whole = try UnverifiedSegment(decoding: try #require(bytes(hex: chain.runs[0].encoded)), in: .test)
                let held = run.first == 0 ? nil : try #require(whole.head(after: nil, before: run.first))
                let verified = try segment.verified(after: held, erased: { run.erased.contains($0) })
                #expect(verified.hashes.map(\.description) == chain.entries[Int(run.first)..<Int(run.end)].map(\.hash))
            }
        }
    }

    @Test func `the vector's segments fold to its state`() throws {
        let vector = try SegmentVector.stored()
        for (first, hash) in [(0, vector.stateHash), (2, vector.stateHashErased)] {
            var state = SpaceState(space: .test)
            for (chain, run) in [(0, first), (1, 0)] {
                let run = vector.chains[chain].runs[run]
                let segment = try UnverifiedSegment(decoding: try #require(bytes(hex: run.encoded)), in: .test)
                _ = state.fold(try segment.verified(after: nil, erased: { run.erased.contains($0) }))
            }
            #expect(state.stateHash().description == hash)
        }
    }
}
