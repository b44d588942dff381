import Records
import Testing

@testable import ReplicatedLog

/// The links that make a proof short: the published scheme, and no hash missing when it is needed.
struct SkipLinkTests {
    /// Bamboo's definition, counted from 1: lipmaa(n) = n - 3^(k-1) when n = (3^k - 1) / 2, else n - (3^g - 1) / 2
    /// with g the number that the recursive g(n) of the specification gives.
    private func lipmaa(_ number: Int) -> Int {
        func repunit(_ power: Int) -> Int { (0..<power).reduce(0) { sum, _ in 3 * sum + 1 } }
        func gap(_ number: Int) -> Int {
            // The k for which (3^(k-1) - 1)/2 < n <= (3^k - 1)/2.
            var power = 1
            while repunit(power) < number { power += 1 }
            return number == repunit(power) ? power : gap(number - repunit(power - 1))
        }
        var power = 1
        while repunit(power) < number { power += 1 }
        if number == repunit(power) { return number - (repunit(power) - repunit(power - 1)) }
        return number - repunit(gap(number))
    }

    @Test func `targets are those of the published definition`() {
        #expect(SkipLink.target(of: 0) == 0)
        for sequence in 1..<20_000 { #expect(SkipLink.target(of: UInt64(sequence)) == UInt64(lipmaa(sequence + 1) - 1)) }
    }

    @Test func `the first targets are those that the specification lists`() {
        let listed: [UInt64] = [
            0, 0, 1, 0, 3, 4, 5, 3, 7, 8, 9, 7, 3, 12, 13, 14, 12, 16, 17, 18, 16, 20, 21, 22, 20, 12, 25, 26, 27, 25,
        ]
        #expect((0..<30).map { SkipLink.target(of: UInt64($0)) } == listed)
    }

    @Test func `any entry is reached from any later one in a number of links that grows with the logarithm`() {
        for target in stride(from: UInt64(0), to: 3_000, by: 7) {
            var position: UInt64 = 3_000
            var steps = 0
            while position > target {
                let skip = SkipLink.target(of: position)
                position = skip >= target && skip < position ? skip : position - 1
                steps += 1
            }
            #expect(position == target && steps <= 35)
        }
    }

    @Test func `the frontier always has the hash that the next entry needs and stays small`() {
        var frontier = SkipFrontier()
        var most = 0
        for sequence in 0..<UInt64(5_000) {
            let expected: EntryHash? = sequence == 0 ? .zero : hash(SkipLink.target(of: sequence))
            #expect(frontier.hash(for: sequence) == expected)
            frontier.append(hash(sequence), at: sequence)
            most = max(most, frontier.hashes.count)
        }
        // Eight that far later entries link to, and those since the last pruning.
        #expect(most <= 8 + 64)
    }

    @Test func `a chain's entries carry the hashes of their targets`() throws {
        let chain = try TestChain(entries: 200)
        for (index, segment) in chain.segments.enumerated() {
            let head = chain.head(before: index) ?? ChainHead(origin: chain.device.origin)
            let target = index == 0 ? nil : chain.segments[Int(SkipLink.target(of: UInt64(index)))].hashes[0]
            #expect(head.nextSkip == target ?? .zero)
            #expect(segment.head.count == UInt64(index) + 1)
        }
    }

    @Test func `targets are computed up to the longest chain there can be`() {
        let last = ChainHead.countMax - 1
        #expect(SkipLink.target(of: last) < last)
        var frontier = SkipFrontier()
        frontier.append(.zero, at: SkipLink.target(of: last))
        frontier.append(.zero, at: last - 1)
        #expect(frontier.hash(for: last) != nil)
        frontier.append(.zero, at: last)
        #expect(frontier.end <= ChainHead.countMax)
    }

    @Test func `a head is written and read, and damage to it is refused`() throws {
        let chain = try TestChain(entries: 150)
        for head in [ChainHead(origin: chain.device.origin)] + chain.segments.map(\.head) {
            var writer = ByteWriter()
            head.write(to: &writer)
            var reader = ByteReader(writer.bytes)
            #expect(try ChainHead(from: &reader) == head)
            try reader.end()
        }
        var writer = ByteWriter()
        chain.segments[149].head.write(to: &writer)
        for length in 0..<writer.bytes.count {
            #expect(throws: ByteFault.self) {
                var reader = ByteReader(Array(writer.bytes[..<length]))
                _ = try ChainHead(from: &reader)
            }
        }
    }

    static func heads() -> [(String, [UInt8])] {
        func head(_ count: UInt64, _ kept: [UInt64]) -> [UInt8] {
            var writer = ByteWriter()
            writer.raw(TestDevice(1).origin.deviceKey)
            writer.raw(TestDevice(1).origin.incarnation)
            writer.varint(count)
            writer.raw(EntryHash.zero.bytes)
            writer.varint(UInt64(kept.count))
            for sequence in kept {
                writer.varint(sequence)
                writer.raw(EntryHash.zero.bytes)
            }
            return writer.bytes
        }
        return [
            ("a count beyond the longest chain", head(1 << 48 + 1, [])), ("a hash beyond the count", head(2, [0, 1, 2])),
            ("the same hash twice", head(2, [0, 0])), ("hashes out of order", head(2, [1, 0])),
            ("the next link's hash missing", head(3, [1, 2])),
        ]
    }

    @Test(arguments: heads())
    func `a head that no chain has is refused`(damage: String, bytes: [UInt8]) {
        #expect(throws: ByteFault.self, "\(damage)") {
            var reader = ByteReader(bytes)
            _ = try ChainHead(from: &reader)
        }
    }

    private func hash(_ sequence: UInt64) -> EntryHash { EntryHash(words: (sequence, 1, 2, 3)) }
}
