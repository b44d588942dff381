import Records
import ReplicatedLog
import Testing

@testable import Roster

/// One decision as the body of an operation: read back as it was written, and in no other spelling.
struct DecisionTests {
    private static let samples = Result {
        let cutOffs = [
            CutOff(chain: .repeating(1), count: 300, head: EntryHash(hashing: [1])), CutOff(chain: .repeating(2), count: 0, head: .zero),
        ]
        let recipient = (0..<Decision.recipientKeyByteCount).map { UInt8($0 % 251) }
        let key = [UInt8](repeating: 9, count: 32)
        return [
            Decision.epoch(try Epoch(number: 1, registrarKey: key, predecessor: nil, root: .test)),
            .epoch(try Epoch(number: 700, registrarKey: key, predecessor: cutOffs[0], root: .test)),
            .enrol(deviceKey: key, recipientKey: recipient, code: "K7Q", role: .field),
            .enrol(deviceKey: key, recipientKey: recipient, code: "HQ1", role: .headquarters),
            .rekey(deviceKey: key, recipientKey: recipient),
            .space(.north), .grant(deviceKey: key, space: .north, access: .read), .grant(deviceKey: key, space: .south, access: .write),
            .withdraw(deviceKey: key, space: .north, cutOffs: cutOffs), .withdraw(deviceKey: key, space: .north, cutOffs: []),
            .revoke(deviceKey: key, cutOffs: cutOffs), .erase(space: .north, chain: .repeating(3), sequence: 77),
            .settleFork(space: .north, chain: .repeating(3), sequence: 1 << 40, hash: EntryHash(hashing: [2])),
        ]
    }

    @Test func `every decision is read back as it was written`() throws {
        for decision in try Self.samples.get() {
            #expect(try Decision(decision.operation) == decision)
        }
    }

    @Test func `decisions cut short, with bytes left over or changed are refused or are other decisions`() throws {
        for decision in try Self.samples.get() {
            let bytes = decision.canonicalBytes
            for count in 0..<bytes.count {
                #expect(refusal { _ = try Self.read(Array(bytes.prefix(count))) } == .malformed)
            }
            #expect(refusal { _ = try Self.read(bytes + [0]) } == .malformed)
            // Keys are opaque here: the first and last bytes hold everything else.
            for place in bytes.indices where place < 80 || place > bytes.count - 120 {
                var changed = bytes
                changed[place] ^= UInt8(1) << UInt8(place % 8)
                guard let read = try? Self.read(changed) else { continue }
                #expect(read != decision && read.canonicalBytes == changed)
            }
        }
    }

    @Test(arguments: [UInt8(0), 11, 33, 255])
    func `a decision of an unknown kind is kept as it stands`(code: UInt8) throws {
        let operation = Operation.other(code: Operation.rosterCode, bytes: [code, 1, 2, 3])
        let decision = try #require(try Decision(operation))
        #expect(decision == .other(code: code, bytes: [1, 2, 3]))
        #expect(decision.operation == operation)
    }

    @Test func `other operations are no decisions`() throws {
        #expect(try Decision(.other(code: Operation.adoptCode, bytes: [4])) == nil)
        #expect(try Decision(.create(kind: "client", schemaVersion: 1)) == nil)
    }

    @Test func `a decision names at most 512 chains`() throws {
        let cutOff = CutOff(chain: .repeating(1), count: 1, head: .zero)
        func decision(_ count: Int) -> Decision {
            .revoke(deviceKey: [UInt8](repeating: 1, count: 32), cutOffs: Array(repeating: cutOff, count: count))
        }
        #expect(try Decision(decision(512).operation) == decision(512))
        #expect(refusal { _ = try Decision(decision(513).operation) } == .malformed)
    }

    @Test func `a device code in the roster has at most 16 bytes`() throws {
        func decision(_ code: String) -> Decision { .enrol(TestDevice(1), code) }
        #expect(try Decision(decision(String(repeating: "A", count: 16)).operation) != nil)
        #expect(refusal { _ = try Decision(decision(String(repeating: "A", count: 17)).operation) } == .malformed)
    }

    private static func read(_ bytes: [UInt8]) throws -> Decision? { try Decision(.other(code: Operation.rosterCode, bytes: bytes)) }
}
