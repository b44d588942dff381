import Records
import Testing

@testable import ReplicatedLog

/// The state as bytes: the same state again, or a refusal.
struct SnapshotTests {
    @Test(arguments: batches(0..<60, of: 10))
    func `a state read from its snapshot is the same and folds on the same`(seeds: [UInt64]) throws {
        for seed in seeds {
            var world = World(seed: seed, replicas: 3)
            try world.run(steps: 30)
            var copy = try SpaceState(snapshot: world.replicas[0].state.snapshot())
            expectEqual(&copy, &world.replicas[0].state, seed)
            for chain in world.chains.indices {
                let held = world.replicas[0].count(of: chain)
                for written in world.chains[chain].dropFirst(held) {
                    let changes = copy.fold(written.segment)
                    #expect(
                        changes.map(describe) == world.replicas[0].state.fold(written.segment).map(describe), "replay with SEED=\(seed)")
                }
            }
            expectEqual(&copy, &world.replicas[0].state, seed)
        }
    }

    private func describe(_ change: Change) -> String { "\(change)" }

    private func expectEqual(_ one: inout SpaceState, _ other: inout SpaceState, _ seed: UInt64) {
        #expect(one.stateHash() == other.stateHash(), "replay with SEED=\(seed)")
        #expect(one.space == other.space && one.heads == other.heads && one.vector == other.vector, "replay with SEED=\(seed)")
        #expect(one.operationCount == other.operationCount && one.recordCount == other.recordCount, "replay with SEED=\(seed)")
        for record in other.records.items {
            #expect(one.fields(of: record) == other.fields(of: record), "replay with SEED=\(seed)")
            for field in other.fields(of: record) {
                #expect(one.history(of: record, field: field) == other.history(of: record, field: field), "replay with SEED=\(seed)")
                #expect(one.survivors(of: record, field: field) == other.survivors(of: record, field: field), "replay with SEED=\(seed)")
            }
        }
        for chain in other.heads.keys { #expect(one.contextChange(since: chain) == other.contextChange(since: chain)) }
    }

    /// A small state with every part of a snapshot in it.
    private func snapshot() throws -> [UInt8] {
        var state = SpaceState(space: .test)
        for segment in try Samples.chain().segments { _ = state.fold(segment) }
        for segment in try TestChain(entries: 3, TestDevice(2)).segments { _ = state.fold(segment) }
        _ = state.stateHash()
        return state.snapshot()
    }

    @Test func `an empty state has a snapshot`() throws {
        var empty = SpaceState(space: .test)
        var copy = try SpaceState(snapshot: empty.snapshot())
        #expect(copy.stateHash() == empty.stateHash() && copy.vector == empty.vector)
    }

    @Test func `every truncation, addition and other version is refused`() throws {
        let bytes = try snapshot()
        for length in bytes.indices {
            #expect(refusal { _ = try SpaceState(snapshot: Array(bytes[..<length])) } == .badSnapshot, "\(length)")
        }
        #expect(refusal { _ = try SpaceState(snapshot: bytes + [0]) } == .badSnapshot)
        for version in [0, 1] {
            var other = bytes
            other[version] += 1
            #expect(refusal { _ = try SpaceState(snapshot: other) } == .badSnapshot)
        }
    }

    @Test func `whatever is wrong with a snapshot, using it crashes nothing`() throws {
        let bytes = try snapshot()
        let more = try Samples.chain(TestDevice(3)).segments + TestChain(entries: 9).segments.suffix(6)
        for index in bytes.indices {
            for mask in [0x01, 0x80, 0xFF] as [UInt8] {
                var damaged = bytes
                damaged[index] ^= mask
                use(damaged, more)
            }
        }
        var generator = SeededGenerator(seed: 11)
        for _ in 0..<500 {
            var damaged = bytes
            for _ in 0..<3 {
                let at = generator.below(damaged.count)
                let from = generator.below(bytes.count)
                let length = min(generator.below(40), bytes.count - from, damaged.count - at)
                damaged.replaceSubrange(at..<at + length, with: bytes[from..<from + length])
            }
            use(damaged, more)
        }
    }

    private func use(_ bytes: [UInt8], _ more: [Segment]) {
        guard var state = try? SpaceState(snapshot: bytes) else { return }
        _ = state.stateHash()
        for record in state.records.items {
            for field in state.fields(of: record) {
                _ = state.history(of: record, field: field)
                _ = state.survivors(of: record, field: field)
            }
        }
        for chain in state.heads.keys { _ = state.contextChange(since: chain) }
        for segment in more where segment.space == state.space && state.vector.count(of: segment.chain) >= segment.first {
            _ = state.fold(segment)
        }
        _ = state.stateHash()
        #expect(throws: Never.self) { try SpaceState(snapshot: state.snapshot()) }
    }
}
