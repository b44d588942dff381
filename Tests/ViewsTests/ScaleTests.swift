import GRDB
import Records
import ReplicatedLog
import Testing

@testable import Views

struct ScaleTests {
    @Test func `twenty thousand records take a row read, a row written and an index entry each`() throws {
        let view = try RecordView(catalog: TestCatalog.catalog)
        let counter = StatementCounter()
        view.queue.writeWithoutTransaction { $0.trace { counter.note($0) } }
        for batch in 0..<20 { try view.apply(changes(batch * 1000..<(batch + 1) * 1000), in: .north) }
        // Read, insert, update, index, and one link; a few more for each batch.
        #expect(counter.count <= 20_000 * 5 + 20 * 20, "\(counter.count)")
        #expect(try view.list(RecordQuery(kind: "case")).total == 20_000)
        #expect(try view.search("title 19999").count == 1 && view.find("K7Q-RD-12345-7").count == 1)
        #expect(try RecordView(image: view.image(), catalog: TestCatalog.catalog).counts().map(\.count) == [20_000])
    }

    private func changes(_ numbers: Range<Int>) -> [Change] {
        numbers.flatMap { number -> [Change] in
            let chain = ChainID.repeating(UInt8(number % 7))
            let id = OperationID(chain: chain, sequence: UInt64(number), ordinal: 0)
            let provenance = Provenance(person: .repeating(1), chain: chain, time: Int64(number))
            let fields: [(String, Value)] = [
                ("number", .text("K7Q-RD-\(number)-7")), ("title", .text("Title \(number)")), ("status", .code("open")),
                ("facts", .text("What happened, when, where and who was involved.")),
            ]
            let edits = fields.enumerated().map { index, field in
                let operation = OperationID(chain: chain, sequence: id.sequence, ordinal: UInt16(index + 1))
                return Change.register(
                    record: id, field: field.0, operation: operation, value: field.1,
                    survivors: [Survivor(operation: operation, provenance: provenance)])
            }
            return [
                .created(record: id, kind: "case", schemaVersion: 1, provenance: provenance),
                .element(
                    record: id, field: "clients", value: .reference(OperationID(chain: chain, sequence: 0, ordinal: 0)), present: true),
            ] + edits
        }
    }
}

/// Counts the statements that the view runs, not those that FTS5 runs for itself.
///
/// Sendable because only ever touched on the queue of one database, which runs one thing at a time.
private final class StatementCounter: @unchecked Sendable {
    private(set) var count = 0

    func note(_ event: Database.TraceEvent) {
        guard case .statement(let statement) = event, !statement.sql.hasPrefix("--") else { return }
        count += 1
    }
}
