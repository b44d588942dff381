import Crypto
import Records
import ReplicatedLog

/// What the targets of the log share: a space, an author whose key is known, and what is done with what a decoder accepted.
struct FuzzedLog {
    let space: SpaceID
    let author: Author

    struct Author {
        let key: Curve25519.Signing.PrivateKey
        let origin: ChainOrigin

        func sign(_ bytes: [UInt8]) throws -> [UInt8] { Array(try key.signature(for: bytes)) }
    }

    let runs: [[UInt8]]
    let payloads: [[UInt8]]

    init(_ vectors: FuzzVectors) throws {
        let vector = try vectors.json("segment.json")
        guard let space = SpaceID(bytes: try FuzzVectors.bytes(vector["space"])), let chains = vector["chains"]?.arrayValue,
            let first = chains.first,
            let origin = ChainOrigin(
                deviceKey: try FuzzVectors.bytes(first["deviceKey"]), incarnation: try FuzzVectors.bytes(first["incarnation"]))
        else { throw FuzzFinding("Samples/vectors/segment.json is another one") }
        self.space = space
        author = Author(
            key: try Curve25519.Signing.PrivateKey(rawRepresentation: try FuzzVectors.bytes(first["deviceSecret"])), origin: origin)
        runs = try chains.flatMap { try ($0["runs"]?.arrayValue ?? []).map { try FuzzVectors.bytes($0["encoded"]) } }
        payloads = try chains.flatMap { try ($0["entries"]?.arrayValue ?? []).map { try FuzzVectors.bytes($0["payload"]) } }
    }

    /// What the entries of a segment come to, however wild, once their author has signed them; and the snapshot of that is read again.
    ///
    /// - Returns: `nil` when they are another author's, or begin later than a chain.
    func folded(_ segment: UnverifiedSegment) throws(FuzzFinding) -> SpaceState? {
        guard segment.origin == author.origin, segment.chain == author.origin.chain(in: space), segment.first == 0,
            let signed = try? segment.prefix(before: segment.end, after: nil, sign: author.sign)
        else { return nil }
        do throws(LogError) {
            _ = try signed.contents.verified(after: nil, erased: { _ in true })
        } catch {
            throw FuzzFinding("what its author signed does not verify: \(error)")
        }
        var state = SpaceState(space: space)
        _ = state.fold(signed)
        return state
    }

    /// A snapshot is no canonical form: what it is read as must come to the same.
    static func check(snapshotOf state: SpaceState) throws(FuzzFinding) {
        var state = state
        guard var read = try? SpaceState(snapshot: state.snapshot()), read.stateHash() == state.stateHash(), read.heads == state.heads
        else {
            throw FuzzFinding("the snapshot of what was folded reads otherwise")
        }
    }
}

/// Encoded segments, and their columns behind deflate.
struct SegmentTarget: FuzzTarget {
    private let log: FuzzedLog
    let seeds: [[UInt8]]

    init(_ vectors: FuzzVectors) throws {
        log = try FuzzedLog(vectors)
        seeds = log.runs
    }

    func inner(_ input: [UInt8]) -> [UInt8]? { try? UnverifiedSegment.inflatedBytes(of: input) }

    func wrapped(_ inner: [UInt8]) -> [UInt8]? { UnverifiedSegment.stored(inner) }

    func run(_ input: [UInt8]) throws(FuzzFinding) -> FuzzOutcome {
        let segment: UnverifiedSegment
        do throws(LogError) { segment = try UnverifiedSegment(decoding: input, in: log.space) } catch {
            return .refused(error.code.rawValue)
        }
        let columns = segment.inflatedBytes()
        guard (try? UnverifiedSegment.inflatedBytes(of: input)) == columns else {
            throw FuzzFinding("accepted, though it is not the one spelling of what it says")
        }
        guard let fresh = UnverifiedSegment.joining([segment]),
            let again = try? UnverifiedSegment(decoding: fresh.encoded(), in: log.space),
            again.inflatedBytes() == columns
        else { throw FuzzFinding("accepted, and cannot be written and read again") }
        guard let state = try log.folded(segment) else { return .accepted(reached: "decoded") }
        try FuzzedLog.check(snapshotOf: state)
        return .accepted(reached: "folded")
    }
}

/// Canonical bytes of one entry's operations.
struct EntryTarget: FuzzTarget {
    private let log: FuzzedLog
    var seeds: [[UInt8]] { log.payloads }

    init(_ vectors: FuzzVectors) throws { log = try FuzzedLog(vectors) }

    func run(_ input: [UInt8]) throws(FuzzFinding) -> FuzzOutcome {
        let payload: Payload
        do throws(ByteFault) { payload = try Payload(canonicalBytes: input) } catch { return .refused("\(error)") }
        guard payload.canonicalBytes == input else { throw FuzzFinding("accepted, though it is not the one spelling of what it says") }
        var writer = ChainWriter(space: log.space, origin: log.author.origin, held: nil, saltSecret: [UInt8](repeating: 7, count: 32))
        let segment: Segment
        do {
            segment = try writer.append(
                payload, time: 1_700_000_000, context: [], roster: RosterHead(count: 1, head: 1), sign: log.author.sign)
        } catch let error as LogError {
            return .accepted(reached: "refused as a save: \(error.code.rawValue)")
        } catch {
            throw FuzzFinding("a save failed with \(error)")
        }
        guard let read = try? UnverifiedSegment(decoding: segment.contents.encoded(), in: log.space),
            read.entries.map(\.payload) == [payload]
        else { throw FuzzFinding("what was saved reads otherwise") }
        guard let state = try log.folded(read) else { throw FuzzFinding("what was saved cannot be folded") }
        try FuzzedLog.check(snapshotOf: state)
        return .accepted(reached: "folded")
    }
}

/// Snapshots of folded spaces.
struct SnapshotTarget: FuzzTarget {
    let seeds: [[UInt8]]
    private let log: FuzzedLog

    init(_ vectors: FuzzVectors) throws {
        let log = try FuzzedLog(vectors)
        self.log = log
        seeds = try log.runs.compactMap { run in
            try log.folded(try UnverifiedSegment(decoding: run, in: log.space))?.snapshot()
        }
    }

    func run(_ input: [UInt8]) throws(FuzzFinding) -> FuzzOutcome {
        var state: SpaceState
        do throws(LogError) { state = try SpaceState(snapshot: input) } catch { return .refused(error.code.rawValue) }
        // Whatever is accepted can be used.
        try FuzzedLog.check(snapshotOf: state)
        for run in log.runs {
            guard let segment = try? UnverifiedSegment(decoding: run, in: log.space),
                let verified = try? segment.verified(after: state.heads[segment.chain], erased: { _ in true })
            else { continue }
            _ = state.fold(verified)
        }
        return .accepted(reached: "used")
    }
}
