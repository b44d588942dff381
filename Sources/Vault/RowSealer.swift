import Crypto
import Records
import Sealing

/// Seals the rows of `log.sqlite`: each under a random key of its own, wrapped under its space's key, bound to table and row.
///
/// Which space a row belongs to does not show; on reading, each space's key is tried, the last that fitted first.
final class RowSealer {
    /// What belongs to the device and to no space: statements, the outbox, settings.
    static let deviceSpace = SpaceID(bytes: [UInt8](repeating: 0, count: 16))!

    private(set) var ring: KeyRing
    private let storeKey: SymmetricKey
    private var lastSpace = deviceSpace

    init(ring: KeyRing, storeKey: SymmetricKey) {
        self.ring = ring
        self.storeKey = storeKey
    }

    func replace(_ ring: KeyRing) { self.ring = ring }

    var sealedRing: [UInt8] { ring.sealed(storeKey: storeKey) }

    /// The store key itself, for the image of the view.
    var imageKey: SymmetricKey { storeKey }

    func seal(_ bytes: [UInt8], space: SpaceID, table: String, row: Int64) throws -> (wrap: [UInt8], body: [UInt8]) {
        let key = SymmetricKey(size: .bits256)
        let context = Self.context(table, row)
        return (try ring.wrap(key, in: space, context: context), SealedObject.seal(bytes, key: key, context: context))
    }

    func open(wrap: [UInt8], body: [UInt8], table: String, row: Int64) throws -> (space: SpaceID, bytes: [UInt8]) {
        let context = Self.context(table, row)
        for space in [lastSpace] + ring.spaceIDs {
            guard let key = try? ring.unwrap(wrap, in: space, context: context) else { continue }
            lastSpace = space
            return (space, try SealedObject.open(body, key: key, context: context))
        }
        throw VaultError(.damaged, "A row of the store opens with no key of it.", hint: "Run `satchel check --read-data`.")
    }

    private static func context(_ table: String, _ row: Int64) -> [UInt8] {
        var writer = ByteWriter()
        writer.string(table)
        writer.fixed64(UInt64(bitPattern: row))
        return writer.bytes
    }
}
