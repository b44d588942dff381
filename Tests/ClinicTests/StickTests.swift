import Clinic
import Exchange
import Foundation
import Records
import ReplicatedLog
import Roster
import Testing

@Suite struct StickTests {
    /// The four places where a device's own entries are, as status tells them.
    private func places(_ field: Field, _ code: String) async throws -> [UInt64] {
        let status = try await field.status(code)
        return [status.onlyHere, status.onStick, status.onOtherDevice, status.atHeadquarters]
    }

    @Test func `two laptops share their work without headquarters, which gets it from either`() async throws {
        let field = try await Field("K7Q", "M4T")
        let first = try await field.addClient("Amina", on: "K7Q")
        let second = try await field.addClient("Bilal", on: "M4T")
        try await field.carry(from: "K7Q", to: "M4T")
        try await field.carry(from: "M4T", to: "K7Q")
        #expect(try await field.hashes("K7Q", "M4T").count == 1)
        // Only the second laptop meets headquarters.
        try await field.carry(from: "M4T", to: "HQ1")
        for record in [first, second] { _ = try await field.headquarters.detail(record) }
        #expect(try await field.hashes("K7Q", "M4T", "HQ1").count == 1)
    }

    @Test func `status follows the work from this device to a stick, to another device, and to headquarters`() async throws {
        let field = try await Field("K7Q", "M4T")
        try await field.addClient("Amina", on: "K7Q")
        // The first save also writes down who the person is.
        #expect(try await places(field, "K7Q") == [2, 0, 0, 0])
        let stick = try field.stick()
        _ = try await field["K7Q"].writeStick(stick, to: nil, resend: false)
        #expect(try await places(field, "K7Q") == [0, 2, 0, 0])
        try await field.addClient("Bilal", on: "K7Q")
        #expect(try await places(field, "K7Q") == [1, 2, 0, 0])
        _ = try await field["M4T"].readStick(stick)
        #expect(try await places(field, "K7Q") == [1, 2, 0, 0])
        try await field.carry(from: "M4T", to: "K7Q")
        #expect(try await places(field, "K7Q") == [1, 0, 2, 0])
        _ = try await field.headquarters.readStick(stick)
        try await field.carry(from: "HQ1", to: "K7Q")
        #expect(try await places(field, "K7Q") == [1, 0, 0, 2])
        _ = try await field["K7Q"].writeStick(stick, to: nil, resend: false)
        #expect(try await places(field, "K7Q") == [0, 1, 0, 2])
        _ = try await field.headquarters.readStick(stick)
        try await field.carry(from: "HQ1", to: "K7Q")
        #expect(try await places(field, "K7Q") == [0, 0, 0, 3])
    }

    @Test func `a receipt of headquarters arrives by way of a third device`() async throws {
        let field = try await Field("K7Q", "M4T")
        try await field.addClient("Amina", on: "K7Q")
        try await field.carry(from: "K7Q", to: "HQ1")
        try await field.carry(from: "HQ1", to: "M4T")
        let report = try await field.carry(from: "M4T", to: "K7Q")
        #expect(report.heardFrom.sorted() == ["HQ1", "M4T"])
        #expect(try await places(field, "K7Q") == [0, 0, 0, 2])
    }

    @Test func `status and what is on sticks survive closing and opening`() async throws {
        let field = try await Field("K7Q", "M4T")
        try await field.addClient("Amina", on: "K7Q")
        try await field.carry(from: "K7Q", to: "M4T")
        try await field.carry(from: "M4T", to: "K7Q")
        try await field.addClient("Bilal", on: "K7Q")
        _ = try await field.parcel(from: "K7Q")
        try await field.addClient("Chen", on: "K7Q")
        let before = try await places(field, "K7Q")
        #expect(before == [1, 1, 2, 0])
        try await field.reopen("K7Q")
        #expect(try await places(field, "K7Q") == before)
    }

    @Test func `reading a stick again, or one's own, changes nothing`() async throws {
        let field = try await Field("K7Q", "M4T")
        try await field.addClient("Amina", on: "K7Q")
        let stick = try field.stick()
        _ = try await field["K7Q"].writeStick(stick, to: nil, resend: false)
        _ = try await field["M4T"].readStick(stick)
        let hash = try await field.status("M4T").stateHash
        let again = try await field["M4T"].readStick(stick)
        #expect(again.entries.isEmpty && again.operationCount == 0 && again.newConflictCount == 0 && again.heardFrom.isEmpty)
        #expect(again.parcels.first?.duplicateSegmentCount ?? 0 > 0)
        #expect(try await field.status("M4T").stateHash == hash)
        let own = try await field["K7Q"].readStick(stick)
        #expect(own.parcels.map(\.state) == [.own])
        #expect(own.entries.isEmpty && !own.startedNewIncarnation)
    }

    @Test func `a newer parcel takes the place of the older one on the same stick`() async throws {
        let field = try await Field("K7Q")
        let stick = try field.stick()
        let first = try await field.addClient("Amina", on: "K7Q")
        #expect(try await field["K7Q"].writeStick(stick, to: nil, resend: false).removedCount == 0)
        let second = try await field.addClient("Bilal", on: "K7Q")
        #expect(try await field["K7Q"].writeStick(stick, to: nil, resend: false).removedCount == 1)
        #expect(try FileManager.default.contentsOfDirectory(atPath: stick + "/SATCHEL").count == 1)
        _ = try await field.headquarters.readStick(stick)
        for record in [first, second] { _ = try await field.headquarters.detail(record) }
    }

    @Test func `a parcel for one device replaces nothing that is meant for others`() async throws {
        let field = try await Field("K7Q", "M4T")
        let stick = try field.stick()
        let record = try await field.addClient("Amina", on: "K7Q")
        _ = try await field["K7Q"].writeStick(stick, to: nil, resend: false)
        let report = try await field["K7Q"].writeStick(stick, to: ["M4T"], resend: false)
        #expect(report.recipientCodes == ["M4T"])
        #expect(report.removedCount == 0)
        _ = try await field.headquarters.readStick(stick)
        _ = try await field.headquarters.detail(record)
    }

    @Test func `a stick with as many parcels as anybody reads takes no more, and one with more is not read`() async throws {
        let field = try await Field("K7Q", "M4T")
        let stick = try field.stick()
        _ = try await field["K7Q"].writeStick(stick, to: nil, resend: false)
        let folder = stick + "/" + StickLayout.folder
        for number in 1..<StickLayout.parcelCountMax { try field.write([0], to: folder + "/OTHER\(100 + number).SPL") }
        func refusal(_ body: () async throws -> Void) async -> ClinicErrorCode? {
            do { try await body() } catch { return (error as? ClinicError)?.code }
            return nil
        }
        // The own one is replaced; one for a single device would be one more.
        _ = try await field["K7Q"].writeStick(stick, to: nil, resend: false)
        #expect(await refusal { _ = try await field["K7Q"].writeStick(stick, to: ["M4T"], resend: false) } == .tooManyParcels)
        #expect(await refusal { _ = try await field["M4T"].writeStick(stick, to: nil, resend: false) } == .tooManyParcels)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == StickLayout.parcelCountMax)
        #expect(await refusal { _ = try await field["M4T"].readStick(stick) } == nil)
        try field.write([0], to: folder + "/OTHER999.SPL")
        #expect(await refusal { _ = try await field["M4T"].readStick(stick) } == .tooManyParcels)
    }

    @Test func `what goes to one device only cannot be read by another`() async throws {
        let field = try await Field("K7Q", "M4T")
        try await field.addClient("Amina", on: "K7Q")
        let parcel = try await field.parcel(from: "K7Q", to: ["M4T"])
        let refused = try #require(try await field.headquarters.readStick(parcel).parcels.first)
        #expect(refused.state == .notForThisDevice)
        #expect(refused.entryCount == 0)
        #expect(try await field["M4T"].readStick(parcel).parcels.first?.entryCount == 2)
        await #expect { _ = try await field.parcel(from: "K7Q", to: ["ZZZ"]) } throws: { ($0 as? ClinicError)?.code == .unknownDevice }
    }

    @Test func `a device learns only the spaces that it is granted`() async throws {
        let field = try await Field("K7Q")
        let other = try await field.headquarters.createSpace(name: "Coast")
        try await field.join("M4T", spaces: [(other.id, .read)])
        let record = try await field.addClient("Amina", on: "HQ1")
        let coast = try await field.headquarters.add(kind: "client", in: other.id, fields: ["given_name": "Bilal"]).record
        let parcel = try await field.parcel(from: "HQ1")
        let first = try await field["K7Q"].readStick(parcel)
        let second = try await field["M4T"].readStick(parcel)
        _ = try await field["K7Q"].detail(record)
        await #expect(throws: ClinicError.self) { _ = try await field["K7Q"].detail(coast) }
        _ = try await field["M4T"].detail(coast)
        await #expect(throws: ClinicError.self) { _ = try await field["M4T"].detail(record) }
        #expect(first.parcels.first?.foreignFrameCount ?? 0 > 0)
        #expect(second.parcels.first?.foreignFrameCount ?? 0 > 0)
        #expect(first.parcels.first?.state == .read && second.parcels.first?.state == .read)
        #expect(try await field["M4T"].spaces().map(\.name) == ["Coast"])
        // To read is not to write.
        await #expect { _ = try await field["M4T"].add(kind: "client", in: other.id, fields: ["given_name": "Chen"]) } throws: {
            ($0 as? ClinicError)?.code == .mayNotWrite
        }
    }

    @Test func `a space granted later arrives with everything written in it before`() async throws {
        let field = try await Field("K7Q")
        let other = try await field.headquarters.createSpace(name: "Coast")
        let record = try await field.headquarters.add(kind: "client", in: other.id, fields: ["given_name": "Bilal"]).record
        try await field.carry(from: "HQ1", to: "K7Q")
        try await field.carry(from: "K7Q", to: "HQ1")
        await #expect(throws: ClinicError.self) { _ = try await field["K7Q"].detail(record) }
        try await field.headquarters.grant(deviceCode: "K7Q", space: other.id, access: .write)
        try await field.carry(from: "HQ1", to: "K7Q")
        _ = try await field["K7Q"].detail(record)
    }

    @Test func `once everything is confirmed a stick carries no entries, unless all of it is asked for`() async throws {
        let field = try await Field("K7Q")
        try await field.addClient("Amina", on: "K7Q")
        try await field.carry(from: "K7Q", to: "HQ1")
        try await field.carry(from: "HQ1", to: "K7Q")
        let quiet = try await field["K7Q"].writeStick(try field.stick("quiet"), to: nil, resend: false)
        #expect(quiet.spaces.map(\.entryCount) == [0])
        let all = try await field["K7Q"].writeStick(try field.stick("all"), to: nil, resend: true)
        #expect(all.spaces.map(\.entryCount) == [try await field.status("K7Q").entryCount])
    }

    @Test func `a device that lost its store is brought level by one stick with everything`() async throws {
        let field = try await Field("K7Q", "M4T")
        let record = try await field.addClient("Amina", on: "K7Q")
        try await field.carry(from: "K7Q", to: "HQ1", "M4T")
        try await field.close("K7Q")
        try FileManager.default.removeItem(atPath: field.home("K7Q"))
        try await field.join("L8W")
        try await field.carry(from: "HQ1", to: "L8W", resend: true)
        _ = try await field["L8W"].detail(record)
        #expect(try await field.hashes("HQ1", "L8W", "M4T").count == 1)
    }
}
