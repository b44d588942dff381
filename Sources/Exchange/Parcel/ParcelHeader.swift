import Crypto
import Records
import Sealing

/// What stands before the frames of a parcel: a stanza for each recipient.
struct ParcelHeader {
    let stanzaCount: Int
    let ciphertextByteCount: Int

    var stanzaByteCount: Int { HPKEStanza.encapsulatedByteCount + ciphertextByteCount }
    var byteCount: Int { ParcelLayout.fixedByteCount + stanzaCount * stanzaByteCount }

    /// Reads and checks the fixed part; the stanzas must be there whole.
    ///
    /// - Throws: `.notAParcel`, `.tooLarge`, or what the source throws.
    init(reading source: some ByteSource) throws {
        let notAParcel = ExchangeError(
            .notAParcel, "This file is not a Satchel parcel of a version that can be read here.",
            hint: "If it should be one, it was cut short or damaged; ask its writer for it again, and update Satchel on this device.")
        guard source.byteCount >= UInt64(ParcelLayout.fixedByteCount) else { throw notAParcel }
        guard source.byteCount <= ParcelLayout.byteCountMax else {
            throw ExchangeError(.tooLarge, "The parcel is larger than 1 GiB.", hint: "Ask its writer for it in parts.")
        }
        let fixed = try source.read(at: 0, count: ParcelLayout.fixedByteCount)
        guard fixed.starts(with: ParcelLayout.magic) else { throw notAParcel }
        let (power, groups) = (Int(fixed[8]), Int(fixed[9]))
        guard power <= ParcelLayout.stanzaCountMax.trailingZeroBitCount, groups <= ParcelLayout.keyCountMax / ParcelLayout.keysPerGroup
        else { throw ExchangeError(.tooLarge, "The parcel names more recipients or spaces than any that is written.") }
        stanzaCount = 1 << power
        ciphertextByteCount = ParcelLayout.ciphertextByteCount(slotCount: groups * ParcelLayout.keysPerGroup)
        guard groups > 0, source.byteCount >= UInt64(byteCount) else { throw notAParcel }
    }

    /// The content keys that one of `keys` opens, that of the common space first.
    ///
    /// - Returns: `nil` when no stanza is for any of them.
    /// - Throws: `.malformed`, or what the source throws.
    /// - Complexity: stanzas times keys, about 0.15 ms each.
    func contentKeys(in source: some ByteSource, keys: [RecipientPrivateKey]) throws -> [SpaceKey]? {
        for index in 0..<stanzaCount {
            let bytes = try source.read(at: UInt64(ParcelLayout.fixedByteCount + index * stanzaByteCount), count: stanzaByteCount)
            let stanza = HPKEStanza(
                encapsulated: Array(bytes.prefix(HPKEStanza.encapsulatedByteCount)),
                ciphertext: Array(bytes.dropFirst(HPKEStanza.encapsulatedByteCount)))
            for key in keys {
                guard let plaintext = try? stanza.open(with: key, info: ParcelLayout.stanzaInfo) else { continue }
                return try SpaceKey.list(decoding: plaintext)
            }
        }
        return nil
    }
}

/// The content key of one space of one parcel.
struct SpaceKey {
    let space: SpaceID
    let key: SymmetricKey

    /// A stanza's plaintext: the count in two bytes, then the key of the common space, then the others in ascending order of their
    /// spaces, then zeros.
    ///
    /// - Parameter slotCount: how many keys there is room for.
    static func encode(_ keys: [SpaceKey], slotCount: Int) -> [UInt8] {
        var writer = ByteWriter()
        writer.raw([UInt8(keys.count >> 8), UInt8(truncatingIfNeeded: keys.count)])
        for item in keys {
            writer.identifier(item.space)
            item.key.withUnsafeBytes { writer.raw(Array($0)) }
        }
        writer.raw([UInt8](repeating: 0, count: (slotCount - keys.count) * ParcelLayout.slotByteCount))
        return writer.bytes
    }

    static func list(decoding bytes: [UInt8]) throws(ExchangeError) -> [SpaceKey] {
        do {
            var reader = ByteReader(bytes)
            let count = Int(try reader.byte()) << 8 | Int(try reader.byte())
            guard (1...ParcelLayout.keyCountMax).contains(count) else { throw ByteFault.outOfRange }
            var keys = [SpaceKey]()
            for _ in 0..<count {
                let space = try reader.identifier(SpaceID.self)
                guard keys.first?.space != space else { throw ByteFault.outOfRange }
                if keys.count > 1, let last = keys.last, last.space >= space { throw ByteFault.outOfRange }
                keys.append(SpaceKey(space: space, key: SymmetricKey(data: try reader.raw(32))))
            }
            return keys
        } catch {
            throw ExchangeError(
                .malformed, "The parcel's list of keys cannot be read.", hint: "Update Satchel on this device.", cause: error)
        }
    }
}
