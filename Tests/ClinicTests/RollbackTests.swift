import Foundation
import Records
import ReplicatedLog
import Testing

@testable import Clinic

/// What happens when part of a store, or all of it, is put back to an older state.
@Suite struct RollbackTests {
    /// The image is written only after many entries; the record of heads whenever the store is closed.
    @Test(arguments: ["heads and image", "heads", "image"])
    func `an older log is noticed, and nothing that was acknowledged is lost`(witness: String) async throws {
        let field = try await Field("K7Q")
        let first = try await field.addClient("Amina", on: "K7Q")
        try await field.close("K7Q")
        let backup = try field.backUp("K7Q", only: ["log.sqlite"])
        try await field.open("K7Q")
        let second = try await field.addClient("Bilal", on: "K7Q")
        try await field.carry(from: "K7Q", to: "HQ1")
        try await field["K7Q"].writeImage()
        let hash = try await field.status("K7Q").stateHash
        try await field.close("K7Q")

        if witness == "image" { try FileManager.default.removeItem(atPath: field.home("K7Q") + "/heads.sealed") }
        if witness == "heads" { try FileManager.default.removeItem(atPath: field.home("K7Q") + "/view.sealed") }
        try field.restore("K7Q", from: backup)
        try await field.open("K7Q")
        #expect(try await field["K7Q"].status().warnings.count == 1)
        #expect(try await field["K7Q"].detail(first).title.contains("Amina"))
        await #expect(throws: ClinicError.self) { _ = try await field["K7Q"].detail(second) }
        let third = try await field.addClient("Chen", on: "K7Q")
        #expect(third.chain != first.chain)

        try await field.carry(from: "HQ1", to: "K7Q", resend: true)
        #expect(try await field["K7Q"].detail(second).title.contains("Bilal"))
        try await field.carry(from: "K7Q", to: "HQ1")
        #expect(try await field.hashes("HQ1", "K7Q").count == 1)
        #expect(try await field.status("K7Q").stateHash != hash)
        for record in [first, second, third] { _ = try await field.headquarters.detail(record) }

        // Once noticed, it is done with: opening again begins nothing new.
        let incarnation = await field["K7Q"].origin
        try await field.reopen("K7Q")
        #expect(await field["K7Q"].origin == incarnation)
        #expect(try await field["K7Q"].status().warnings.isEmpty)
        #expect(try await field["K7Q"].check(readData: true).faults.isEmpty)
    }

    /// Found by the simulator: the bystander kept the other course for ever.
    @Test func `who holds the other course of another device's chain takes over headquarters' one`() async throws {
        let field = try await Field("K7Q", "M3A")
        let first = try await field.addClient("Amina", on: "K7Q")
        try await field.carry(from: "K7Q", to: "HQ1", "M3A")
        try await field.close("K7Q")
        let backup = try field.backUp("K7Q")
        try await field.open("K7Q")
        let second = try await field.addClient("Bilal", on: "K7Q")
        try await field.carry(from: "K7Q", to: "HQ1")
        try await field.close("K7Q")
        try field.restore("K7Q", from: backup)
        try await field.open("K7Q")
        for name in ["Chen", "Dina", "Elif"] { try await field.addClient(name, on: "K7Q") }
        try await field.carry(from: "K7Q", to: "M3A")

        for _ in 0..<2 {
            for laptop in ["K7Q", "M3A"] { try await field.carry(from: laptop, to: "HQ1") }
            try await field.carry(from: "HQ1", to: "K7Q", "M3A")
        }
        #expect(try await field.hashes("HQ1", "K7Q", "M3A").count == 1)
        for code in ["HQ1", "K7Q", "M3A"] {
            for record in [first, second] { _ = try await field[code].detail(record) }
            for name in ["Chen", "Dina", "Elif"] {
                #expect(try await field[code].search(name, kind: nil, space: nil, limit: 9).count == 1)
            }
            #expect(try await field[code].check(readData: true).faults.isEmpty)
        }
        try await field.reopen("M3A")
        #expect(try await field.hashes("HQ1", "M3A").count == 1)
    }

    @Test(arguments: [true, false])
    func `a store put back as a whole is noticed at the first stick of somebody who knows more of it`(resend: Bool) async throws {
        let field = try await Field("K7Q")
        let first = try await field.addClient("Amina", on: "K7Q")
        try await field.carry(from: "K7Q", to: "HQ1")
        try await field.close("K7Q")
        let backup = try field.backUp("K7Q")
        try await field.open("K7Q")
        let second = try await field.addClient("Bilal", on: "K7Q")
        let third = try await field.addClient("Chen", on: "K7Q")
        try await field.carry(from: "K7Q", to: "HQ1")
        try await field.close("K7Q")

        try field.restore("K7Q", from: backup)
        try await field.open("K7Q")
        #expect(try await field["K7Q"].status().warnings.isEmpty)
        let report = try await field.carry(from: "HQ1", to: "K7Q", resend: resend)
        #expect(report.startedNewIncarnation)
        if !resend {
            // Headquarters did not know yet that this laptop lost something; the laptop's statement says so.
            try await field.carry(from: "K7Q", to: "HQ1")
            try await field.carry(from: "HQ1", to: "K7Q")
        }
        let fourth = try await field.addClient("Dina", on: "K7Q")
        #expect(fourth.chain != first.chain)
        try await field.carry(from: "K7Q", to: "HQ1")
        for record in [first, second, third, fourth] {
            _ = try await field["K7Q"].detail(record)
            _ = try await field.headquarters.detail(record)
        }
        #expect(try await field.hashes("HQ1", "K7Q").count == 1)
        #expect(try await field["K7Q"].check(readData: true).faults.isEmpty)
        #expect(try await !field.carry(from: "HQ1", to: "K7Q", resend: true).startedNewIncarnation)
    }

    /// Fewer, as many, or more entries than headquarters holds of the same chain.
    @Test(arguments: [1, 2, 4], [true, false])
    func `a store put back that went on since writes its own course again, and nobody's words are lost`(
        entryCount: Int, resend: Bool
    ) async throws {
        let field = try await Field("K7Q")
        let amina = try await field.addClient("Amina", on: "K7Q")
        try await field.carry(from: "K7Q", to: "HQ1")
        try await field.close("K7Q")
        let backup = try field.backUp("K7Q")
        try await field.open("K7Q")
        for name in ["Bilal", "Chen"] { try await field.addClient(name, on: "K7Q") }
        try await field.edit(amina, on: "K7Q", ["given_name": .text("Amina before")])
        try await field.carry(from: "K7Q", to: "HQ1")
        try await field.close("K7Q")

        try field.restore("K7Q", from: backup)
        try await field.open("K7Q")
        var written = [RecordID]()
        for number in 0..<entryCount { written.append(try await field.addClient("After \(number)", on: "K7Q")) }
        try await field.edit(written[0], on: "K7Q", ["family_name": .text("Edited")])
        try await field.edit(amina, on: "K7Q", ["given_name": .text("Amina after")])
        let report = try await field.carry(from: "HQ1", to: "K7Q", resend: resend)
        #expect(report.startedNewIncarnation)
        if !resend {
            // Headquarters does not know yet that this laptop lost something, so what it holds more of is no receipt.
            #expect(try await field.status("K7Q").atHeadquarters == 0)
            try await field.reopen("K7Q")
            #expect(try await field.status("K7Q").atHeadquarters == 0)
            try await field.carry(from: "K7Q", to: "HQ1")
            #expect(try await field.headquarters.status().held[.fork] ?? 0 > 0)
            try await field.carry(from: "HQ1", to: "K7Q")
        }
        #expect(try await field["K7Q"].status().held[.fork] ?? 0 > 0)
        try await field.reopen("K7Q")
        try await field.carry(from: "K7Q", to: "HQ1")
        #expect(try await field.hashes("HQ1", "K7Q").count == 1)
        for code in ["HQ1", "K7Q"] {
            for name in ["Bilal", "Chen"] + (0..<entryCount).map({ "After \($0)" }) {
                #expect(
                    try await field[code].search(name, kind: nil, space: nil, limit: 9).count { $0.title.contains(name) } == 1,
                    "\(name) at \(code)")
            }
            // Two people's words about one field: neither had seen the other, so both stand.
            let conflict = try await field[code].conflict(amina, field: "given_name")
            #expect(Set(conflict.candidates.map(\.value)) == [.text("Amina before"), .text("Amina after")])
            #expect(try await field[code].check(readData: true).faults.isEmpty)
        }
        try await field.carry(from: "HQ1", to: "K7Q")
        let status = try await field.status("K7Q")
        #expect(status.onlyHere == 0 && status.onStick == 0 && status.atHeadquarters > 0)
        #expect(try await !field.carry(from: "HQ1", to: "K7Q", resend: true).startedNewIncarnation)
    }

    @Test func `a headquarters put back to an older state says so, and the laptops bring back what it lost`() async throws {
        let field = try await Field("K7Q", "M4T")
        try await field.addClient("Amina", on: "K7Q")
        try await field.carry(from: "K7Q", to: "HQ1", "M4T")
        try await field.close("HQ1")
        let backup = try field.backUp("HQ1")
        try await field.open("HQ1")
        try await field.addClient("Bilal", on: "K7Q")
        try await field.carry(from: "K7Q", to: "HQ1")
        try await field.carry(from: "HQ1", to: "K7Q")
        #expect(try await field.status("K7Q").onlyHere == 0)
        try await field.close("HQ1")

        try field.restore("HQ1", from: backup)
        try await field.open("HQ1")
        // The laptop believes that headquarters has everything, and brings its word for it.
        try await field.addClient("Chen", on: "K7Q")
        let report = try await field.carry(from: "K7Q", to: "HQ1")
        #expect(report.startedNewIncarnation)
        try await field.carry(from: "HQ1", to: "K7Q")
        #expect(try await field.status("K7Q").atHeadquarters < field.status("K7Q").entryCount)
        try await field.carry(from: "K7Q", to: "HQ1")
        try await field.carry(from: "HQ1", to: "K7Q")
        #expect(try await field.hashes("HQ1", "K7Q").count == 1)
        let status = try await field.status("K7Q")
        #expect(status.onlyHere == 0 && status.onStick == 0)
        #expect(try await !field.carry(from: "K7Q", to: "HQ1").startedNewIncarnation)
    }
}
