import Foundation
import Records
import ReplicatedLog
import Roster
import Testing

@testable import Clinic

/// Nothing is exported without its reason being written down where what is exported lives.
@Suite struct `The reason of an export` {
    private static let today = CalendarDate("2026-05-10")!

    private func job(_ purpose: String = "internal") -> ExportJob {
        ExportJob(purpose: purpose, recipient: Recipient(name: "the organisation"), reason: "audit", today: Self.today)
    }

    @Test(arguments: ["internal", "data_sharing"]) func `is written, or nothing leaves a device that may only read`(
        purpose: String
    ) async throws {
        let field = try await Field()
        field.clock.set(1_778_371_200)
        _ = try await field.addClient("Mariam", on: "HQ1")
        _ = try await field.headquarters.add(kind: "partner", in: field.space, fields: ["name": "Hospital", "type": "health_provider"])
        let reader = try await field.join("R1D", spaces: [(field.space, .read)])
        try await field.carry(from: "HQ1", to: "R1D")
        let path = field.root + "/out.jsonl"
        let error = await #expect(throws: ClinicError.self) { try await reader.export(job(purpose), toFile: path, force: false) }
        #expect(error?.code == .mayNotWrite)
        #expect(!FileManager.default.fileExists(atPath: path) && !FileManager.default.fileExists(atPath: path + ".new"))
        let spoken = Spoken()
        await #expect(throws: ClinicError.self) { try await reader.export(job(purpose), to: spoken.take) }
        #expect(spoken.count == 0)
    }

    @Test func `stands in the caseload of the case that is exported, and in no other`() async throws {
        let field = try await Field()
        field.clock.set(1_778_371_200)
        let hq = field.headquarters
        let coast = try await hq.createSpace(name: "Coast").id
        _ = try await hq.add(kind: "client", in: coast, fields: ["given_name": "Olena"])
        let matter = try await hq.add(kind: "case", in: field.space, fields: ["title": "Eviction"]).record
        var job = job()
        job.legalCase = matter
        let report = try await hq.export(job, toFile: field.root + "/case.jsonl", force: false)
        #expect(report.recordCount == 1 && report.disclosures.count == 1)
        let disclosure = try await hq.detail(try #require(report.disclosures.first))
        #expect(disclosure.space == field.space && disclosure.fields["case"] == .text(matter.description))
        // Of both caseloads it is written in both.
        job.legalCase = nil
        let both = try await hq.export(job, toFile: field.root + "/all.jsonl", force: false)
        var spaces = Set<SpaceID>()
        for record in both.disclosures { spaces.insert(try await hq.detail(record).space) }
        #expect(spaces == [field.space, coast])
    }
}

/// Counts what was handed out.
private final class Spoken: @unchecked Sendable {
    // Only ever touched by the export that is waited for.
    private(set) var count = 0
    @Sendable func take(_ bytes: [UInt8]) { count += bytes.count }
}
