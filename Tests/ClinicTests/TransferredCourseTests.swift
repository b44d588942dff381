import Exchange
import Records
import ReplicatedLog
import Roster
import Testing

@testable import Clinic

/// A store was put back, and what was written before and after went to another caseload by hands that each knew one of both.
@Suite struct TransferredCourseTests {
    @Test func `of two courses in another caseload headquarters names one, and nothing that was written is missing there`() async throws {
        let field = try await Field("K7Q", "M3A", "M4T")
        let coast = try await field.headquarters.createSpace(name: "Coast").id
        for code in ["M3A", "M4T"] { try await field.headquarters.grant(deviceCode: code, space: coast, access: .write) }
        try await field.carry(from: "HQ1", to: "K7Q", "M3A", "M4T")
        let client = try await field.addClient("Amina", on: "K7Q")
        try await field.carry(from: "K7Q", to: "HQ1", "M3A", "M4T")
        try await field.close("K7Q")
        let backup = try field.backUp("K7Q")
        try await field.open("K7Q")
        for (reader, note) in [("M3A", "before"), ("M4T", "after")] {
            if reader == "M4T" {
                try await field.close("K7Q")
                try field.restore("K7Q", from: backup)
                try await field.open("K7Q")
            }
            _ = try await field["K7Q"].note(client, field: "notes", text: note)
            try await field.carry(from: "K7Q", to: reader, resend: true)
            field.clock.advance(60)
            try await field[reader].carryOut(try await field[reader].transfer(client, to: coast))
        }
        for laptop in ["M3A", "M4T"] { try await field.carry(from: laptop, to: "HQ1") }
        #expect(await field.headquarters.replica?.roster.settlements.isEmpty == false)
        for _ in 0..<3 {
            for laptop in ["K7Q", "M3A", "M4T"] { try await field.carry(from: laptop, to: "HQ1") }
            for laptop in ["K7Q", "M3A", "M4T"] { try await field.carry(from: "HQ1", to: laptop) }
        }
        var hashes = Set<EntryHash?>()
        for code in ["HQ1", "M3A", "M4T"] {
            let detail = try await field[code].detail(client)
            #expect(detail.space == coast && Set(detail.notes.map(\.text)) == ["before", "after"], "\(code)")
            #expect(await field[code].replica?.spaces[coast]?.contestedAdoptions.isEmpty == true, "\(code)")
            hashes.insert(await field[code].stateHash(of: coast))
        }
        #expect(hashes.count == 1)
    }
}
