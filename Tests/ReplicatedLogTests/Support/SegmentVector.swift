import Crypto
import Foundation
import Records
import Trials

@testable import ReplicatedLog

/// `Samples/vectors/segment.json`: two chains of one space with every operation and value type, and every
/// intermediate result of `Schemas/log.md`, so that a second implementation can find where it differs.
struct SegmentVector: Codable, Equatable {
    struct Context: Codable, Equatable {
        let chain: String
        let count: UInt64
        let head: String
    }

    struct Entry: Codable, Equatable {
        let sequence: UInt64
        let time: Int64
        let context: [Context]
        let rosterCount: UInt64
        let rosterHead: String
        let payload: String
        let salt: String
        let commitment: String
        let previous: String
        let skip: String
        /// What is hashed: label and header.
        let header: String
        let hash: String
        let signature: String
    }

    struct Node: Codable, Equatable {
        let block: UInt64
        let number: UInt8
        let salt: String
    }

    struct Cover: Codable, Equatable {
        let first: UInt64
        let end: UInt64
        let nodes: [Node]
    }

    struct Run: Codable, Equatable {
        let first: UInt64
        let end: UInt64
        /// Sequences without their payload.
        let erased: [UInt64]
        let columns: String
        /// One of the possible deflations of the columns.
        let encoded: String
    }

    struct Chain: Codable, Equatable {
        let deviceSecret: String
        let deviceKey: String
        let incarnation: String
        let saltSecret: String
        let chain: String
        let text: String
        let entries: [Entry]
        let covers: [Cover]
        let runs: [Run]
    }

    let about: String
    let space: String
    let skipTargets: [UInt64]
    let chains: [Chain]
    /// Of both chains folded.
    let stateHash: String
    /// Of both chains folded without the payload of these entries of the first.
    let erased: [UInt64]
    let stateHashErased: String
}

extension SegmentVector {
    static let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../Samples/vectors/segment.json")
        .standardized

    static func stored() throws -> SegmentVector {
        try JSONDecoder().decode(SegmentVector.self, from: Data(contentsOf: url))
    }

    func write() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try FileManager.default.createDirectory(at: Self.url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try (try encoder.encode(self) + Data("\n".utf8)).write(to: Self.url)
    }

    /// - Parameter stored: whose signatures and deflated bytes are taken where they are right, since both have more than
    ///   one valid form.
    static func computed(like stored: SegmentVector?) throws -> SegmentVector {
        let first = try Samples.long(TestDevice(1))
        let second = try Samples.answer(to: first, TestDevice(2))
        let erased: Set<UInt64> = [1, 4]
        return SegmentVector(
            about: "Vector of Schemas/log.md; written and checked by Tests/ReplicatedLogTests, read by Tests/independent/read_segment.py.",
            space: hex(SpaceID.test.bytes), skipTargets: (0..<30).map { SkipLink.target(of: $0) },
            chains: [
                try chain(first, stored?.chains.first, runs: [(0..<6, []), (2..<6, []), (0..<6, [1, 4]), (5..<6, [])]),
                try chain(second, stored?.chains.last, runs: [(0..<3, [])]),
            ],
            stateHash: try stateHash(first, second, erased: []), erased: erased.sorted(),
            stateHashErased: try stateHash(first, second, erased: erased))
    }

    private static func stateHash(_ first: TestChain, _ second: TestChain, erased: Set<UInt64>) throws -> String {
        var state = SpaceState(space: .test)
        for segment in second.segments { _ = state.fold(segment) }
        _ = state.fold(try first.run(0..<first.segments.count).erasing(erased).verified(after: nil, erased: erased.contains))
        return state.stateHash().description
    }

    private static func chain(_ chain: TestChain, _ stored: Chain?, runs: [(Range<Int>, Set<UInt64>)]) throws -> Chain {
        let salts = chain.device.salts
        var previous = EntryHash.zero
        var hashes = [EntryHash]()
        var entries = [Entry]()
        for (index, segment) in chain.segments.enumerated() {
            let body = segment.entries[0]
            guard let payload = body.payload else { throw TestFailure("a sample has no payload") }
            let sequence = UInt64(index)
            let salt = salts.leaf(of: sequence)
            let skip = index == 0 ? EntryHash.zero : hashes[Int(SkipLink.target(of: sequence))]
            let commitment = EntryHash(hashing: salt.bytes + payload.canonicalBytes)
            let header = EntryHeader(
                space: .test, chain: segment.chain, sequence: sequence, previous: previous, skip: skip, time: body.time,
                context: body.context, roster: body.roster, commitment: commitment)
            entries.append(
                Entry(
                    sequence: sequence, time: body.time,
                    context: body.context.map { Context(chain: hex($0.chain.bytes), count: $0.count, head: hex(fixed: $0.head)) },
                    rosterCount: body.roster.count, rosterHead: hex(fixed: body.roster.head), payload: hex(payload.canonicalBytes),
                    salt: hex(salt.bytes), commitment: "\(commitment)", previous: "\(previous)", skip: "\(skip)",
                    header: hex(header.canonicalBytes), hash: "\(header.hash)",
                    signature: signature(of: header.hash, by: chain.device, stored?.entries[safe: index]?.signature)
                        ?? hex(segment.contents.signature)))
            hashes.append(header.hash)
            previous = header.hash
        }
        return Chain(
            deviceSecret: hex(chain.device.key.rawRepresentation), deviceKey: hex(chain.device.origin.deviceKey),
            incarnation: hex(chain.device.incarnation), saltSecret: hex(chain.device.saltSecret), chain: hex(chain.writer.chain.bytes),
            text: "\(chain.writer.chain)", entries: entries,
            covers: [0..<1, 0..<64, 60..<70, 3..<200].map { range in cover(salts, range) },
            runs: try runs.enumerated().map { index, run in
                try self.run(chain, run.0, erased: run.1, signature: entries[run.0.upperBound - 1].signature, stored?.runs[safe: index])
            })
    }

    private static func signature(of hash: EntryHash, by device: TestDevice, _ stored: String?) -> String? {
        guard let stored, let bytes = Trials.bytes(hex: stored) else { return nil }
        return device.key.publicKey.isValidSignature(bytes, for: EntryHeader.signedBytes(for: hash)) ? stored : nil
    }

    private static func cover(_ salts: SaltTree, _ range: Range<UInt64>) -> Cover {
        Cover(
            first: range.lowerBound, end: range.upperBound,
            nodes: salts.cover(range).map { Node(block: $0.block, number: $0.number, salt: hex($0.salt.bytes)) })
    }

    private static func run(
        _ chain: TestChain, _ range: Range<Int>, erased: Set<UInt64>, signature: String, _ stored: Run?
    ) throws -> Run {
        let cut = try chain.run(0..<range.upperBound).fewestSalts(from: chain.device.salts).suffix(from: UInt64(range.lowerBound))
        let erasedRun = cut.erasing(erased)
        guard let bytes = Trials.bytes(hex: signature) else { throw TestFailure("a signature is not hexadecimal") }
        let segment = UnverifiedSegment(
            space: erasedRun.space, chain: erasedRun.chain, first: erasedRun.first, origin: erasedRun.origin, entries: erasedRun.entries,
            salts: erasedRun.salts, signature: bytes)
        var encoded = hex(segment.encoded())
        if let stored, let bytes = Trials.bytes(hex: stored.encoded), try UnverifiedSegment(decoding: bytes, in: .test) == segment {
            encoded = stored.encoded
        }
        return Run(
            first: segment.first, end: segment.end, erased: erased.sorted(), columns: hex(segment.inflatedBytes()), encoded: encoded)
    }
}

private func hex(fixed value: UInt64) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: 16 - text.count) + text
}

extension Array {
    subscript(safe index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
