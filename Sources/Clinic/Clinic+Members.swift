public import Records
import Exchange
import ReplicatedLog
public import Roster
import Sealing
import Vault
import Views

extension Clinic {
    // MARK: Joining

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

    // MARK: Devices and spaces

    public func devices() throws -> [DeviceRow] {
        let replica = try member()
        return try replica.roster.devices.values.sorted { $0.code < $1.code }.map { device in
            DeviceRow(
                key: device.key, code: device.code, role: device.role, isThisDevice: device.key == deviceKey,
                isRevoked: device.revoked != nil,
                grants: try device.grants.sorted { $0.key < $1.key }.map { ($0.key, try spaceName($0.key), $0.value) },
                lastHeard: statements.all.filter { $0.deviceKey == device.key }.map(\.time).max())
        }
    }

    public func grant(deviceCode: String, space: SpaceID, access: Access) throws {
        let replica = try requireRegistrar()
        guard let device = replica.roster.device(code: deviceCode) else { throw Self.unknownDevice }
        try decide([.grant(deviceKey: device.key, space: space, access: access)])
    }

    static var unknownDevice: ClinicError {
        ClinicError(.unknownDevice, "No device of the organisation has this code.", hint: "`satchel device list` shows them.")
    }

    /// Creates a space, grants it to headquarters, and writes its name into the space itself.
    public func createSpace(name: String, description: String? = nil) throws -> SpaceRow {
        _ = try requireRegistrar()
        let name = try Self.checkedName(name)
        var random = SystemRandomNumberGenerator()
        let space = SpaceID.random(using: &random)
        try decide([.space(space), .grant(deviceKey: deviceKey, space: space, access: .write)])
        var fields: [String: JSONValue] = ["name": .text(name)]
        if let description, !description.isEmpty { fields["description"] = .text(description) }
        _ = try add(kind: KindName.space, in: space, fields: fields)
        return try row(space)
    }

    public func spaces() throws -> [SpaceRow] {
        _ = try member()
        return try caseloads.map(row)
    }

    /// The space that a name, an id or the beginning of one means; with none given, the only one there is.
    public func space(_ text: String?) throws -> SpaceID {
        _ = try member()
        let all = caseloads
        guard let text, !text.isEmpty else {
            guard all.count == 1, let only = all.first else {
                throw ClinicError(
                    .unknownSpace, all.isEmpty ? "No space is granted to this device yet." : "There is more than one space.",
                    hint: all.isEmpty
                        ? "Ask headquarters to grant one and read a stick." : "Name one with --space; `satchel space list` shows them.")
            }
            return only
        }
        let folded = SearchText.fold(text)
        let byName = try all.filter { try spaceName($0).map { SearchText.fold($0) == folded } ?? false }
        let matches = byName.isEmpty ? all.filter { $0.description.hasPrefix(text.lowercased()) } : byName
        guard matches.count == 1, let match = matches.first else {
            throw ClinicError(
                matches.isEmpty ? .unknownSpace : .ambiguous,
                matches.isEmpty ? "No space on this device goes by that." : "More than one space goes by that.",
                hint: "`satchel space list` shows the spaces.")
        }
        return match
    }

    func spaceName(_ space: SpaceID) throws -> String? {
        try view.list(RecordQuery(kind: KindName.space, space: space, limit: 1)).rows.first?.fields["name"]?.textValue
    }

    private func row(_ space: SpaceID) throws -> SpaceRow {
        return SpaceRow(
            id: space, name: try spaceName(space), access: replica?.roster.devices[deviceKey]?.grants[space],
            recordCount: try recordCount(in: space),
            entryCount: replica?.vector(of: space).entryCount ?? 0, conflictCount: try view.conflicts(space: space).count)
    }

    /// Records that people made; what the program keeps for itself is not counted.
    func recordCount(in space: SpaceID) throws -> Int {
        try view.counts().filter { $0.space == space && $0.kind != KindName.space && $0.kind != KindName.person }.reduce(0) {
            $0 + $1.count
        }
    }

    private func requireRegistrar() throws -> Replica {
        let replica = try member()
        guard replica.roster.epoch?.registrarKey == deviceKey else {
            throw ClinicError(.notHeadquarters, "Only the registrar at headquarters can do this.")
        }
        return replica
    }

    // MARK: Persons of this device

    /// Who unlocked the store.
    public var person: PersonID { vault.person }

    /// Whose passphrase this is, while another process may hold the store. Costs one scrypt derivation.
    ///
    /// - Throws: what unlocking throws, above all for a passphrase that is nobody's.
    public static func person(at home: String, passphrase: String) throws -> PersonID {
        try Vault.person(at: home, passphrase: try Passphrase(passphrase))
    }

    public func persons() throws -> [PersonRow] {
        try vault.persons().map { PersonRow(id: $0, name: try personName($0), isCurrent: $0 == vault.person) }
    }

    /// Gives another person a passphrase of their own for this device.
    public func addPerson(name: String, passphrase: String) throws -> PersonRow {
        let name = try Self.checkedName(name)
        var random = SystemRandomNumberGenerator()
        let person = PersonID.random(using: &random)
        var batch = LogBatch()
        batch.settings[Self.namePrefix + person.description] = Array(name.utf8)
        try vault.log.write(batch)
        try vault.addPerson(person, passphrase: try Passphrase(passphrase))
        return PersonRow(id: person, name: name, isCurrent: false)
    }

    /// Changes the passphrase of whoever unlocked the store.
    public func changePassphrase(to passphrase: String) throws { try vault.changePassphrase(try Passphrase(passphrase)) }

    /// Takes a person's passphrase away. What they wrote stays, under their name.
    public func removePerson(_ person: PersonID) throws { try vault.removePerson(person) }
}

/// A small parcel that is handed over as a file of its own.
private final class MemorySink: ParcelSink {
    private(set) var bytes: [UInt8] = []

    func begin() {}
    func append(_ bytes: [UInt8]) { self.bytes += bytes }
    func end() {}
}
