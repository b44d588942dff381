import Records
import ReplicatedLog
import Testing
import Views

@testable import Clinic

/// A view that takes in changes beside the actor shows what it would show if it had taken them one after another.
@Suite struct ViewFollowerTests {
    private static let space = SpaceID(bytes: [UInt8](repeating: 1, count: 16))!
    private static let chain = ChainID(bytes: [UInt8](repeating: 2, count: 16))!
    private static let person = PersonID(bytes: [UInt8](repeating: 3, count: 16))!

    private static func operation(_ sequence: Int) -> OperationID { OperationID(chain: chain, sequence: UInt64(sequence), ordinal: 0) }

    private static func name(_ name: String, of record: Int, at sequence: Int) -> Change {
        let provenance = Provenance(person: person, chain: chain, time: Int64(sequence))
        return .register(
            record: operation(record), field: "given_name", operation: operation(sequence), value: .text(name),
            survivors: [Survivor(operation: operation(sequence), provenance: provenance)])
    }

    private static func creation(of record: Int) -> Change {
        .created(
            record: operation(record), kind: "client", schemaVersion: 1,
            provenance: Provenance(person: person, chain: chain, time: Int64(record)))
    }

    @Test func `batches are taken in the order of their handing over`() throws {
        let catalog = try SchemaCatalog.embedded()
        let direct = try RecordView(catalog: catalog)
        let follower = ViewFollower(try RecordView(catalog: catalog))
        for round in 0..<40 {
            var changes = [Change]()
            for record in 0..<25 {
                if round == 0 { changes.append(Self.creation(of: record)) }
                changes.append(Self.name("Name \(round) of \(record)", of: record, at: 100 + round * 25 + record))
            }
            follower.take(changes, in: Self.space)
            try direct.apply(changes, in: Self.space)
        }
        #expect(follower.failure == nil)
        #expect(try follower.view.record(Self.operation(7))?.title == "Name 39 of 7")
        #expect(try follower.view.image() == direct.image())
    }

    @Test func `after a batch that cannot be taken no later one is`() throws {
        let follower = ViewFollower(try RecordView(catalog: try SchemaCatalog.embedded()))
        follower.take([Self.creation(of: 1), Self.name("Amina", of: 1, at: 2)], in: Self.space)
        let unseen = Survivor(operation: Self.operation(9), provenance: Provenance(person: Self.person, chain: Self.chain, time: 9))
        follower.take(
            [.register(record: Self.operation(1), field: "phone", operation: Self.operation(3), value: .text("1"), survivors: [unseen])],
            in: Self.space)
        follower.take([Self.name("Bilal", of: 1, at: 4)], in: Self.space)
        #expect(follower.failure?.code == .outOfStep)
        #expect(try follower.view.record(Self.operation(1))?.title == "Amina")
    }
}
