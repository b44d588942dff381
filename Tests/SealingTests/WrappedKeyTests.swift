import Crypto
import Records
import Testing

@testable import Sealing

@Suite struct WrappedKeyTests {
    private let wrapped = WrappedKey.wrap(Fixture.key(3), under: Fixture.key(4), context: [1])

    @Test func `a wrapped key has 60 bytes and comes out again`() throws {
        #expect(wrapped.count == 60)
        #expect(WrappedKey.byteCount == 60)
        #expect(try WrappedKey.unwrap(wrapped, under: Fixture.key(4), context: [1]) == Fixture.key(3))
    }

    @Test func `another space key or another place does not unwrap`() {
        #expect(code { _ = try WrappedKey.unwrap(wrapped, under: Fixture.key(5), context: [1]) } == .wrongKey)
        #expect(code { _ = try WrappedKey.unwrap(wrapped, under: Fixture.key(4), context: [2]) } == .wrongKey)
    }

    @Test func `no byte of it can be changed, cut off or added`() {
        for index in wrapped.indices {
            let flipped = code {
                _ = try WrappedKey.unwrap(wrapped.flipped(at: index), under: Fixture.key(4), context: [1])
            }
            let cut = code {
                _ = try WrappedKey.unwrap(Array(wrapped.prefix(index)), under: Fixture.key(4), context: [1])
            }
            #expect(flipped == .wrongKey)
            #expect(cut == .truncated)
        }
        #expect(
            code { _ = try WrappedKey.unwrap(wrapped + [0], under: Fixture.key(4), context: [1]) } == .truncated)
    }
}
