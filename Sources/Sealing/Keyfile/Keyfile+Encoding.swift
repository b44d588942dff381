import Crypto
public import Records

extension Keyfile {
    /// The size of every keyfile of this version.
    public static let byteCount = directoryOffset + KeyfileDirectory.byteCount + checksumByteCount
    /// The most that is looked at, so that a later version may grow.
    public static let byteCountMax = 8 << 10

    static let magic = Array("SATCHKEY".utf8)
    static let version: UInt8 = 1
    static let slotsOffset = magic.count + 2 + 8 + StoreID.byteCount + Scrypt.saltByteCount
    static let directoryOffset = slotsOffset + slotCount * KeyfileSlot.byteCount
    static let checksumByteCount = 32

    /// The bytes of the file: always ``byteCount``.
    public var encoded: [UInt8] {
        let content = precedingDirectory + directory
        return content + Array(SHA256.hash(data: content))
    }

    /// Everything that the directory authenticates.
    var precedingDirectory: [UInt8] {
        var writer = ByteWriter()
        writer.raw(Self.magic)
        writer.byte(Self.version)
        writer.byte(UInt8(parameters.logN))
        writer.fixed64(generation)
        writer.identifier(storeID)
        writer.raw(salt)
        for slot in slots { writer.raw(slot) }
        return writer.bytes
    }

    /// Reads a keyfile and checks it for damage; no passphrase is needed and no key derived.
    ///
    /// The checksum tells a damaged file from a wrong passphrase. It is no protection: anybody can compute it. What a stranger
    /// altered shows when the store is unlocked.
    ///
    /// - Throws: `.tooLarge`, `.truncated`, `.damaged`, `.unsupportedVersion`, `.parametersRefused`.
    public init(decoding bytes: [UInt8]) throws(SealingError) {
        guard bytes.count <= Self.byteCountMax else {
            throw SealingError(.tooLarge, "The keyfile is larger than \(Self.byteCountMax) bytes.", hint: Self.otherCopy)
        }
        guard bytes.count > Self.magic.count + Self.checksumByteCount else {
            throw SealingError(.truncated, "The keyfile is cut short.", hint: Self.otherCopy)
        }
        let content = bytes.dropLast(Self.checksumByteCount)
        guard content.starts(with: Self.magic), SHA256.hash(data: content) == bytes.suffix(Self.checksumByteCount) else {
            throw SealingError(.damaged, "The keyfile is damaged or is no keyfile.", hint: Self.otherCopy)
        }
        guard content[Self.magic.count] == Self.version else {
            throw SealingError(.unsupportedVersion, "The keyfile was written by a newer version.", hint: "Update Satchel.")
        }
        guard bytes.count == Self.byteCount else {
            throw SealingError(.damaged, "The keyfile does not have the size of its version.", hint: Self.otherCopy)
        }
        do {
            var reader = ByteReader(content)
            _ = try reader.raw(Self.magic.count + 1)
            let logN = Int(try reader.byte())
            generation = try reader.fixed64()
            guard generation > 0 else { throw ByteFault.outOfRange }
            storeID = try reader.identifier(StoreID.self)
            salt = try reader.raw(Scrypt.saltByteCount)
            var slots: [[UInt8]] = []
            for _ in 0..<Self.slotCount { slots.append(try reader.raw(KeyfileSlot.byteCount)) }
            self.slots = slots
            directory = try reader.raw(KeyfileDirectory.byteCount)
            try reader.end()
            parameters = try ScryptParameters(accepting: logN)
        } catch let error as SealingError {
            throw error
        } catch {
            throw SealingError(.damaged, "The keyfile is damaged.", hint: Self.otherCopy, cause: error)
        }
    }

    static let otherCopy = "Satchel keeps two copies; the other one is used if it is whole."
}
