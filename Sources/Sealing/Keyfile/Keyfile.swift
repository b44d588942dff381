public import Records
public import Crypto

public enum StoreKind {}
/// One store on one disk. A keyfile belongs to exactly one.
public typealias StoreID = Identifier<StoreKind>

/// The file that turns a passphrase into a store's key: one slot per person, sixteen slots, always the same size.
///
/// Unused slots are random, so neither size nor content says how many persons use the store. One scrypt salt and work factor
/// serve all slots, so that trying a passphrase costs one derivation however many slots there are; each slot then has its own
/// salt. Who sits in which slot stands in a directory sealed under the store key, which also authenticates everything before it;
/// that is why persons can only be added, changed and removed with an ``Unlocked`` in hand.
///
/// A keyfile is a value: every change returns the next generation, and the caller writes that to both copies.
public struct Keyfile: Sendable, Hashable {
    /// Persons that one store can have.
    public static let slotCount = 16

    /// Counts the rewrites, from 1.
    public let generation: UInt64
    public let storeID: StoreID
    /// The work factor for all slots.
    public let parameters: ScryptParameters
    let salt: [UInt8]
    let slots: [[UInt8]]
    let directory: [UInt8]

    /// What unlocking gives.
    public struct Unlocked: Sendable {
        /// Opens the key ring.
        public let storeKey: SymmetricKey
        /// Who unlocked it.
        public let person: PersonID
        public let slotIndex: Int
    }
}
