public import Crypto
public import Records

extension KeyRing {
    /// The spaces that there are keys for, in order.
    public var spaceIDs: [SpaceID] { spaces.keys.sorted() }

    /// The key that new objects of `space` are wrapped under; `nil` when the ring has none.
    public func spaceKey(_ space: SpaceID) -> SymmetricKey? { spaces[space]?.current }

    /// Makes a key for `space` unless there is one.
    ///
    /// - Throws: `.tooLarge` beyond ``spaceCountMax`` spaces.
    public mutating func addSpace(_ space: SpaceID) throws(SealingError) {
        guard spaces[space] == nil else { return }
        guard spaces.count < Self.spaceCountMax else {
            throw SealingError(.tooLarge, "A store holds at most \(Self.spaceCountMax) spaces.", hint: "Leave a space first.")
        }
        spaces[space] = SpaceKeys(current: SymmetricKey(size: .bits256))
    }

    /// Makes a new key for `space`. The old one still unwraps until ``forgetFormerKeys(of:)``, which is to be called once every
    /// object that stays is wrapped anew.
    ///
    /// - Throws: `.missing` when the ring has no key for it, `.tooLarge` when too many earlier rotations were not finished.
    public mutating func rotateSpaceKey(_ space: SpaceID) throws(SealingError) {
        guard var keys = spaces[space] else { throw Self.missingSpace }
        guard keys.former.count < Self.formerSpaceKeyCountMax else {
            throw SealingError(.tooLarge, "Too many key changes of this space are unfinished.", hint: "Run `satchel check`.")
        }
        keys.former.insert(keys.current, at: 0)
        keys.current = SymmetricKey(size: .bits256)
        spaces[space] = keys
    }

    /// Whether a key change of `space` is unfinished.
    public func hasFormerKeys(of space: SpaceID) -> Bool { spaces[space]?.former.isEmpty == false }

    /// Destroys the earlier keys of `space`: what is still wrapped under them is erased by that.
    public mutating func forgetFormerKeys(of space: SpaceID) { spaces[space]?.former = [] }

    /// Destroys all keys of `space`, and with them everything sealed in it.
    public mutating func removeSpace(_ space: SpaceID) { spaces[space] = nil }

    /// Wraps an object's key under the current key of its space.
    ///
    /// - Throws: `.missing` when the ring has no key for the space.
    public func wrap(_ objectKey: SymmetricKey, in space: SpaceID, context: [UInt8]) throws(SealingError) -> [UInt8] {
        guard let keys = spaces[space] else { throw Self.missingSpace }
        return WrappedKey.wrap(objectKey, under: keys.current, context: context)
    }

    /// Unwraps with the current key of the space, then with earlier ones.
    ///
    /// - Throws: `.missing` when the ring has no key for the space, otherwise what ``WrappedKey/unwrap(_:under:context:)`` says.
    public func unwrap(_ wrapped: [UInt8], in space: SpaceID, context: [UInt8]) throws(SealingError) -> SymmetricKey {
        guard let keys = spaces[space] else { throw Self.missingSpace }
        do throws(SealingError) {
            return try WrappedKey.unwrap(wrapped, under: keys.current, context: context)
        } catch {
            for former in keys.former {
                if let key = try? WrappedKey.unwrap(wrapped, under: former, context: context) { return key }
            }
            throw error
        }
    }

    private static var missingSpace: SealingError {
        SealingError(.missing, "This store has no key for that space.", hint: "Ask headquarters to grant the space.")
    }
}
