public import Records
public import ReplicatedLog

/// What the roster says about entries of one chain in one space.
public enum Authority: Hashable, Sendable {
    case accepted
    /// Nothing is known of the device: the entries wait, for the roster may only be late.
    case unknownDevice
    /// The device is known and was never granted this space, or only to read.
    case notGranted
    /// The device lost its authority; the chain is accepted up to this point, and what lies beyond is quarantined.
    case cutOff(CutOff)
}

extension Roster {
    /// - Parameter origin: who started the chain.
    public func authority(over origin: ChainOrigin, chain: ChainID, in space: SpaceID) -> Authority {
        if space == organisation.rosterSpace { return registrarAuthority(origin, chain) }
        guard let device = devices[origin.deviceKey] else { return .unknownDevice }
        if let cutOffs = device.revoked ?? device.withdrawn[space] { return .cutOff(Self.end(of: chain, in: cutOffs)) }
        return device.grants[space] == .write ? .accepted : .notGranted
    }

    /// Only registrars write the roster, each up to where a later epoch says that it ended.
    private func registrarAuthority(_ origin: ChainOrigin, _ chain: ChainID) -> Authority {
        guard let epoch else { return .unknownDevice }
        if let end = closings.first(where: { $0.chain == chain }) { return .cutOff(end) }
        return origin.deviceKey == epoch.registrarKey ? .accepted : .notGranted
    }

    /// This roster and the epochs that `segment` carries, to judge the segment by: a registrar's chain may open with the root
    /// key's word on who the registrar is. Only what the root key signed counts, whoever brings it.
    public func knowingEpochs(of segment: UnverifiedSegment) -> Roster {
        guard segment.space == organisation.rosterSpace else { return self }
        let found = Self.epochs(in: segment)
        guard !found.isEmpty else { return self }
        var roster = self
        roster.learn(found)
        return roster
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

    /// A chain that is not listed is quarantined whole.
    private static func end(of chain: ChainID, in cutOffs: [CutOff]) -> CutOff {
        cutOffs.first { $0.chain == chain } ?? CutOff(chain: chain, count: 0, head: .zero)
    }
}

/// Two to four capital letters and digits, starting with a letter; part of every case number a device hands out.
public enum DeviceCode {
    public static func validated(_ text: String, in roster: Roster) throws(RosterError) -> String {
        let code = text.uppercased()
        // Capitals of letters beyond ASCII may be ASCII, so what was typed is looked at too.
        let allowed = text.utf8.allSatisfy { $0 < 128 } && code.utf8.allSatisfy { (65...90).contains($0) || (48...57).contains($0) }
        guard (2...4).contains(code.utf8.count), allowed, let first = code.utf8.first, first >= 65 else {
            throw RosterError(.badDeviceCode, "A device code has 2 to 4 letters and digits and starts with a letter, like K7Q.")
        }
        guard roster.device(code: code) == nil else {
            throw RosterError(.badDeviceCode, "This device code is taken.", hint: "Choose another one; `satchel device list` shows them.")
        }
        return code
    }
}
