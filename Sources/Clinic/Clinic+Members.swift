public import Records
import Exchange
import ReplicatedLog
public import Roster
import Sealing
import Vault
import Views

extension Clinic {
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

    /// Gives a device a space, or more than it had of it. Nothing is written when it has just that.
    ///
    /// - Throws: `.wouldLower` for less than it has: a grant never lowers; `.deviceRevoked`.
    public func grant(deviceCode: String, space: SpaceID, access: Access) throws {
        let replica = try requireRegistrar()
        guard let device = replica.roster.device(code: deviceCode) else { throw Self.unknownDevice }
        try requireGrantable([(space, access)], to: device)
        guard device.grants[space] != access else { return }
        try decide([.grant(deviceKey: device.key, space: space, access: access)])
    }

    /// What the roster would keep without doing anything is refused, so that nobody takes it for done.
    func requireGrantable(_ grants: [(SpaceID, Access)], to device: Roster.Device) throws {
        guard device.revoked == nil else {
            throw ClinicError(
                .deviceRevoked, "This device was revoked, which is for good.",
                hint: "Make a new store on it, and approve its new request under another code.")
        }
        for (space, access) in grants where access < device.grants[space] ?? access {
            throw ClinicError(
                .wouldLower, "The device may write in this caseload, and a grant does not take that away. Nothing was changed.",
                hint: "Run `satchel device withdraw` first, then grant it with :read.")
        }
    }

    static var unknownDevice: ClinicError {
        ClinicError(.unknownDevice, "No device of the organisation has this code.", hint: "`satchel device list` shows them.")
    }

    /// Creates a space, grants it to headquarters, and writes its name into the space itself.
    public func createSpace(name: String, description: String? = nil) throws -> SpaceRow {
        _ = try requireRegistrar()
        let name = try Self.checkedName(name)
        var random = options.random
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

    func requireRegistrar() throws -> Replica {
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
        var random = options.random
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
