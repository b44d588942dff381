import Foundation
import Records
import ReplicatedLog
import Roster
import Testing
import Vault

@testable import Clinic

/// An approval is accepted whole or not at all.
@Suite struct JoiningTests {
    /// A laptop that asked to be let in, and what headquarters gave it.
    private func asked(_ field: Field, _ code: String) async throws -> (laptop: Clinic, approval: [UInt8]) {
        let laptop = try await field.stranger(code)
        let request = try await laptop.joinRequest()
        let approval = try await field.headquarters.approve(request: request.bytes, code: code, spaces: [(field.space, .write)])
        return (laptop, approval.parcel)
    }

    private func expectStranger(_ laptop: Clinic) async throws {
        let status = try await laptop.status()
        #expect(status.organisation == nil && status.deviceCode == nil && status.spaces.isEmpty)
        _ = try await laptop.joinRequest()
        let isEmpty = try await laptop.hasEmptyLog()
        #expect(isEmpty)
    }

    @Test func `an approval that was cut off anywhere changes nothing, and the whole one is accepted afterwards`() async throws {
        let field = try await Field("K7Q")
        let (laptop, approval) = try await asked(field, "M4T")
        for step in 0...12 {
            let cut = Array(approval.prefix(approval.count * step / 12 - (step == 12 ? 1 : 0)))
            await #expect(throws: (any Error).self, "\(cut.count) of \(approval.count)") { _ = try await laptop.accept(cut) }
            try await expectStranger(laptop)
        }
        let reopened = try await field.reopen("M4T")
        try await expectStranger(reopened)
        let report = try await reopened.accept(approval)
        #expect(report.parcels.first?.isComplete == true && report.parcels.first?.entryCount == report.entries.values.reduce(0, +))
        #expect(report.heardFrom == [Field.headquarters])
        #expect(try await reopened.spaces().map(\.id) == [field.space])
        try await field.addClient("Amina", on: "M4T")
        try await field.reopen("M4T")
        #expect(try await field["M4T"].status().deviceCode == "M4T")
    }

    @Test func `an approval with a byte changed anywhere changes nothing`() async throws {
        let field = try await Field("K7Q")
        let (laptop, approval) = try await asked(field, "M4T")
        for step in 0..<40 {
            var altered = approval
            altered[(approval.count - 1) * step / 39] ^= 4
            await #expect(throws: (any Error).self, "byte \((approval.count - 1) * step / 39)") { _ = try await laptop.accept(altered) }
            try await expectStranger(laptop)
        }
        _ = try await laptop.accept(approval)
    }

    @Test func `the approval of another laptop, or of another organisation, changes nothing`() async throws {
        let field = try await Field("K7Q")
        let other = try await Field("K7Q")
        let (laptop, approval) = try await asked(field, "M4T")
        let (_, neighbours) = try await asked(field, "P2X")
        let (_, strangers) = try await asked(other, "M4T")
        for wrong in [neighbours, strangers, Array(repeating: 0, count: 4000), []] {
            await #expect(throws: (any Error).self) { _ = try await laptop.accept(wrong) }
            try await expectStranger(laptop)
        }
        _ = try await laptop.accept(approval)
        #expect(try await laptop.status().organisation == field.headquarters.status().organisation)
    }
}

extension Clinic {
    fileprivate func hasEmptyLog() throws -> Bool { vault.log.spaces.isEmpty && replica == nil }
}
