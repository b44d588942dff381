import Records
import Testing
import Trials

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
        for record in other.recordIDs {
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
        for version in 0..<3 {
            var other = bytes
            other[version] += 1
            #expect(refusal { _ = try SpaceState(snapshot: other) } == .badSnapshot)
        }
    }

    @Test func `a snapshot is the same bytes in whatever ranges it is asked for, also when the state goes on`() throws {
        var state = try SpaceState(snapshot: try snapshot())
        let taken = state.stateSnapshot
        let whole = state.snapshot()
        for segment in try TestChain(entries: 9, TestDevice(2)).segments.dropFirst(3) { _ = state.fold(segment) }
        _ = state.stateHash()
        #expect(taken.byteCount == whole.count && taken.bytes(0..<whole.count) == whole && state.snapshot() != whole)
        for size in [1, 7, 32, 100, 4096] {
            let joined = stride(from: 0, to: whole.count, by: size).flatMap { taken.bytes($0..<min($0 + size, whole.count)) }
            #expect(joined == whole, "\(size)")
        }
    }

    @Test func `a state is read range by range, in order and each byte once, and not when the reader fails`() throws {
        let bytes = try snapshot()
        var position = 0
        var read = try SpaceState(snapshotByteCount: bytes.count) { range in
            #expect(range.lowerBound == position)
            position = range.upperBound
            return bytes[range]
        }
        var whole = try SpaceState(snapshot: bytes)
        #expect(position == bytes.count && read.stateHash() == whole.stateHash())
        // Header, side tables and four rows.
        for failing in 0..<6 {
            var calls = 0
            let code = refusal {
                _ = try SpaceState(snapshotByteCount: bytes.count) { range in
                    calls += 1
                    if calls > failing { throw TestFailure("the disk is gone") }
                    return bytes[range]
                }
            }
            #expect(code == .badSnapshot && calls == failing + 1)
            #expect(
                refusal { _ = try SpaceState(snapshotByteCount: bytes.count) { range in bytes[range].dropLast(range.count > 35 ? 1 : 0) } }
                    == .badSnapshot)
        }
    }

    @Test func `rows that lead nowhere, back, twice or astray are refused`() throws {
        let state = try SpaceState(snapshot: try snapshot())
        let bytes = state.snapshot()
        let entryBytes = 32 * state.entries.count
        let operationBytes = 32 * state.operationCount
        let recordBytes = 24 * state.recordCount
        let records = bytes.count - 32 * state.recordCount - recordBytes
        let operations = records - operationBytes
        let entries = operations - entryBytes
        /// Offsets as the rows are declared.
        func refuses(_ what: String, at offset: Int, _ number: UInt32) {
            var damaged = bytes
            for index in 0..<4 { damaged[offset + index] = UInt8(truncatingIfNeeded: number >> UInt32(index * 8)) }
            #expect(damaged != bytes && refusal { _ = try SpaceState(snapshot: damaged) } == .badSnapshot, "\(what)")
        }
        let last = UInt32(state.operationCount - 1)
        refuses("an entry of no chain", at: entries + 16, UInt32(state.chains.count))
        refuses("an entry out of its place", at: entries + 20, 1)
        refuses("an entry of nobody", at: entries + 24, UInt32(state.persons.items.count))
        refuses("an entry with something behind it", at: entries + 28, 1)
        refuses("an operation of no entry", at: operations + 16, UInt32(state.entries.count))
        refuses("an operation whose entry is erased", at: entries + 24, .max)
        refuses("a list that goes round", at: operations + 20, 0)
        refuses("a list that leaves the row", at: operations + 20, last + 1)
        refuses("a list that skips some", at: operations + 20, last)
        refuses("a list that ends early", at: operations + 20, .max)
        refuses("an operation on nothing", at: operations + 24, UInt32(state.names.items.count))
        refuses("two operations at one place", at: operations + 32 + 28, 1 << 16)
        refuses("flags that mean nothing", at: operations + 28, 0xFF << 16)
        refuses("a record of no chain", at: records + 8, UInt32(state.chains.count))
        refuses("a record without a beginning", at: records + 12, .max)
        refuses("a record that begins in another's list", at: records + 12, 1)
        refuses("a record that ends where there is more", at: records + 16, 0)
        refuses("two records with one end", at: records + 24 + 16, state.records[0].last)
        refuses("a sequence that no operation can name", at: records + 4, .max)
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
        for record in state.recordIDs {
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
