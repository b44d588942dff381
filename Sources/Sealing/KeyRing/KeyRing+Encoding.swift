public import Crypto
public import Records

extension KeyRing {
    /// The most bytes of an encoded ring.
    public static let byteCountMax = 4 << 20
    static let version: UInt8 = 1
    /// Sealed rings are a multiple of this, so that their size does not count the spaces.
    static let paddingByteCount = 4096

    /// The ring's secrets in the canonical form of `Schemas/sealing.md`. Handle like a key, and ``wipe(_:)`` it.
    public var encoded: [UInt8] {
        var writer = ByteWriter()
        writer.byte(Self.version)
        writer.raw(signingKey.seed.copiedBytes)
        writer.raw(incarnation)
        writer.raw(saltSecret.copiedBytes)
        writer.raw(recipientKey.seed.copiedBytes)
        writer.varint(UInt64(formerRecipientKeys.count))
        for former in formerRecipientKeys {
            writer.raw(former.key.seed.copiedBytes)
            writer.signed(former.retireAfter)
        }
        writer.varint(UInt64(spaces.count))
        for (space, keys) in spaces.sorted(by: { $0.key < $1.key }) {
            writer.identifier(space)
            writer.raw(keys.current.copiedBytes)
            writer.varint(UInt64(keys.former.count))
            for former in keys.former { writer.raw(former.copiedBytes) }
        }
        return writer.bytes
    }

    /// - Throws: `.damaged` for anything that ``encoded`` does not write, `.unsupportedVersion`, `.tooLarge`.
    public init(decoding bytes: [UInt8]) throws(SealingError) {
        guard bytes.count <= Self.byteCountMax else { throw SealingError(.tooLarge, "The key ring is larger than any that is written.") }
        guard let version = bytes.first, version <= Self.version else {
            throw SealingError(.unsupportedVersion, "The key ring was written by a newer version.", hint: "Update Satchel.")
        }
        do {
            var reader = ByteReader(bytes.dropFirst())
            guard version == Self.version else { throw ByteFault.outOfRange }
            signingKey = try SigningKey(seed: reader.key())
            incarnation = try reader.raw(Self.incarnationByteCount)
            saltSecret = try reader.key()
            recipientKey = try RecipientPrivateKey(seed: reader.key())
            formerRecipientKeys = []
            for _ in 0..<(try reader.count(max: Self.formerRecipientKeyCountMax)) {
                let key = try RecipientPrivateKey(seed: reader.key())
                formerRecipientKeys.append(FormerRecipientKey(key: key, retireAfter: try reader.signed()))
            }
            spaces = [:]
            var previous: SpaceID?
            for _ in 0..<(try reader.count(max: Self.spaceCountMax)) {
                let space = try reader.identifier(SpaceID.self)
                if let previous, space <= previous { throw ByteFault.outOfRange }
                previous = space
                var keys = SpaceKeys(current: try reader.key())
                for _ in 0..<(try reader.count(max: Self.formerSpaceKeyCountMax)) { keys.former.append(try reader.key()) }
                spaces[space] = keys
            }
            try reader.end()
        } catch {
            throw SealingError(.damaged, "The key ring is damaged.", hint: "Restore the store's folder from a copy.", cause: error)
        }
    }

    /// The ring as it stands on disk: padded to a multiple of 4 KiB and sealed under the store key.
    public func sealed(storeKey: SymmetricKey, random: inout some RandomNumberGenerator) -> [UInt8] {
        var secret = encoded
        var writer = ByteWriter()
        writer.blob(secret)
        var padded = writer.bytes
        padded.append(contentsOf: [UInt8](repeating: 0, count: (-padded.count) & (Self.paddingByteCount - 1)))
        defer {
            wipe(&secret)
            wipe(&padded)
        }
        return SealedObject.seal(padded, key: storeKey, context: Labels.keyRing, random: &random)
    }

    /// Seals with a salt from the system's generator.
    public func sealed(storeKey: SymmetricKey) -> [UInt8] {
        var system = SystemRandomNumberGenerator()
        return sealed(storeKey: storeKey, random: &system)
    }

    /// Opens what ``sealed(storeKey:random:)`` wrote.
    ///
    /// - Throws: what ``SealedObject/open(_:key:context:)`` and ``init(decoding:)`` throw.
    public init(opening sealed: [UInt8], storeKey: SymmetricKey) throws(SealingError) {
        guard UInt64(sealed.count) <= SealedObject.sealedSize(of: UInt64(Self.byteCountMax + Self.paddingByteCount)) else {
            throw SealingError(.tooLarge, "The sealed key ring is larger than any that is written.")
        }
        var padded = try SealedObject.open(sealed, key: storeKey, context: Labels.keyRing)
        defer { wipe(&padded) }
        var reader = ByteReader(padded)
        guard var secret = try? reader.blob(max: Self.byteCountMax),
            reader.remaining < Self.paddingByteCount, padded[reader.position...].allSatisfy({ $0 == 0 })
        else { throw SealingError(.damaged, "The key ring is damaged.", hint: "Restore the store's folder from a copy.") }
        defer { wipe(&secret) }
        try self.init(decoding: secret)
    }
}

extension ByteReader {
    fileprivate mutating func key() throws(ByteFault) -> SymmetricKey {
        var bytes = try raw(SymmetricKey.standardByteCount)
        defer { wipe(&bytes) }
        return SymmetricKey(data: bytes)
    }

    fileprivate mutating func count(max: Int) throws(ByteFault) -> Int {
        let count = try varint()
        guard count <= UInt64(max) else { throw .outOfRange }
        return Int(count)
    }
}
