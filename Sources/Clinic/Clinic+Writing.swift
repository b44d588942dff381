import Exchange
import Records
import ReplicatedLog
import Roster
import Sealing
import Vault
import Views

extension Clinic {
    typealias Build = (ChainWriter) throws -> (subject: RecordID, operations: [Operation])

    /// What a person saves: allowed by the roster, under a name that the space knows, then as ``commit(in:settings:build:)``.
    @discardableResult
    func write(in space: SpaceID, settings: [String: [UInt8]?] = [:], build: Build) throws -> Segment? {
        try requireWriting(in: space)
        try introducePerson(in: space)
        return try commit(in: space, settings: settings, build: build)
    }

    /// One save: an entry that is signed, sealed and on stable storage before anything shows it. Showing it, and all else that can
    /// wait, is left to whoever looks next or to ``upkeepStep()``.
    ///
    /// - Parameter build: given the writer of the chain, so that new records know their ids.
    /// - Returns: the entry, from here on saved whatever else fails; `nil` when there was nothing to write.
    /// - Throws: only while nothing is saved, so that nobody saves the same again.
    @discardableResult
    func commit(in space: SpaceID, settings: [String: [UInt8]?] = [:], build: Build) throws -> Segment? {
        guard let segment = try signed(in: space, build: build) else { return nil }
        if self.batch != nil {
            self.batch?.add(segment, settings)
            return segment
        }
        var batch = LogBatch()
        batch.segments = [segment]
        batch.settings = settings
        try vault.log.write(batch)
        taken(segment)
        refoldContradicted()
        if queue.changeCount >= Self.changesPerStep { showQueued() }
        scheduleUpkeep()
        return segment
    }

    /// Folds what is on stable storage.
    func taken(_ segment: Segment) {
        show(replica?.fold(segment) ?? [], in: segment.space)
        entriesSinceImage += segment.entries.count
        compactable.insert(ChainPlace(space: segment.space, chain: segment.chain))
    }

    /// What an entry of one's own brings from another space can show that others had been folded wrongly.
    func refoldContradicted() {
        guard let contradicted = replica?.contradicted, !contradicted.isEmpty else { return }
        do {
            try refold(Set(contradicted))
        } catch {
            // No image is written until then, so the next opening folds them again.
            warnings.append("Saved. Caseloads could not be folded again; close the store and open it again.")
        }
    }

    /// Nothing of the replica is held when this returns, or folding would copy it.
    private func signed(in space: SpaceID, build: Build) throws -> Segment? {
        let replica = try member()
        let origin = origin
        let chain = origin.chain(in: space)
        let state = replica.spaces[space] ?? SpaceState(space: space)
        // What waits in the batch is not folded yet, but this device has written it.
        let waiting = batch?.writers[space]
        var writer =
            waiting
            ?? ChainWriter(
                space: space, origin: origin, held: state.heads[chain], saltSecret: withSecretBytes(of: vault.ring.saltSecret) { $0 })
        let (subject, operations) = try build(writer)
        guard !operations.isEmpty else { return nil }
        let key = vault.ring.signingKey
        let segment = try writer.append(
            Payload(person: actingPerson ?? vault.person, subject: subject, operations: operations), time: now,
            context: waiting == nil ? state.contextChange(since: chain) : [], roster: replica.roster.head
        ) { key.sign(labelled: $0) }
        batch?.writers[space] = writer
        return segment
    }

    /// Decisions of the registrar, as one entry of the roster; then what waited for the roster's word is judged again.
    func decide(_ decisions: [Decision]) throws {
        let replica = try member()
        let space = replica.organisation.rosterSpace
        try commit(in: space) { writer in
            // The roster has no records; its first operation stands for the whole.
            (OperationID(chain: writer.chain, sequence: 0, ordinal: 0), decisions.map(\.operation))
        }
        do {
            try judgeAgain()
            try judgeHeldAgain()
            try settleTransfers()
        } catch {
            // The decision stands; the next parcel with a decision has them judged once more.
            warnings.append("Decided. What was kept aside could not be looked through again; read a stick of headquarters.")
        }
    }

    private func judgeHeldAgain() throws {
        var waiting = try member().held.values.filter { $0.reason != .fork }.map(\.contents)
        waiting.sort { ($0.space, $0.chain, $0.first, $0.end) < ($1.space, $1.chain, $1.first, $1.end) }
        var result = ReadReport()
        var report = ParcelReport(file: "", state: .own, byteCount: 0)
        try take(&waiting, into: &result, &report)
    }

    /// Whether the roster lets this device write in a space.
    func requireWriting(in space: SpaceID) throws {
        let replica = try member()
        let device = replica.roster.devices[deviceKey]
        guard device?.revoked == nil else {
            throw ClinicError(
                .deviceRevoked, "Headquarters has revoked this device: what it writes is accepted nowhere.",
                hint: "Ask headquarters; a device that was revoked joins again with a new store.")
        }
        guard device?.grants[space] == .write else {
            throw ClinicError(
                .mayNotWrite, "This device may not write in this space.",
                hint: "Ask headquarters to grant it; `satchel space list` shows what is granted.")
        }
    }

    /// The first time a person writes in a space, the space learns their name.
    private func introducePerson(in space: SpaceID) throws {
        let person = actingPerson ?? vault.person
        let introduction = Introduction(person: person, space: space)
        guard !introduced.contains(introduction) else { return }
        guard try view.personName(person, in: space) == nil, let name = try personName(person) else {
            introduced.insert(introduction)
            return
        }
        try commit(in: space) { writer in
            let record = writer.nextOperation(0)
            return (
                record,
                [
                    .create(kind: KindName.person, schemaVersion: UInt32(catalog[KindName.person]?.version ?? 1)),
                    .put(record: record, field: "person", value: .text(person.description), over: nil),
                    .put(record: record, field: "name", value: .text(name), over: nil),
                ]
            )
        }
        introduced.insert(introduction)
    }

    func personName(_ person: PersonID) throws -> String? {
        try vault.log.setting(Self.namePrefix + person.description).map { String(decoding: $0, as: UTF8.self) }
    }
}

/// That the readers of a space can know a person's name.
struct Introduction: Hashable {
    let person: PersonID
    let space: SpaceID
}

/// Kinds that the program itself knows by name.
enum KindName {
    static let person = "person"
    static let space = "space"
    static let legalCase = "case"
    static let client = "client"
    static let statusEvent = "status_event"
    static let review = "review"
    static let timeEntry = "time_entry"
}

extension SigningKey {
    /// Signs bytes that begin with their own label and its closing zero, as the log composes them.
    func sign(labelled bytes: [UInt8]) -> [UInt8] {
        guard let end = bytes.firstIndex(of: 0) else { preconditionFailure("signed bytes begin with a label") }
        return sign(label: String(decoding: bytes[..<end], as: UTF8.self), message: Array(bytes[(end + 1)...]))
    }
}
