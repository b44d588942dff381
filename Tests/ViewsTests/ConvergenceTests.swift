import Records
import ReplicatedLog
import Testing
import Trials

@testable import Views

/// The view says what the state says, whatever came in which order and in which pieces.
struct ConvergenceTests {
    @Test(arguments: 0..<60)
    func `what is shown is what stands, whatever the order of arrival`(seed: UInt64) throws {
        var world = try TestWorld(seed: seed)
        try world.run(steps: 40)
        try world.deliverAll()
        let expected = ObviousProjection(
            state: world.replicas[0].device.state, operations: world.operations, times: world.times, catalog: TestCatalog.catalog
        ).records()
        for replica in world.replicas { try check(replica.view, expected, seed) }
        // Built again in one piece, in another order; and once more after being reset.
        let rebuilt = try RecordView(catalog: TestCatalog.catalog)
        for _ in 0..<2 {
            var state = SpaceState(space: .north)
            try rebuilt.apply(world.shuffledSegments().flatMap { state.fold($0) }, in: .north)
            try check(rebuilt, expected, seed)
            try rebuilt.reset(.north)
        }
        // Built by a view that was an image in between.
        var state = SpaceState(space: .north)
        var view = try RecordView(catalog: TestCatalog.catalog)
        for segment in world.shuffledSegments() {
            try view.apply(state.fold(segment), in: .north)
            if world.below(10) == 0 { view = try RecordView(image: view.image(), catalog: TestCatalog.catalog) }
        }
        try check(view, expected, seed)
    }

    private func check(_ view: RecordView, _ expected: [RecordID: ObviousProjection.Record], _ seed: UInt64) throws {
        var shown = [RecordID: RecordRow]()
        try view.eachRecord { shown[$0.id] = $0 }
        #expect(Set(shown.keys) == Set(expected.keys), "replay with SEED=\(seed)")
        for (id, row) in shown {
            let record = try #require(expected[id])
            #expect(row.kind == record.kind && row.fields == record.fields && row.conflicts == record.conflicts, "replay with SEED=\(seed)")
            #expect(row.created.time == record.created && row.updated.time == record.updated, "replay with SEED=\(seed)")
            #expect(row.due == record.due && row.isDone == record.isDone, "replay with SEED=\(seed)")
            #expect(
                try view.record(id) == row && view.notes(of: id).map(\.operation).sorted() == record.notes.sorted(),
                "replay with SEED=\(seed)")
            #expect(row.noteCount == record.notes.count, "replay with SEED=\(seed)")
            let related = Set(try view.related(to: id).map { "\($0.field) \($0.record.id)" })
            let referring = expected.flatMap { other, record in
                record.references.compactMap { link in
                    let parts = link.split(separator: " ")
                    return parts[1] == "\(id)" ? "\(parts[0]) \(other)" : nil
                }
            }
            #expect(related == Set(referring), "replay with SEED=\(seed)")
        }
        let conflicts = try view.conflicts().map { "\($0.record.id) \($0.field) \($0.values.count)" }
        let expectedConflicts = expected.flatMap { id, record in record.conflicts.map { "\(id) \($0.key) \($0.value)" } }
        #expect(conflicts.sorted() == expectedConflicts.sorted(), "replay with SEED=\(seed)")
        let due = expected.values.filter { !$0.isDone }.compactMap(\.due).sorted()
        #expect(try view.deadlines().compactMap(\.due) == due, "replay with SEED=\(seed)")
        for text in ["ami", "أمي", "юсу", "lea", "evict", "dee", "070", "amina lease", "evi dee yus"] {
            let found = Set(try view.search(text, limit: 200).map(\.record.id))
            let words = SearchText.words(text)
            let matching = expected.filter { _, record in words.allSatisfy { word in record.words.contains { $0.hasPrefix(word) } } }
            #expect(found == Set(matching.keys), "replay with SEED=\(seed): \(text)")
        }
    }
}
