public import Records
import Exchange
import ReplicatedLog
public import Roster
import Sealing
import Vault
import Views

/// How a device joins: request, approval, acceptance.
extension Clinic {
    /// What a new device hands to headquarters, and the six words that both sides read out.
    public func joinRequest() throws -> JoinRequestFile {
        guard replica == nil else {
            throw ClinicError(
                .alreadyAMember, "This device belongs to an organisation already.", hint: "Make a new store with another --home.")
        }
        let ring = vault.ring
        let request = try JoinRequest(deviceKey: deviceKey, recipientKey: ring.recipientKey.publicKey.bytes) {
            ring.signingKey.sign(labelled: $0)
        }
        return JoinRequestFile(bytes: request.encoded, words: Words.fingerprint(of: request.comparedBytes))
    }

    /// The six words of a request as headquarters received it.
    public static func words(ofRequest bytes: [UInt8]) throws -> [String] {
        Words.fingerprint(of: try JoinRequest(decoding: bytes).comparedBytes)
    }

    /// Enrols a device, grants it spaces, and seals the roster to it.
    ///
    /// - Throws: `RosterError` for a bad request, key or code; `.notHeadquarters`.
    public func approve(request bytes: [UInt8], code: String, spaces: [(SpaceID, Access)]) throws -> Approval {
        let replica = try requireRegistrar()
        let request = try JoinRequest(decoding: bytes)
        guard SigningKey.isAcceptablePublicKey(request.deviceKey) else {
            throw RosterError(.untrustworthyKey, "The device's key is one that nobody can own alone.", hint: "Ask for a new request.")
        }
        _ = try RecipientKey(request.recipientKey)
        let known = replica.roster.devices[request.deviceKey]
        let code = try known?.code ?? DeviceCode.validated(code, in: replica.roster)
        for (space, _) in spaces where !replica.roster.spaces.contains(space) {
            throw ClinicError(.unknownSpace, "A space to be granted does not exist.", hint: "`satchel space list` shows the spaces.")
        }
        var decisions = [Decision]()
        if known == nil {
            decisions.append(.enrol(deviceKey: request.deviceKey, recipientKey: request.recipientKey, code: code, role: .field))
        }
        decisions += spaces.map { .grant(deviceKey: request.deviceKey, space: $0.0, access: $0.1) }
        if !decisions.isEmpty { try decide(decisions) }
        let parcel = MemorySink()
        try composeParcels(to: [request.deviceKey], resend: true, onlyRoster: true, into: parcel)
        return Approval(
            parcel: parcel.bytes, code: code,
            words: Words.fingerprint(of: JoinRequest.acceptanceBytes(replica.organisation, deviceKey: request.deviceKey)))
    }

    /// What an approval says, before anything of it is believed.
    public func previewAcceptance(_ parcel: [UInt8]) throws -> AcceptancePreview {
        let (organisation, roster) = try approvedRoster(parcel)
        guard let device = roster.devices[deviceKey] else {
            throw ClinicError(
                .notFound, "The approval does not enrol this device.", hint: "Ask headquarters to approve this device's own request.")
        }
        return AcceptancePreview(
            organisation: organisation.id, code: device.code,
            words: Words.fingerprint(of: JoinRequest.acceptanceBytes(organisation, deviceKey: deviceKey)))
    }

    /// Joins the organisation of an approval whose six words were compared.
    public func accept(_ parcel: [UInt8]) throws -> ReadReport {
        guard replica == nil else {
            throw ClinicError(
                .alreadyAMember, "This device belongs to an organisation already.", hint: "Make a new store with another --home.")
        }
        _ = try previewAcceptance(parcel)
        try join(try approvedRoster(parcel).organisation)
        var report = ReadReport()
        report.parcels.append(try read(ByteArraySource(parcel), file: "approval", into: &report, progress: nil))
        return report
    }

    /// The organisation and roster that an approval carries, verified but not stored.
    private func approvedRoster(_ parcel: [UInt8]) throws -> (organisation: Organisation, roster: Roster) {
        var reader = try ParcelReader(ByteArraySource(parcel), keys: vault.ring.recipientKeys)
        var segments = [UnverifiedSegment]()
        while let event = try reader.next() {
            guard case .frame(.segment(let bytes), _) = event, let segment = try? UnverifiedSegment(decoding: bytes) else { continue }
            segments.append(segment)
        }
        guard let organisation = segments.lazy.compactMap(Roster.organisation(founding:)).first else {
            throw ClinicError(
                .notFound, "This parcel is not an approval.", hint: "Take the file that headquarters wrote with `satchel device approve`.")
        }
        var trial = Replica(organisation: organisation)
        var intake = trial.intake(ownDeviceKey: deviceKey, now: now)
        for segment in segments where segment.space == organisation.rosterSpace { _ = intake.receive(segment) }
        _ = trial.take(intake.outcome)
        return (organisation, trial.roster)
    }
}

/// A small parcel that is handed over as a file of its own.
private final class MemorySink: ParcelSink {
    private(set) var bytes: [UInt8] = []

    func begin() {}
    func append(_ bytes: [UInt8]) { self.bytes += bytes }
    func end() {}
}
