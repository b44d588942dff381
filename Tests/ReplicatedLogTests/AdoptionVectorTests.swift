import Foundation
import Records
import Testing
import Trials

@testable import ReplicatedLog

/// `Samples/vectors/adoption.json` is what this code writes, byte for byte; `Tests/independent/read_adoption.py` reads it.
struct AdoptionVectorTests {
    private struct Vector: Codable, Equatable {
        struct Brought: Codable, Equatable {
            let sequence: UInt64
            let time: Int64
            let payload: String
        }

        struct Body: Codable, Equatable {
            let bytes: String
            let chain: String
            let brought: [Brought]
            /// By sequence.
            let hashes: [String: String]
        }

        let about: String
        let bodies: [Body]
    }

    private static let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Samples/vectors/adoption.json")
        .standardized

    /// Entries of two chains that had seen each other, one signature behind them; and one entry that is deflated.
    private func computed() throws -> Vector {
        let device = TestDevice(9)
        var other = TestChain(TestDevice(10))
        try other.save([.create(kind: "client", schemaVersion: 1)], time: 90)
        var chain = TestChain(device)
        let client = chain.writer.nextOperation(0)
        try chain.save([.create(kind: "client", schemaVersion: 1)], time: 100)
        for sequence in 1..<12 {
            let seen = ContextItem(chain: other.writer.chain, count: 1, head: other.segments[0].hashes[0].short)
            try chain.save(
                [.put(record: client, field: "name", value: .text("Amína \(sequence)"), over: nil)], about: client,
                time: 100 + Int64(sequence * sequence), context: sequence == 5 ? [seen] : [], roster: RosterHead(count: 3, head: 7))
        }
        let joined = try #require(UnverifiedSegment.joining(chain.segments.map(\.contents)))
        var long = TestChain(TestDevice(11))
        try long.save([.note(record: client, field: "log", text: String(repeating: "She came back. ", count: 60), about: nil)])
        let packer = AdoptionPacker(try [[joined], other.segments.map(\.contents)].map { try #require(ProvableChain($0)) })
        let deflating = AdoptionPacker([try #require(ProvableChain(long.segments.map(\.contents)))])
        let bodies =
            try packer.bodies(of: [[chain.writer.chain: [0, 2, 7], other.writer.chain: [0]]])
            + deflating.bodies(of: [[long.writer.chain: [0]]], bytesMax: 600)
        return Vector(
            about: "Bodies of operations of code 6: Schemas/log.md, Adopting.",
            bodies: try bodies.map { body in
                let adoption = try UnverifiedAdoption(decoding: body)
                return Vector.Body(
                    bytes: hex(body), chain: adoption.chain.description,
                    brought: try adoption.verified().entries.compactMap { entry in
                        entry.payload.map { Vector.Brought(sequence: entry.sequence, time: entry.time, payload: hex($0.canonicalBytes)) }
                    },
                    hashes: Dictionary(
                        uniqueKeysWithValues: try adoption.verified().entries.map { (String($0.sequence), $0.hash.description) }))
            })
    }

    @Test func `everything in the vector is what is computed here`() throws {
        let computed = try computed()
        if ProcessInfo.processInfo.environment["WRITE_VECTORS"] != nil {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            try (encoder.encode(computed) + Data("\n".utf8)).write(to: Self.url)
        }
        // Signatures of Ed25519 are random here, and deflate is free: what they are of is not.
        let stored = try JSONDecoder().decode(Vector.self, from: Data(contentsOf: Self.url))
        #expect(stored.bodies.map(\.chain) == computed.bodies.map(\.chain))
        #expect(stored.bodies.map(\.brought) == computed.bodies.map(\.brought))
        #expect(stored.bodies.map(\.hashes) == computed.bodies.map(\.hashes))
        #expect(stored.bodies.dropLast().map { $0.bytes.dropLast(128) } == computed.bodies.dropLast().map { $0.bytes.dropLast(128) })
    }

    @Test func `the vector's bodies are proved as they lie there`() throws {
        let stored = try JSONDecoder().decode(Vector.self, from: Data(contentsOf: Self.url))
        for body in stored.bodies {
            let adoption = try UnverifiedAdoption(decoding: try #require(bytes(hex: body.bytes))).verified()
            #expect(adoption.entries.compactMap { $0.payload.map { hex($0.canonicalBytes) } } == body.brought.map(\.payload))
        }
    }
}
