import Crypto
public import Records
import ReplicatedLog

/// An organisation is its offline root key: its id and its roster's space are derived from it, so nobody has to be asked.
public struct Organisation: Hashable, Sendable {
    /// Ed25519 public key, 32 bytes. The private half is printed at `init` and kept offline.
    public let rootKey: [UInt8]
    public let id: OrganisationID
    /// The space that only the registrar writes and every device holds.
    public let rosterSpace: SpaceID

    private static let idLabel = Array("satchel/v1/organisation\0".utf8)
    private static let spaceLabel = Array("satchel/v1/roster-space\0".utf8)

    /// - Returns: `nil` when the key is not 32 bytes.
    public init?(rootKey: [UInt8]) {
        guard rootKey.count == 32,
            let id = OrganisationID(bytes: EntryHash(hashing: Self.idLabel + rootKey).bytes.prefix(16)),
            let space = SpaceID(bytes: EntryHash(hashing: Self.spaceLabel + rootKey).bytes.prefix(16))
        else { return nil }
        self.rootKey = rootKey
        self.id = id
        rosterSpace = space
    }
}
