import Records
import ReplicatedLog

/// Bodies of operations that bring entries of another space; behind the signature, as a wild author could sign them.
struct AdoptionTarget: FuzzTarget {
    private let log: FuzzedLog
    private let target: SpaceID
    let seeds: [[UInt8]]

    init(_ vectors: FuzzVectors) throws {
        let log = try FuzzedLog(vectors)
        self.log = log
        guard let target = SpaceID(bytes: [UInt8](repeating: 0x72, count: SpaceID.byteCount)) else {
            preconditionFailure("16 bytes are an identifier")
        }
        self.target = target
        let chains = log.runs.compactMap { run in (try? UnverifiedSegment(decoding: run, in: log.space)).flatMap { ProvableChain([$0]) } }
        let own = chains.filter { $0.origin == log.author.origin }
        guard let longest = own.max(by: { $0.payloads.count < $1.payloads.count }) else {
            throw FuzzFinding("Samples/vectors/segment.json has no whole chain of its author")
        }
        let sequences = longest.payloads.map(\.sequence)
        // All at once, and each by itself.
        seeds = try ([sequences] + sequences.map { [$0] }).flatMap { try AdoptionPacker([longest]).bodies(of: [[longest.chain: $0]]) }
    }

    func inner(_ input: [UInt8]) -> [UInt8]? { input.count > 64 ? Array(input.dropLast(64)) : nil }

    func wrapped(_ inner: [UInt8]) -> [UInt8]? {
        (try? UnverifiedAdoption(decoding: inner + [UInt8](repeating: 0, count: 64)))?.signed(by: log.author.sign)?.bytes()
    }

    func run(_ input: [UInt8]) throws(FuzzFinding) -> FuzzOutcome {
        let adoption: UnverifiedAdoption
        do throws(LogError) { adoption = try UnverifiedAdoption(decoding: input) } catch { return .refused(error.code.rawValue) }
        // Deflate is free to write the same otherwise.
        let again = adoption.bytes()
        guard again == input || (try? UnverifiedAdoption(decoding: again))?.bytes() == again else {
            throw FuzzFinding("accepted, though it is not the one spelling of what it says")
        }
        do throws(LogError) { _ = try adoption.verified() } catch { return .refused(error.code.rawValue) }
        return .accepted(reached: try folded(input, adoption))
    }

    /// Brought twice, by one who edits what it brings in between.
    private func folded(_ input: [UInt8], _ adoption: UnverifiedAdoption) throws(FuzzFinding) -> String {
        var writer = ChainWriter(space: target, origin: log.author.origin, held: nil, saltSecret: [UInt8](repeating: 7, count: 32))
        var state = SpaceState(space: target)
        do {
            for operations in [[Operation.other(code: Operation.adoptCode, bytes: input)], edits(of: adoption)] where !operations.isEmpty {
                for payload in [operations, operations] {
                    guard let first = adoption.adopted.first else { throw FuzzFinding("proved, and brings nothing") }
                    let segment = try writer.append(
                        Payload(person: first.payload.person, subject: first.payload.subject, operations: payload), time: 0, context: [],
                        roster: .none, sign: log.author.sign)
                    _ = state.fold(segment)
                }
            }
        } catch let error as LogError where error.code == .tooLarge {
            return "proved, too large to be saved"
        } catch {
            throw FuzzFinding("a save failed with \(error)")
        }
        guard !state.isContradicted, state.refusedAdoptionCount == 0 else { throw FuzzFinding("proved, and not folded") }
        try FuzzedLog.check(snapshotOf: state)
        return "folded"
    }

    private func edits(of adoption: UnverifiedAdoption) -> [Operation] {
        adoption.adopted.flatMap(\.payload.operations).compactMap { operation in
            if case .put(let record, let field, _, _) = operation {
                .put(record: record, field: field, value: .flag(true), over: nil)
            } else {
                nil
            }
        }
        .prefix(64).map { $0 }
    }
}
