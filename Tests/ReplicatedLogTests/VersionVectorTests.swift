import Records
import Testing

@testable import ReplicatedLog

struct VersionVectorTests {
    private func vector(_ counts: [UInt8: UInt64]) -> VersionVector {
        VersionVector(
            Dictionary(
                uniqueKeysWithValues: counts.map { chain, count in
                    (ChainID.repeating(chain), .init(count: count, head: EntryHash(words: (UInt64(chain), count, 0, 0))))
                }))
    }

    @Test func `a vector covers what is no further in any chain`() {
        let mine = vector([1: 5, 2: 3])
        let cases: [([UInt8: UInt64], Bool)] = [
            ([1: 5, 2: 3], true), ([1: 4], true), ([:], true), ([1: 6], false), ([3: 1], false), ([3: 0], true),
        ]
        for (other, covered) in cases {
            #expect(mine.covers(vector(other)) == covered)
        }
    }

    @Test func `merged and common take the larger and the smaller position of each chain`() {
        let mine = vector([1: 5, 2: 3])
        let theirs = vector([1: 2, 2: 4, 3: 1])
        #expect(mine.merged(with: theirs) == vector([1: 5, 2: 4, 3: 1]) && theirs.merged(with: mine) == mine.merged(with: theirs))
        #expect(mine.common(with: theirs) == vector([1: 2, 2: 3]) && theirs.common(with: mine) == mine.common(with: theirs))
        #expect(mine.merged(with: theirs).covers(mine) && mine.covers(mine.common(with: theirs)))
        #expect(mine.merged(with: theirs).entryCount == 10)
        #expect(theirs.sorted.map(\.position.count) == [2, 4, 1])
    }
}
