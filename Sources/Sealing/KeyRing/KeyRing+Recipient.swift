extension KeyRing {
    /// The keys to try on a stanza, the likeliest first.
    public var recipientKeys: [RecipientPrivateKey] { [recipientKey] + formerRecipientKeys.map(\.key) }

    /// Takes a new recipient key; the old one opens parcels until it is retired.
    ///
    /// Beyond ``formerRecipientKeyCountMax`` the oldest is destroyed at once.
    ///
    /// - Parameter retireAfter: seconds since 1970.
    public mutating func rotateRecipientKey(retireAfter: Int64) {
        formerRecipientKeys.insert(FormerRecipientKey(key: recipientKey, retireAfter: retireAfter), at: 0)
        formerRecipientKeys.removeLast(max(formerRecipientKeys.count - Self.formerRecipientKeyCountMax, 0))
        recipientKey = RecipientPrivateKey()
    }

    /// Destroys the earlier keys whose time is over.
    ///
    /// - Parameter now: seconds since 1970.
    /// - Returns: Whether any was destroyed, so that the ring has to be written.
    public mutating func retireRecipientKeys(now: Int64) -> Bool {
        let before = formerRecipientKeys.count
        formerRecipientKeys.removeAll { $0.retireAfter <= now }
        return formerRecipientKeys.count < before
    }
}
