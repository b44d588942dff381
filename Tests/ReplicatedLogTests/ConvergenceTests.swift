import Records
import Testing
import Trials

@testable import ReplicatedLog

/// Same facts, same state: whatever was written, and in whatever order, pieces and repetitions it arrived.
struct ConvergenceTests {
    @Test(arguments: batches(0..<1_000, of: 25))
    func `replicas agree with the model after every delivery and with each other at the end`(seeds: [UInt64]) throws {
        for seed in seeds {
            var world = World(seed: seed)
            try world.run(steps: 30)
            for index in world.replicas.indices { try world.deliverAll(to: index) }
            for index in world.replicas.indices { world.check(index) }
            let hashes = Set(world.replicas.indices.map { world.replicas[$0].state.stateHash() })
            let vectors = Set(world.replicas.map(\.state.vector))
            #expect(hashes.count == 1 && vectors.count == 1, "replay with SEED=\(seed)")
        }
    }
}

extension World {
    /// Random saves, meetings and restarts.
    mutating func run(steps: Int) throws {
        for _ in 0..<steps {
            let index = generator.below(replicas.count)
            switch generator.below(20) {
            case 0..<10: try write(by: index)
            case 19: restart(index)
            default: try deliver(chain: generator.below(chains.count), to: index)
            }
            check(index, fully: false)
        }
    }

    /// Compares a replica with its model: what stands, what the projection was told, and the hash of it all.
    mutating func check(_ index: Int, fully: Bool = true) {
        let hash = replicas[index].state.stateHash()
        #expect(hash.bytes == replicas[index].model.stateHash(of: .test), "replay with SEED=\(seed)")
        guard fully else { return }
        for place in replicas[index].model.edits.keys { checkPlace(place, of: index) }
    }

    private mutating func checkPlace(_ place: ModelState.Place, of index: Int) {
        let expected = replicas[index].model.survivors(place).map(\.id)
        let name = String(decoding: place.field, as: UTF8.self)
        let field = Picture.Field(record: place.record, name: name)
        let state = replicas[index].state
        let picture = replicas[index].picture
        switch place.sort {
        case .creation:
            #expect(picture.kinds[place.record] == name, "replay with SEED=\(seed)")
        case .register:
            #expect(state.survivors(of: place.record, field: name).map(\.operation) == expected, "replay with SEED=\(seed)")
            #expect(picture.survivors[field] == expected, "replay with SEED=\(seed)")
        case .element:
            let present = picture.elements[field, default: []].contains { $0.canonicalBytes == place.element }
            #expect(present == !expected.isEmpty, "replay with SEED=\(seed)")
        case .notes:
            #expect(picture.notes[field] == Set(expected), "replay with SEED=\(seed)")
        }
    }
}
