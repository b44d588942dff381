import Exchange
import Names
import Records
import ReplicatedLog
import Roster
import Sealing
import Vault
import Views

/// The blinded index of other caseloads that a device holds.
public struct ConflictIndexStatus: Sendable {
    public let issued: Int64
    public let expires: Int64
    public let isExpired: Bool
    /// For how many keys of people it is made; how many are in it nobody can tell.
    public let capacity: Int
    /// How often a key that is not there is found.
    public let falsePositives: Double
    public let byteCount: Int
    /// Made with other tables of names: it finds less.
    public let isOfOtherTables: Bool
}

/// What publishing made.
public struct PublishedConflictIndex: Sendable {
    public let file: [UInt8]
    public let status: ConflictIndexStatus
    public let devices: [String]
}

extension Clinic {
    static var conflictIndexSetting: String { "conflict-index" }

    /// Makes an index of the people of all caseloads that this device holds, sealed to the devices named and to nobody else. Every
    /// index has a key of its own, so publishing is also how the key is changed.
    ///
    /// **Whoever holds it can test any name against it.** It is off until it is published, and ends by itself.
    ///
    /// - Throws: `.notHeadquarters`, `.unknownDevice`, `.deviceRevoked`.
    public func publishConflictIndex(falsePositives: Double, validDays: Int, to codes: [String]) throws -> PublishedConflictIndex {
        let replica = try member()
        guard replica.roster.epoch?.registrarKey == deviceKey else {
            throw ClinicError(.notHeadquarters, "Only the registrar at headquarters can do this.")
        }
        let devices = try Set(codes.map { $0.uppercased() }).sorted().map { code -> Roster.Device in
            guard let device = replica.roster.device(code: code) else {
                throw ClinicError(.unknownDevice, "No device has that code.", hint: "`satchel device list` shows them.")
            }
            guard device.revoked == nil else {
                throw ClinicError(.deviceRevoked, "This device was revoked, and is given nothing.", hint: "Name another one.")
            }
            return device
        }
        var random = options.random
        let index = try ConflictIndex(
            organisation: replica.organisation.rosterSpace, issued: now, expires: now + Int64(validDays) * 86_400,
            tables: PersonName.tablesFingerprint, falsePositives: falsePositives, entries: try conflictIndexEntries(), random: &random)
        let signer = vault.ring.signingKey
        let file = try ConflictIndexFile.seal(index, to: try devices.map { try RecipientKey($0.recipientKey) }, random: &random) {
            signer.sign(label: $0, message: $1)
        }
        return PublishedConflictIndex(file: file, status: status(of: index, byteCount: file.count), devices: devices.map(\.code))
    }

    /// Takes an index over, in the place of the one that is held.
    ///
    /// - Throws: what makes no sense, is for others, has expired, or is older than the one held.
    public func acceptConflictIndex(_ file: [UInt8]) throws -> ConflictIndexStatus {
        let replica = try member()
        guard let registrar = replica.roster.epoch?.registrarKey else {
            throw ClinicError(
                .notAMember, "This device does not know yet who headquarters is.", hint: "Read a stick of headquarters first.")
        }
        let index = try ConflictIndexFile.open(file, with: vault.ring.recipientKeys, registrar: registrar)
        guard index.organisation == replica.organisation.rosterSpace else {
            throw ClinicError(
                .badConflictIndex, "The conflict index is of another organisation.", hint: "Ask your own headquarters for one.")
        }
        guard !index.isExpired(at: now) else {
            throw ClinicError(
                .badConflictIndex, "The conflict index has expired.",
                hint: "Ask headquarters for a new one, and look at this computer’s clock.")
        }
        if let held = try heldConflictIndex(), held.issued > index.issued {
            throw ClinicError(.badConflictIndex, "A newer conflict index is here already.", hint: "Nothing was changed.")
        }
        var batch = LogBatch()
        batch.settings[Self.conflictIndexSetting] = index.body
        try vault.log.write(batch)
        return status(of: index, byteCount: index.body.count)
    }

    /// - Returns: `nil` when none is held.
    public func conflictIndexStatus() throws -> ConflictIndexStatus? {
        try heldConflictIndex().map { status(of: $0, byteCount: $0.body.count) }
    }

    /// Forgets the index that is held.
    public func dropConflictIndex() throws {
        guard try vault.log.setting(Self.conflictIndexSetting) != nil else {
            throw ClinicError(.nothingToDo, "No conflict index is held here.")
        }
        var batch = LogBatch()
        batch.settings[Self.conflictIndexSetting] = .some(nil)
        try vault.log.write(batch)
    }

    /// How many of these people may be on the other side of somebody elsewhere; `nil` without an index that is still good.
    func indexMatches(_ persons: [CasePerson]) throws -> Int? {
        guard let index = try heldConflictIndex(), !index.isExpired(at: now) else { return nil }
        return persons.count { person in
            let side: ConflictIndex.Side = person.side == .client ? .opponent : .client
            return person.identity.blindedKeys.contains { index.mayContain($0, on: side) }
        }
    }

    private func heldConflictIndex() throws -> ConflictIndex? {
        try vault.log.setting(Self.conflictIndexSetting).map { try ConflictIndex(body: $0) }
    }

    private func status(of index: ConflictIndex, byteCount: Int) -> ConflictIndexStatus {
        ConflictIndexStatus(
            issued: index.issued, expires: index.expires, isExpired: index.isExpired(at: now), capacity: Int(index.capacity),
            falsePositives: 1 / Double(UInt64(1) << UInt64(index.hashCount)), byteCount: byteCount,
            isOfOtherTables: index.tables != PersonName.tablesFingerprint)
    }

    private func conflictIndexEntries() throws -> [(ConflictIndex.Side, String)] {
        var entries = Set<[String]>()
        func add(_ identity: Identity, _ side: ConflictIndex.Side) {
            for key in identity.blindedKeys { entries.insert([String(side.rawValue), key]) }
        }
        try view.eachRecord(kind: "client") { add(Identity(of: $0), .client) }
        for kind in ["party", "case", "dispute"] {
            try view.eachRecord(kind: kind) { row in
                for person in kind == "party" ? [person(ofParty: row)] : opponents(inTextsOf: row) where person.side == .opponent {
                    add(person.identity, .opponent)
                }
            }
        }
        return entries.sorted { $0.lexicographicallyPrecedes($1) }.map { ($0[0] == "1" ? .client : .opponent, $0[1]) }
    }
}

extension Identity {
    /// What goes into a blinded index, and what is asked of it: telephone numbers, and the first name with each of the others, in
    /// every way that it may be read. A name of one part is in none: it would be found everywhere.
    var blindedKeys: Set<String> {
        var keys = Set(phones.filter { $0.tail.utf8.count == 7 }.map { "phone|" + $0.tail })
        for name in names {
            guard let (first, others) = name.blindedParts else { continue }
            for other in others {
                for one in first {
                    for two in other { keys.insert([one, two].sorted().joined(separator: "|")) }
                }
            }
        }
        return keys
    }
}
