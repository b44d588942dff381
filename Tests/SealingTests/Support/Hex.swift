import Trials

extension Array where Element == UInt8 {
    /// The bytes of a hexadecimal text; a mistake in a test traps.
    init(hex: String) {
        guard let bytes = Trials.bytes(hex: hex) else { preconditionFailure("this is not hexadecimal") }
        self = bytes
    }

    var hex: String { Trials.hex(self) }

    /// With bit 0 of one byte changed.
    func flipped(at index: Int, by mask: UInt8 = 1) -> [UInt8] {
        var copy = self
        copy[index] ^= mask
        return copy
    }
}
