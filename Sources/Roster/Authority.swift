public import Records
public import ReplicatedLog

/// What the roster says about entries of one chain in one space.
public enum Authority: Hashable, Sendable {
    case accepted
    /// Nothing is known of the device: the entries wait, for the roster may only be late.
    case unknownDevice
    /// The device is known and was never granted this space, or only to read.
    case notGranted
    /// The device lost its authority; the chain is accepted up to this count, and what lies beyond is quarantined.
    case cutOff(count: UInt64)
}

extension Roster {
    /// - Parameter origin: who started the chain.
    public func authority(over origin: ChainOrigin, chain: ChainID, in space: SpaceID) -> Authority {
        if space == organisation.rosterSpace { return registrarAuthority(origin, chain) }
        guard let device = devices[origin.deviceKey] else { return .unknownDevice }
        if let cutOffs = device.revoked { return .cutOff(count: Self.count(of: chain, in: cutOffs)) }
        if let cutOffs = device.withdrawn[space] { return .cutOff(count: Self.count(of: chain, in: cutOffs)) }
        return device.grants[space] == .write ? .accepted : .notGranted
    }

    /// Only registrars write the roster, each up to where the next epoch says that it ended.
    private func registrarAuthority(_ origin: ChainOrigin, _ chain: ChainID) -> Authority {
        guard let epoch else { return .unknownDevice }
        if origin.deviceKey == epoch.registrarKey { return .accepted }
        if let end = epoch.predecessor, end.chain == chain { return .cutOff(count: end.count) }
        return .notGranted
    }

    /// Whether `segment` opens the roster of a registrar whom the root key named: it may then be judged with that epoch known.
    public func introducesRegistrar(_ segment: UnverifiedSegment) -> Bool {
        guard segment.space == organisation.rosterSpace, let origin = segment.origin else { return false }
        return Self.epochs(in: segment).contains { $0.registrarKey == origin.deviceKey && $0.isSigned(by: organisation) }
    }

    /// The organisation that a roster's opening segment belongs to, when its epoch is signed by the root key it names.
    /// A new device learns its organisation from this, and shows six words before it believes it.
    public static func organisation(founding segment: UnverifiedSegment) -> Organisation? {
        for epoch in epochs(in: segment) {
            guard let organisation = Organisation(rootKey: epoch.rootKey), segment.space == organisation.rosterSpace,
                epoch.isSigned(by: organisation)
            else { continue }
            return organisation
        }
        return nil
    }

    private static func count(of chain: ChainID, in cutOffs: [CutOff]) -> UInt64 {
        cutOffs.first { $0.chain == chain }?.count ?? 0
    }
}

/// Two to four capital letters and digits, starting with a letter; part of every case number a device hands out.
public enum DeviceCode {
    public static func validated(_ text: String, in roster: Roster) throws(RosterError) -> String {
        let code = text.uppercased()
        let allowed = code.utf8.allSatisfy { (65...90).contains($0) || (48...57).contains($0) }
        guard (2...4).contains(code.utf8.count), allowed, let first = code.utf8.first, first >= 65 else {
            throw RosterError(.badDeviceCode, "A device code has 2 to 4 letters and digits and starts with a letter, like K7Q.")
        }
        guard roster.device(code: code) == nil else {
            throw RosterError(.badDeviceCode, "This device code is taken.", hint: "Choose another one; `satchel device list` shows them.")
        }
        return code
    }
}
