import Crypto
import Records
import ReplicatedLog
import Roster
import Sealing

/// Keyfiles, and what their checksum covers.
struct KeyfileTarget: FuzzTarget {
    let seeds: [[UInt8]]

    init(_ vectors: FuzzVectors) throws { seeds = [try FuzzVectors.bytes(try vectors.json("sealing.json")["keyfile"]?["keyfile"])] }

    func inner(_ input: [UInt8]) -> [UInt8]? { input.dropLast(SHA256.byteCount) }

    func wrapped(_ inner: [UInt8]) -> [UInt8]? { inner + Array(SHA256.hash(data: inner)) }

    func run(_ input: [UInt8]) throws(FuzzFinding) -> FuzzOutcome {
        let keyfile: Keyfile
        do throws(SealingError) { keyfile = try Keyfile(decoding: input) } catch { return .refused(error.code.rawValue) }
        guard keyfile.encoded == input else { throw FuzzFinding("accepted, though it is not the one spelling of what it says") }
        guard (try? Keyfile.newest(of: [input, nil])) != nil else { throw FuzzFinding("accepted, and then not chosen") }
        return .accepted(reached: "read")
    }
}

/// Requests to join, signed by a device of the target's own.
struct RequestTarget: FuzzTarget {
    private static let label = Array("satchel/v1/join-request\0".utf8)
    private static let keyStart = 8
    private static let signatureByteCount = 64

    let seeds: [[UInt8]]
    private let device = Curve25519.Signing.PrivateKey()

    init(_ vectors: FuzzVectors) throws { seeds = [try FuzzVectors.bytes(try vectors.json("roster.json")["joinRequest"])] }

    func inner(_ input: [UInt8]) -> [UInt8]? { input.dropLast(Self.signatureByteCount) }

    func wrapped(_ inner: [UInt8]) -> [UInt8]? {
        let key = Array(device.publicKey.rawRepresentation)
        guard inner.count > Self.keyStart + key.count else { return nil }
        var bytes = inner
        bytes.replaceSubrange(Self.keyStart..<Self.keyStart + key.count, with: key)
        guard let signature = try? device.signature(for: Self.label + bytes.dropFirst(Self.keyStart)) else { return nil }
        return bytes + Array(signature)
    }

    func run(_ input: [UInt8]) throws(FuzzFinding) -> FuzzOutcome {
        let request: JoinRequest
        do throws(RosterError) { request = try JoinRequest(decoding: input) } catch { return .refused(error.code.rawValue) }
        guard request.encoded == input else { throw FuzzFinding("accepted, though it is not the one spelling of what it says") }
        return .accepted(reached: "read")
    }
}

/// Decisions, written into a chain of the roster behind those of the vector, and folded there.
struct RosterTarget: FuzzTarget {
    let seeds: [[UInt8]]
    private let roster: Roster
    private let log: FuzzedLog

    init(_ vectors: FuzzVectors) throws {
        let vector = try vectors.json("roster.json")
        seeds = try (vector["decisions"]?.arrayValue ?? []).map { try FuzzVectors.bytes($0["bytes"]) }
        guard let organisation = Organisation(rootKey: try FuzzVectors.bytes(vector["rootKey"])) else {
            throw FuzzFinding("a root key is none")
        }
        var roster = Roster(organisation: organisation)
        for chain in vector["chains"]?.arrayValue ?? [] {
            let segment = try UnverifiedSegment(decoding: try FuzzVectors.bytes(chain["segment"]), in: organisation.rosterSpace)
            roster.fold(try segment.verified(after: nil))
        }
        guard !roster.devices.isEmpty else { throw FuzzFinding("the vector of the roster enrols nobody") }
        self.roster = roster
        log = try FuzzedLog(vectors)
    }

    func run(_ input: [UInt8]) throws(FuzzFinding) -> FuzzOutcome {
        let operation = Operation.other(code: Operation.rosterCode, bytes: input)
        let decision: Decision?
        do throws(RosterError) { decision = try Decision(operation) } catch { return .refused(error.code.rawValue) }
        guard decision?.operation == operation else { throw FuzzFinding("accepted, though it is not the one spelling of what it says") }
        return .accepted(reached: try fold(operation))
    }

    /// Anybody may write anything into a chain of the roster, and nothing may come of it.
    private func fold(_ operation: Operation) throws(FuzzFinding) -> String {
        let author = log.author
        var roster = roster
        var writer = ChainWriter(
            space: roster.organisation.rosterSpace, origin: author.origin, held: nil, saltSecret: [UInt8](repeating: 7, count: 32))
        let subject = OperationID(chain: writer.chain, sequence: 0, ordinal: 0)
        guard let person = PersonID(bytes: [UInt8](repeating: 1, count: 16)),
            let segment = try? writer.append(
                Payload(person: person, subject: subject, operations: [operation]), time: 1_700_000_000, context: [],
                roster: RosterHead(count: 0, head: 0), sign: author.sign)
        else { return "too large for an entry" }
        let before = roster.devices
        roster.fold(segment)
        // An epoch that the root key signed counts, whoever passes it on.
        if case .other(_, let bytes) = operation, seeds.contains(bytes), roster.devices != before { return "folded" }
        guard roster.devices == before else { throw FuzzFinding("a stranger's decision changed who belongs to the organisation") }
        return "folded, without effect"
    }
}
