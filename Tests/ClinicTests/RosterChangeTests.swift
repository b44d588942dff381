import Exchange
import Records
import ReplicatedLog
import Roster
import Testing

@testable import Clinic

/// What was folded before the roster changed stands or falls with the newest roster, on every device.
@Suite struct RosterChangeTests {
    /// What headquarters holds of a device's chains in a space, as the registrar's cut-off.
    private func cutOffs(_ code: String, at field: Field) async throws -> [CutOff] {
        let key = try #require(await field.headquarters.replica?.roster.device(code: code)?.key)
        let state = try #require(await field.headquarters.replica?.spaces[field.space])
        return state.heads.filter { $0.value.origin.deviceKey == key }.map {
            CutOff(chain: $0.key, count: $0.value.count, head: $0.value.hash)
        }
    }

    private func key(_ code: String, at field: Field) async throws -> [UInt8] {
        try #require(await field.headquarters.replica?.roster.device(code: code)?.key)
    }

    @Test func `what a revoked device wrote beyond its cut-off is set aside, also where it was folded before`() async throws {
        let field = try await Field("K7Q", "M4T")
        let first = try await field.addClient("Amina", on: "K7Q")
        try await field.carry(from: "K7Q", to: "HQ1", "M4T")
        let cutOffs = try await cutOffs("K7Q", at: field)
        let late = try await field.addClient("Bilal", on: "K7Q")
        try await field.carry(from: "K7Q", to: "M4T")
        _ = try await field["M4T"].detail(late)

        try await field.headquarters.decide([.revoke(deviceKey: try await key("K7Q", at: field), cutOffs: cutOffs)])
        try await field.carry(from: "HQ1", to: "M4T")
        await #expect(throws: ClinicError.self) { _ = try await field["M4T"].detail(late) }
        _ = try await field["M4T"].detail(first)
        #expect(try await field["M4T"].status().held[.cutOff] == 1)
        #expect(try await field.hashes("HQ1", "M4T").count == 1)
        #expect(try await field["M4T"].check(readData: true).faults.isEmpty)
        try await field.reopen("M4T")
        #expect(try await field.hashes("HQ1", "M4T").count == 1)
        #expect(try await field["M4T"].search("Bilal", kind: nil, space: nil, limit: 5).isEmpty)
        #expect(try await field["M4T"].status().warnings.isEmpty)

        // The registrar raises the cut-off once headquarters has it too: then it counts everywhere.
        try await field.carry(from: "M4T", to: "HQ1")
    }

    @Test func `a segment that reaches across the cut-off comes back as far as headquarters has it`() async throws {
        let field = try await Field("K7Q", "M4T")
        let first = try await field.addClient("Amina", on: "K7Q")
        try await field.carry(from: "K7Q", to: "HQ1")
        let cutOffs = try await cutOffs("K7Q", at: field)
        for number in 0..<40 { try await field.addClient("After \(number)", on: "K7Q") }
        // By now all of it lies in one segment.
        try await field.carry(from: "K7Q", to: "M4T", resend: true)
        try await field.headquarters.decide([.revoke(deviceKey: try await key("K7Q", at: field), cutOffs: cutOffs)])
        for _ in 0..<2 {
            try await field.carry(from: "HQ1", to: "M4T")
            try await field.carry(from: "M4T", to: "HQ1")
        }
        _ = try await field["M4T"].detail(first)
        #expect(try await field.hashes("HQ1", "M4T").count == 1)
        #expect(try await field["M4T"].search("After", kind: nil, space: nil, limit: 5).isEmpty)
    }

    @Test func `a space withdrawn from a device leaves its other spaces alone`() async throws {
        let field = try await Field("K7Q")
        let other = try await field.headquarters.createSpace(name: "Hills").id
        try await field.headquarters.grant(deviceCode: "K7Q", space: other, access: .write)
        try await field.carry(from: "HQ1", to: "K7Q")
        let kept = try await field["K7Q"].add(kind: "client", in: other, fields: ["given_name": .text("Chen")]).record
        let gone = try await field.addClient("Amina", on: "K7Q")
        try await field.carry(from: "K7Q", to: "HQ1")
        try await field.headquarters.decide([
            .withdraw(deviceKey: try await key("K7Q", at: field), space: field.space, cutOffs: [])
        ])
        _ = try await field.headquarters.detail(kept)
        await #expect(throws: ClinicError.self) { _ = try await field.headquarters.detail(gone) }
        #expect(try await field.headquarters.status().held[.cutOff] ?? 0 > 0)

        // Granted again, everything stands again.
        try await field.headquarters.grant(deviceCode: "K7Q", space: field.space, access: .write)
        try await field.carry(from: "K7Q", to: "HQ1", resend: true)
        _ = try await field.headquarters.detail(gone)
    }

    @Test func `what the registrar erases is gone from every device that learns of it, and is not taken in again`() async throws {
        let field = try await Field("K7Q", "M4T")
        let kept = try await field.addClient("Amina", on: "K7Q")
        let gone = try await field.addClient("Bilal", on: "K7Q")
        try await field.carry(from: "K7Q", to: "HQ1", "M4T")
        try await field.headquarters.decide([.erase(space: field.space, chain: gone.chain, sequence: gone.sequence)])
        await #expect(throws: ClinicError.self) { _ = try await field.headquarters.detail(gone) }
        // The laptop does not know yet, and brings it again.
        try await field.carry(from: "K7Q", to: "HQ1", resend: true)
        #expect(try await field.headquarters.search("Bilal", kind: nil, space: nil, limit: 5).isEmpty)
        try await field.carry(from: "HQ1", to: "K7Q", "M4T")
        #expect(try await field.hashes("HQ1", "K7Q", "M4T").count == 1)
        for code in ["HQ1", "K7Q", "M4T"] {
            _ = try await field[code].detail(kept)
            await #expect(throws: ClinicError.self) { _ = try await field[code].detail(gone) }
            #expect(try await field[code].check(readData: true).faults.isEmpty)
            try await field.reopen(code)
            #expect(try await field[code].search("Bilal", kind: nil, space: nil, limit: 5).isEmpty)
        }
        #expect(try await field.hashes("HQ1", "K7Q", "M4T").count == 1)
    }
}
