import Exchange
import Records
import ReplicatedLog
import Roster
import Testing

@testable import Clinic

/// Taking authority away: what was there stays, what comes later is kept aside until the registrar takes it in.
@Suite struct WithdrawingTests {
    private func carryOut(_ field: Field, _ code: String, space: SpaceID?) async throws -> Withdrawal {
        let withdrawal = try await field.headquarters.withdrawal(deviceCode: code, space: space)
        field.clock.advance(60)
        try await field.headquarters.carryOut(withdrawal)
        return withdrawal
    }

    /// Headquarters' decisions without anything else, as a parcel for one laptop.
    private func decisions(_ field: Field, for code: String) async throws -> String {
        let roster = try await field.headquarters.member().organisation.rosterSpace
        return try await field.headquarters.parcelOfSegments(in: roster, for: field[code], root: field.root) { $0 }
    }

    private func held(_ field: Field, _ code: String) async throws -> Int {
        try await field[code].status().held[.cutOff] ?? 0
    }

    @Test(arguments: [false, true])
    func `later entries are kept aside everywhere, earlier ones accepted whenever they arrive`(revoked: Bool) async throws {
        let field = try await Field("K7Q", "M4T")
        let before = try await field.addClient("Amina", on: "K7Q")
        try await field.carry(from: "K7Q", to: "HQ1")
        let withdrawal = try await carryOut(field, "K7Q", space: revoked ? nil : field.space)
        #expect(withdrawal.entryCount == 2 && withdrawal.chainCount == 1 && !withdrawal.isRepeated && withdrawal.admittedCount == 0)
        // The other laptop hears of it before it has anything that the first one wrote.
        _ = try await field["M4T"].readStick(try await decisions(field, for: "M4T"))
        let after = try await field.addClient("Bilal", on: "K7Q")
        let again = try await field.addClient("Chen", on: "K7Q")
        let report = try await field.carry(from: "K7Q", to: "HQ1", "M4T")
        // What was joined for the way, the entries before the cut-off too, waits as a whole until headquarters brings those.
        #expect(report.parcels.first?.entryCount == 0 && report.parcels.first?.held[.cutOff] == 1)
        _ = try await field.headquarters.detail(before)
        for code in ["HQ1", "M4T"] {
            for record in [after, again] {
                await #expect(throws: ClinicError.self) { _ = try await field[code].detail(record) }
            }
            #expect(try await held(field, code) >= 1)
            #expect(try await field[code].check(readData: true).faults.isEmpty)
        }
        try await field.carry(from: "HQ1", to: "M4T")
        _ = try await field["M4T"].detail(before)
        #expect(try await field.hashes("HQ1", "M4T").count == 1)
        try await field.reopen("HQ1")
        #expect(try await held(field, "HQ1") >= 1)
        await #expect(throws: ClinicError.self) { _ = try await field.headquarters.detail(after) }
    }

    @Test(arguments: [false, true])
    func `doing it again after more came in takes in what was kept aside, here and with the others`(revoked: Bool) async throws {
        let field = try await Field("K7Q", "M4T")
        try await field.addClient("Amina", on: "K7Q")
        try await field.carry(from: "K7Q", to: "HQ1")
        let space = revoked ? nil : field.space
        _ = try await carryOut(field, "K7Q", space: space)
        let unchanged = try await field.headquarters.withdrawal(deviceCode: "K7Q", space: space)
        #expect(unchanged.changesNothing)
        var late = [try await field.addClient("Bilal", on: "K7Q")]
        try await field.carry(from: "K7Q", to: "HQ1", "M4T")
        late.append(try await field.addClient("Chen", on: "K7Q"))
        late.append(try await field.addClient("Dana", on: "K7Q"))
        try await field.carry(from: "K7Q", to: "HQ1")
        let withdrawal = try await carryOut(field, "K7Q", space: space)
        #expect(withdrawal.isRepeated && withdrawal.admittedCount == 3 && withdrawal.entryCount == 5)
        for record in late { _ = try await field.headquarters.detail(record) }
        #expect(try await held(field, "HQ1") == 0)
        try await field.carry(from: "HQ1", to: "M4T")
        for record in late { _ = try await field["M4T"].detail(record) }
        #expect(try await field.hashes("HQ1", "M4T").count == 1)
        // Again it ends there.
        let last = try await field.addClient("Emre", on: "K7Q")
        try await field.carry(from: "K7Q", to: "HQ1")
        await #expect(throws: ClinicError.self) { _ = try await field.headquarters.detail(last) }
        #expect(try await held(field, "HQ1") == 1)
    }

    @Test func `a chain that began after the withdrawal is kept aside whole, and can be taken in`() async throws {
        let field = try await Field("K7Q", "M4T")
        try await field.addClient("Amina", on: "K7Q")
        try await field.carry(from: "K7Q", to: "HQ1")
        _ = try await carryOut(field, "K7Q", space: nil)
        try await field["K7Q"].noticeRollback()
        let record = try await field.addClient("Bilal", on: "K7Q")
        try await field.carry(from: "K7Q", to: "HQ1")
        await #expect(throws: ClinicError.self) { _ = try await field.headquarters.detail(record) }
        let withdrawal = try await carryOut(field, "K7Q", space: nil)
        #expect(withdrawal.chainCount == 2 && withdrawal.admittedCount == 1)
        _ = try await field.headquarters.detail(record)
    }

    @Test func `a withdrawal concerns one space, ends writing there, and can be taken back`() async throws {
        let field = try await Field("K7Q", "M4T")
        let coast = try await field.headquarters.createSpace(name: "Coast")
        try await field.headquarters.grant(deviceCode: "K7Q", space: coast.id, access: .write)
        let record = try await field.addClient("Amina", on: "K7Q")
        try await field.carry(from: "K7Q", to: "HQ1")
        _ = try await carryOut(field, "K7Q", space: field.space)
        try await field.carry(from: "HQ1", to: "K7Q")
        await #expect { try await field.addClient("Bilal", on: "K7Q") } throws: { ($0 as? ClinicError)?.code == .mayNotWrite }
        _ = try await field["K7Q"].add(kind: "client", in: coast.id, fields: ["given_name": "Chen"])
        // What was on the laptop stays on it.
        _ = try await field["K7Q"].detail(record)
        try await field.headquarters.grant(deviceCode: "K7Q", space: field.space, access: .write)
        try await field.carry(from: "HQ1", to: "K7Q")
        let back = try await field.addClient("Dana", on: "K7Q")
        try await field.carry(from: "K7Q", to: "HQ1")
        _ = try await field.headquarters.detail(back)
        #expect(try await held(field, "HQ1") == 0)
    }

    @Test func `a grant never lowers in silence: it says to withdraw first, and then does what it says`() async throws {
        let field = try await Field("K7Q")
        try await field.addClient("Amina", on: "K7Q")
        try await field.carry(from: "K7Q", to: "HQ1")
        let roster = try await field.headquarters.member().roster.head
        await #expect { try await field.headquarters.grant(deviceCode: "K7Q", space: field.space, access: .read) } throws: {
            let error = $0 as? ClinicError
            return error?.code == .wouldLower && error?.hint.contains("device withdraw") == true
        }
        // What it has already is no decision.
        try await field.headquarters.grant(deviceCode: "K7Q", space: field.space, access: .write)
        #expect(try await field.headquarters.member().roster.head == roster)
        _ = try await carryOut(field, "K7Q", space: field.space)
        try await field.headquarters.grant(deviceCode: "K7Q", space: field.space, access: .read)
        try await field.carry(from: "HQ1", to: "K7Q")
        #expect(try await field["K7Q"].spaces().map(\.access) == [.read])
        await #expect { try await field.addClient("Bilal", on: "K7Q") } throws: { ($0 as? ClinicError)?.code == .mayNotWrite }
        let later = try await field.headquarters.add(kind: "client", in: field.space, fields: ["given_name": "Chen"]).record
        try await field.carry(from: "HQ1", to: "K7Q")
        _ = try await field["K7Q"].detail(later)
    }

    @Test func `what was kept aside for want of a grant is taken in as soon as it is granted`() async throws {
        let field = try await Field("K7Q")
        let coast = try await field.headquarters.createSpace(name: "Coast")
        let segments = try await field["K7Q"].entryOnItsOwnWord(in: coast.id)
        let parcel = try await field["K7Q"].parcelOfSegments(
            in: coast.id, for: field.headquarters, root: field.root, segments: segments)
        _ = try await field.headquarters.readStick(parcel)
        #expect(try await field.headquarters.status().held[.notGranted] == 1)
        let before = try await field.headquarters.status().spaces.first { $0.space == coast.id }?.entryCount
        try await field.headquarters.grant(deviceCode: "K7Q", space: coast.id, access: .write)
        #expect(try await field.headquarters.status().held.isEmpty)
        #expect(try await field.headquarters.status().spaces.first { $0.space == coast.id }?.entryCount == (before ?? 0) + 1)
    }

    @Test func `a revoked device is sealed nothing, is not granted or approved again, and stops writing when it hears of it`() async throws
    {
        let field = try await Field("K7Q", "M4T")
        let request = try await field.stranger("P2X").joinRequest().bytes
        _ = try await field.headquarters.approve(request: request, code: "P2X", spaces: [])
        for code in ["K7Q", "P2X"] { _ = try await carryOut(field, code, space: nil) }
        #expect(try await field.headquarters.devices().filter(\.isRevoked).map(\.code) == ["K7Q", "P2X"])
        await #expect { try await field.headquarters.grant(deviceCode: "K7Q", space: field.space, access: .write) } throws: {
            ($0 as? ClinicError)?.code == .deviceRevoked
        }
        await #expect { _ = try await field.headquarters.approve(request: request, code: "P2X", spaces: []) } throws: {
            ($0 as? ClinicError)?.code == .deviceRevoked
        }
        let parcel = try await field.parcel(from: "HQ1")
        #expect(try await field["K7Q"].readStick(parcel).parcels.first?.state == .notForThisDevice)
        try await field.addClient("Amina", on: "K7Q")
        // Somebody hands the decision over all the same.
        _ = try await field["K7Q"].readStick(try await decisions(field, for: "K7Q"))
        await #expect { try await field.addClient("Bilal", on: "K7Q") } throws: { ($0 as? ClinicError)?.code == .deviceRevoked }
    }

    @Test func `what cannot be withdrawn is refused, and nothing is written`() async throws {
        let field = try await Field("K7Q")
        let coast = try await field.headquarters.createSpace(name: "Coast")
        let roster = try await field.headquarters.member().roster.head
        func code(_ device: String, _ space: SpaceID?, on clinic: Clinic) async -> ClinicErrorCode? {
            do {
                _ = try await clinic.withdrawal(deviceCode: device, space: space)
                return nil
            } catch {
                return (error as? ClinicError)?.code
            }
        }
        #expect(await code("HQ1", nil, on: field.headquarters) == .registrarsOwn)
        #expect(await code("HQ1", field.space, on: field.headquarters) == .registrarsOwn)
        #expect(await code("ZZZ", nil, on: field.headquarters) == .unknownDevice)
        #expect(await code("K7Q", coast.id, on: field.headquarters) == .nothingToDo)
        #expect(await code("K7Q", nil, on: field["K7Q"]) == .notHeadquarters)
        #expect(try await field.headquarters.member().roster.head == roster)
        _ = try await carryOut(field, "K7Q", space: nil)
        #expect(await code("K7Q", field.space, on: field.headquarters) == .deviceRevoked)
    }
}
