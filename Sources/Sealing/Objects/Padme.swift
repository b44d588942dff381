/// Rounds sizes up so that they say little about what they hold, for at most 12 % more bytes.
///
/// The algorithm of "Reducing Metadata Leakage from Encrypted Files and Communication with PURBs" (Nikitin and others, 2019).
public enum Padme {
    /// The size to pad `size` bytes to: the next number whose lower bits are zero, where a number of b bits keeps about log₂ b of
    /// them. Sizes up to 8 stay as they are.
    ///
    /// - Parameter size: at most 2⁶².
    public static func paddedSize(_ size: UInt64) -> UInt64 {
        precondition(size <= 1 << 62, "No object is that large.")
        guard size > 1 else { return size }
        let exponent = 63 - size.leadingZeroBitCount
        let mantissaBits = UInt64(exponent).bitWidth - UInt64(exponent).leadingZeroBitCount
        let zeroBits = max(exponent - mantissaBits, 0)
        let mask = (UInt64(1) << UInt64(zeroBits)) - 1
        return (size + mask) & ~mask
    }
}
