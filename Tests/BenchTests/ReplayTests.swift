import Clinic
import Records
import Testing

@testable import satchel_bench

struct ReplayTests {
    @Test func `laptops replay their files through the product, and what they hold is what the last writer wrote`() async throws {
        let folder = try WorkloadFolder.twoLaptops()
        let events = try EventFolder(folder.path)
        let survey = try Survey(events)
        var run = try ReplayRun(events, survey, directory: folder.path)
        try await run.found()
        try await run.save(before: survey.incrementStart)
        // d02 edited a case of d01's, which it holds since the two met; d01 has not heard of that edit.
        #expect(run.records.count == 6)
        let conflicts = try await run.laptops[1].clinic.conflicts(space: nil)
        #expect(conflicts.isEmpty)
        let other = try await run.fork("-other")
        #expect(other.laptops.count == 2 && other.headquarters != run.headquarters)
        try await run.save(before: nil)
        let id = try #require(run.records["c-d02"])
        #expect(try await run.laptops[1].clinic.detail(id).fields["status"] == "open")
        #expect(try await other.laptops[1].clinic.detail(id).fields["status"] == "intake")
        #expect(run.saves.count == 19 && run.bareCommits.summary.count > 0)
    }
}
