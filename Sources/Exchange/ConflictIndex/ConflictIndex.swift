import Crypto
public import Records

/// A blinded index of the people of other caseloads: whether a name may be among them can be asked of it, and none can be read from it.
///
/// A Bloom filter over HMAC-SHA-256 of keys of names, under a key made for this index alone. The holder has to be given that key to ask,
/// so **whoever holds it can test any name against it**. The number of people is hidden: random bits fill it up to a padded
/// number. `Schemas/conflict-index.md` has the layout.
public struct ConflictIndex: Hashable, Sendable {
    /// Which lists people are in: a client of one case who is the other side of another.
    public enum Side: UInt8, Hashable, Sendable, CaseIterable {
        case client = 1
        case opponent = 2
    }

    /// The organisation's roster space.
    public let organisation: SpaceID
    /// Seconds since 1970; of two indexes the one that was issued later counts.
    public let issued: Int64
    public let expires: Int64
    /// What the keys of names were made with; an index made with other tables finds less.
    public let tables: UInt64
    /// How many bits stand for one entry; 2 to the power of minus this is how often a name that is not there is found.
    public let hashCount: UInt8
    /// For how many entries it is made.
    public let capacity: UInt32
    let key: [UInt8]
    let filter: [UInt8]

    public static let hashCountRange: ClosedRange<UInt8> = 3...20
    public static let capacityMax: UInt32 = 1 << 22
    /// Below this, an index would tell that a caseload is small.
    public static let capacityMin: UInt32 = 1024
    public static let validDaysMax = 400
    static let keyByteCount = 32

    /// - Parameters:
    ///   - entries: keys of people, by side.
    ///   - falsePositives: how often one key that is not there is found: 0.1 to 0.000001.
    /// - Throws: `.tooLarge` for more entries than an index takes.
    public init(
        organisation: SpaceID, issued: Int64, expires: Int64, tables: UInt64, falsePositives: Double, entries: [(Side, String)],
        random: inout some RandomNumberGenerator
    ) throws(ExchangeError) {
        guard entries.count <= Int(Self.capacityMax) / 2 else {
            throw ExchangeError(.tooLarge, "There are more names than one conflict index takes.", hint: "Publish one for fewer caseloads.")
        }
        self.organisation = organisation
        self.issued = issued
        self.expires = expires
        self.tables = tables
        hashCount = Self.hashCountRange.first { 1 / Double(UInt64(1) << UInt64($0)) <= falsePositives } ?? Self.hashCountRange.upperBound
        capacity = Self.padded(UInt32(entries.count))
        var key = [UInt8]()
        for _ in 0..<Self.keyByteCount { key.append(UInt8.random(in: 0...255, using: &random)) }
        self.key = key
        let bitCount = Self.bitCount(capacity, hashCount)
        var filter = [UInt8](repeating: 0, count: Int(bitCount / 8))
        let secret = SymmetricKey(data: key)
        func add(_ first: UInt64, _ second: UInt64, _ count: UInt8) {
            for bit in Self.positions(first, second, count, bitCount) { filter[Int(bit >> 3)] |= 1 << UInt8(bit & 7) }
        }
        for (side, name) in entries {
            let (first, second) = Self.halves(side, name, secret)
            add(first, second, hashCount)
        }
        // What is not filled would tell how many there are.
        for _ in entries.count..<Int(capacity) {
            add(UInt64.random(in: 0...UInt64.max, using: &random), UInt64.random(in: 0...UInt64.max, using: &random), hashCount)
        }
        self.filter = filter
    }

    /// Whether the key may be among the entries of that side.
    public func mayContain(_ name: String, on side: Side) -> Bool {
        let (first, second) = Self.halves(side, name, SymmetricKey(data: key))
        return Self.positions(first, second, hashCount, UInt64(filter.count) * 8).allSatisfy {
            filter[Int($0 >> 3)] & 1 << UInt8($0 & 7) != 0
        }
    }

    /// The next number of entries whose two highest bits tell it all: at most a third more.
    static func padded(_ count: UInt32) -> UInt32 {
        let least = max(count, capacityMin)
        let step = UInt32(1) << UInt32(max(0, 32 - least.leadingZeroBitCount - 2))
        return (least + step - 1) / step * step
    }

    /// As many bits as keep the stated rate: n k / ln 2, a whole number of bytes.
    static func bitCount(_ capacity: UInt32, _ hashCount: UInt8) -> UInt64 {
        // 1 / ln 2, as a fraction, so that every reader has the same number.
        (UInt64(capacity) * UInt64(hashCount) * 14_427 / 10_000 + 7) / 8 * 8
    }

    private static func positions(_ first: UInt64, _ second: UInt64, _ count: UInt8, _ bitCount: UInt64) -> [UInt64] {
        (0..<UInt64(count)).map { (first &+ $0 &* (second | 1)) % bitCount }
    }

    private static func halves(_ side: Side, _ name: String, _ key: SymmetricKey) -> (UInt64, UInt64) {
        let code = Array(
            HMAC<SHA256>.authenticationCode(for: Array("satchel/v1/conflict-entry\0".utf8) + [side.rawValue] + Array(name.utf8), using: key)
        )
        func number(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
        return (number(code[0..<8]), number(code[8..<16]))
    }
}

extension ConflictIndex {
    public func isExpired(at now: Int64) -> Bool { now >= expires }

    /// What is signed: `Schemas/conflict-index.md`, *Body*.
    public var body: [UInt8] {
        var writer = ByteWriter()
        writer.raw(organisation.bytes)
        func fixed(_ number: UInt64, _ byteCount: Int) {
            for place in (0..<byteCount).reversed() { writer.byte(UInt8(truncatingIfNeeded: number >> UInt64(8 * place))) }
        }
        for number in [UInt64(bitPattern: issued), UInt64(bitPattern: expires), tables] { fixed(number, 8) }
        writer.raw(key)
        writer.byte(hashCount)
        fixed(UInt64(capacity), 4)
        writer.raw(filter)
        return writer.bytes
    }

    static let headByteCount = 16 + 24 + keyByteCount + 1 + 4
    public static let bodyByteCountMax = headByteCount + Int(bitCount(capacityMax, 20) / 8)

    /// Reads a body; every byte is accounted for.
    ///
    /// - Throws: `.malformed`, `.tooLarge`.
    public init(body: [UInt8]) throws(ExchangeError) {
        guard body.count >= Self.headByteCount else { throw Self.malformed("it is cut short") }
        func number(_ range: Range<Int>) -> UInt64 { body[range].reduce(0) { $0 << 8 | UInt64($1) } }
        guard let organisation = SpaceID(bytes: Array(body[0..<16])) else { throw Self.malformed("its organisation is none") }
        self.organisation = organisation
        issued = Int64(bitPattern: number(16..<24))
        expires = Int64(bitPattern: number(24..<32))
        tables = number(32..<40)
        key = Array(body[40..<72])
        hashCount = body[72]
        capacity = UInt32(number(73..<77))
        guard Self.hashCountRange.contains(hashCount) else { throw Self.malformed("its number of bits is out of range") }
        guard capacity <= Self.capacityMax else { throw ExchangeError(.tooLarge, "The conflict index is larger than any that is written.") }
        guard capacity >= Self.capacityMin, Self.padded(capacity) == capacity else { throw Self.malformed("its size is not a padded one") }
        let (days, overflow) = expires.subtractingReportingOverflow(issued)
        guard !overflow, days > 0, days <= Int64(Self.validDaysMax) * 86_400 else { throw Self.malformed("its times cannot be") }
        guard body.count - Self.headByteCount == Int(Self.bitCount(capacity, hashCount) / 8) else {
            throw Self.malformed("its filter has another size")
        }
        filter = Array(body[Self.headByteCount...])
    }

    static func malformed(_ what: String) -> ExchangeError {
        ExchangeError(.malformed, "This conflict index makes no sense: \(what).", hint: "Ask headquarters for it again.")
    }
}
