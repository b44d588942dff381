import Records
import Testing

@testable import Sealing

@Suite struct PadmeTests {
    /// The paper's definition, step by step in floating point where that is exact.
    private func slow(_ size: UInt64) -> UInt64 {
        guard size > 1 else { return size }
        var exponent: UInt64 = 0
        while size >> (exponent + 1) > 0 { exponent += 1 }
        var bits: UInt64 = 0
        while exponent >> bits > 0 { bits += 1 }
        let unit = exponent > bits ? UInt64(1) << (exponent - bits) : 1
        return (size + unit - 1) / unit * unit
    }

    @Test func `small sizes are padded as the definition says, never down, and by at most 12 percent`() {
        for size in UInt64(0)...70_000 {
            let padded = Padme.paddedSize(size)
            #expect(padded == slow(size))
            #expect(padded >= size && (padded - size) * 100 <= size * 12)
            #expect(Padme.paddedSize(padded) == padded)
        }
    }

    @Test func `few sizes remain`() {
        #expect(Set((1...1_000_000).map { Padme.paddedSize($0) }).count < 400)
    }
}
