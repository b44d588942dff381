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
        guard Set(spaces.map(\.0)).count == spaces.count else {
            throw ClinicError(.ambiguous, "A caseload is named twice.", hint: "Name each once, with :read or without.")
        }
        if let known { try requireGrantable(spaces, to: known) }
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
    ///
    /// - Throws: `.badApproval` for one that is damaged or incomplete; `.notFound` when it is none, or is for another device.
    public func previewAcceptance(_ parcel: [UInt8]) throws -> AcceptancePreview {
        let approval = try readApproval(parcel)
        return AcceptancePreview(
            organisation: approval.organisation.id, code: approval.device.code,
            words: Words.fingerprint(of: JoinRequest.acceptanceBytes(approval.organisation, deviceKey: deviceKey)))
    }

    /// Joins the organisation of an approval whose six words were compared: the organisation and its roster are stored together, or
    /// nothing is.
    ///
    /// - Throws: as ``previewAcceptance(_:)``, and what storage throws.
    public func accept(_ parcel: [UInt8]) throws -> ReadReport {
        guard replica == nil else {
            throw ClinicError(
                .alreadyAMember, "This device belongs to an organisation already.", hint: "Make a new store with another --home.")
        }
        let start = ContinuousClock.now
        let approval = try readApproval(parcel)
        var batch = LogBatch()
        batch.settings[Self.organisationSetting] = approval.organisation.rootKey
        batch.segments = approval.outcome.accepted
        batch.held = approval.outcome.held
        let space = approval.organisation.rosterSpace
        var heard = PeerStatements()
        for statement in approval.statements {
            heard.take(statement)
            heard.keep(statement)
        }
        batch.statements = Set(approval.statements.map(\.deviceKey)).map { Self.stored(heard, of: $0, in: space) }
        try vault.log.write(batch)
        var joined = Replica(organisation: approval.organisation)
        let folded = joined.take(approval.outcome)
        replica = joined
        for (space, changes) in folded { show(changes, in: space) }
        followReleases()
        var report = ReadReport()
        statements = heard
        for statement in approval.statements where heard[statement.deviceKey, space].contains(statement) {
            if let code = joined.roster.devices[statement.deviceKey]?.code { report.heardFrom.append(code) }
        }
        let entries = approval.outcome.accepted.flatMap(\.entries)
        entriesSinceImage += entries.count
        report.entries[space] = entries.count
        report.operationCount = entries.reduce(0) { $0 + ($1.payload?.operations.count ?? 0) }
        report.parcels = [approval.report]
        report.seconds = Self.seconds(since: start)
        return report
    }

    /// What an approval carries, verified and not stored.
    private struct CarriedRoster {
        let organisation: Organisation
        let device: Roster.Device
        let outcome: IntakeOutcome
        let statements: [Statement]
        let report: ParcelReport
    }

    /// Reads an approval to its end. Half a roster might lack a grant or a revocation, so a damaged approval is none.
    private func readApproval(_ parcel: [UInt8]) throws -> CarriedRoster {
        var reader = try ParcelReader(ByteArraySource(parcel), keys: vault.ring.recipientKeys)
        var report = ParcelReport(file: "approval", state: .read, byteCount: UInt64(parcel.count))
        var segments = [UnverifiedSegment]()
        var statements = [Statement]()
        while let event = try reader.next() {
            count(event, in: &report)
            guard case .item(let item, let space) = event else { continue }
            switch item {
            case .segment(let bytes): if let segment = try? UnverifiedSegment(decoding: bytes, in: space) { segments.append(segment) }
            case .statement(let bytes), .passedOn(let bytes):
                if let statement = try? Statement(decoding: bytes) { statements.append(statement) }
            case .difference, .chunk, .end: break
            }
        }
        report.isComplete = reader.isComplete
        report.frameCount = reader.frameCount
        guard report.isComplete, report.damagedByteCount == 0 else { throw Self.badApproval }
        guard let organisation = segments.lazy.compactMap(Roster.organisation(founding:)).first else {
            throw ClinicError(
                .notFound, "This parcel is not an approval.", hint: "Take the file that headquarters wrote with `satchel device approve`.")
        }
        var intake = Replica(organisation: organisation).intake(ownDeviceKey: deviceKey, now: now)
        for segment in segments where segment.space == organisation.rosterSpace {
            switch intake.receive(segment) {
            case .accepted(let entryCount): report.entryCount += entryCount
            case .alreadyHeld: report.duplicateSegmentCount += 1
            case .held(let reason): report.held[reason, default: 0] += 1
            case .refused: throw Self.badApproval
            }
        }
        let roster = intake.outcome.roster
        guard let device = roster.devices[deviceKey] else {
            throw ClinicError(
                .notFound, "The approval does not enrol this device.", hint: "Ask headquarters to approve this device's own request.")
        }
        let told = statements.filter {
            $0.space == organisation.rosterSpace && $0.deviceKey != deviceKey && roster.devices[$0.deviceKey] != nil && $0.isSigned
        }
        report.statementCount = told.count
        return CarriedRoster(organisation: organisation, device: device, outcome: intake.outcome, statements: told, report: report)
    }

    private static var badApproval: ClinicError {
        ClinicError(
            .badApproval, "The approval is damaged or incomplete. Nothing was changed.",
            hint: "Copy the file from headquarters once more, and accept it again.")
    }
}

/// A small parcel that is handed over as a file of its own.
private final class MemorySink: ParcelSink {
    private(set) var bytes: [UInt8] = []

    func begin() {}
    func append(_ bytes: [UInt8]) { self.bytes += bytes }
    func end() {}
}
