/// Sixteen bytes that name something for ever; `Kind` keeps a space from being passed for a chain.
public struct Identifier<Kind>: Hashable, Comparable, Sendable {
    let high: UInt64
    let low: UInt64

    /// - Parameter bytes: exactly 16 bytes, most significant first; anything else is `nil`.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        let words = bytes.withContiguousStorageIfAvailable { buffer in
            let raw = UnsafeRawBufferPointer(buffer)
            return (
                UInt64(bigEndian: raw.loadUnaligned(fromByteOffset: 0, as: UInt64.self)),
                UInt64(bigEndian: raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            )
        }
        if let words {
            (high, low) = words
            return
        }
        var high: UInt64 = 0
        var low: UInt64 = 0
        for (index, byte) in bytes.enumerated() {
            if index < 8 { high = high << 8 | UInt64(byte) } else { low = low << 8 | UInt64(byte) }
        }
        self.high = high
        self.low = low
    }

    /// A random identifier, for what nobody has to derive again: spaces, persons.
    public static func random(using generator: inout some RandomNumberGenerator) -> Self {
        Self(high: generator.next(), low: generator.next())
    }

    init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    public static var byteCount: Int { 16 }

    public var bytes: [UInt8] {
        var result = [UInt8]()
        result.reserveCapacity(Self.byteCount)
        for part in [high, low] {
            for shift in stride(from: 56, through: 0, by: -8) { result.append(UInt8(truncatingIfNeeded: part >> UInt64(shift))) }
        }
        return result
    }

    public static func < (left: Self, right: Self) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }
}

public enum ChainKind {}
public enum SpaceKind {}
public enum PersonKind {}
public enum OrganisationKind {}

/// The chain that one incarnation of one device writes in one space.
public typealias ChainID = Identifier<ChainKind>
/// A caseload: the unit that is granted and replicated as a whole.
public typealias SpaceID = Identifier<SpaceKind>
/// Someone who unlocks a device. Names of persons live inside spaces.
public typealias PersonID = Identifier<PersonKind>
/// An organisation, derived from its root key.
public typealias OrganisationID = Identifier<OrganisationKind>

extension Identifier: LosslessStringConvertible {
    /// Crockford base 32, 26 lower-case characters, most significant first.
    public var description: String {
        var characters = [UInt8]()
        var high = high
        var low = low
        for _ in 0..<26 {
            characters.append(Crockford.alphabet[Int(low & 31)])
            low = low >> 5 | high << 59
            high >>= 5
        }
        return String(decoding: characters.reversed(), as: UTF8.self)
    }

    public init?(_ description: String) {
        guard description.utf8.count == 26 else { return nil }
        var high: UInt64 = 0
        var low: UInt64 = 0
        for (index, byte) in description.utf8.enumerated() {
            guard let digit = Crockford.digit(byte), index > 0 || digit < 8 else { return nil }
            high = high << 5 | low >> 59
            low = low << 5 | UInt64(digit)
        }
        self.init(high: high, low: low)
    }
}

/// Douglas Crockford's base 32: no letter that can be mistaken for a digit.
enum Crockford {
    static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

    static func digit(_ byte: UInt8) -> UInt8? {
        let lower = byte >= 65 && byte <= 90 ? byte + 32 : byte
        return alphabet.firstIndex(of: lower).map { UInt8($0) }
    }
}
