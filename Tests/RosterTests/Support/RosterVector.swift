import Crypto
import Foundation
import Records
import ReplicatedLog
import Sealing
import Testing

@testable import Roster

/// `Samples/vectors/roster.json`: an organisation, its decisions byte by byte, two epochs, and what they come to.
struct RosterVector: Codable, Equatable {
    struct Sample: Codable, Equatable {
        let name: String
        /// The body of the operation.
        let bytes: String
    }

    struct Chain: Codable, Equatable {
        let deviceKey: String
        let chain: String
        /// In order; each entry's decisions.
        let entries: [[String]]
        /// Of each entry.
        let hashes: [String]
        /// The whole chain; one of the possible deflations.
        let segment: String
    }

    struct Device: Codable, Equatable {
        let key: String
        let code: String
        let headquarters: Bool
        let revoked: Bool
        /// By space, in order: 1 read, 2 write.
        let grants: [String: UInt8]
    }

    struct Words: Codable, Equatable {
        let about: String
        let bytes: String
        let words: [String]
    }

    let about: String
    let rootSeed: String
    let rootPrinted: String
    let rootKey: String
    let organisation: String
    let rosterSpace: String
    let decisions: [Sample]
    let chains: [Chain]
    let headCount: UInt64
    let head: String
    let devices: [Device]
    let joinRequest: String
    let words: [Words]

    static let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../Samples/vectors/roster.json")

    static func stored() throws -> RosterVector { try JSONDecoder().decode(RosterVector.self, from: Data(contentsOf: file)) }

    func write() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try (encoder.encode(self) + Data("\n".utf8)).write(to: Self.file)
    }
}

extension RosterVector {
    static func computed() throws -> RosterVector {
        let organisation = try Organisation.test()
        let offices = try offices(organisation)
        let roster = Roster(organisation, offices.flatMap(\.segments))
        let device = TestDevice(20)
        let recipient = try RecipientPrivateKey(seed: SymmetricKey(data: [UInt8](repeating: 4, count: 32))).publicKey.bytes
        let request = try JoinRequest(deviceKey: device.publicKey, recipientKey: recipient, sign: device.sign)
        let acceptance = JoinRequest.acceptanceBytes(organisation, deviceKey: device.publicKey)
        return RosterVector(
            about:
                "Vector of Schemas/roster.md; written and checked by Tests/RosterTests, read by Tests/independent/read_roster.py. All keys are published here.",
            rootSeed: hex([UInt8](repeating: 7, count: 32)), rootPrinted: RootKey.test.printed, rootKey: hex(organisation.rootKey),
            organisation: hex(organisation.id.bytes), rosterSpace: hex(organisation.rosterSpace.bytes), decisions: try samples(),
            chains: try offices.map(chain), headCount: roster.head.count, head: hex(roster.head.head),
            devices: roster.devices.values.sorted { $0.code < $1.code }.map { device in
                Device(
                    key: hex(device.key), code: device.code, headquarters: device.role == .headquarters, revoked: device.revoked != nil,
                    grants: Dictionary(uniqueKeysWithValues: device.grants.map { (hex($0.key.bytes), $0.value.rawValue) }))
            },
            joinRequest: hex(request.encoded),
            words: [
                Words(
                    about: "join request", bytes: hex(request.comparedBytes), words: Sealing.Words.fingerprint(of: request.comparedBytes)),
                Words(about: "acceptance", bytes: hex(acceptance), words: Sealing.Words.fingerprint(of: acceptance)),
            ])
    }

    private static func samples() throws -> [Sample] {
        let key = TestDevice(20).publicKey
        let recipient = [UInt8](repeating: 5, count: Decision.recipientKeyByteCount)
        let cutOff = CutOff(chain: .repeating(0xC1), count: 300, head: EntryHash(hashing: [1]))
        let decisions: [(String, Decision)] = [
            ("first epoch", .epoch(try Epoch(number: 1, registrarKey: key, predecessor: nil, root: .test))),
            ("later epoch", .epoch(try Epoch(number: 300, registrarKey: key, predecessor: cutOff, root: .test))),
            ("enrol", .enrol(deviceKey: key, recipientKey: recipient, code: "K7Q", role: .field)),
            ("enrol headquarters", .enrol(deviceKey: key, recipientKey: recipient, code: "HQ1", role: .headquarters)),
            ("rekey", .rekey(deviceKey: key, recipientKey: recipient)), ("space", .space(.north)),
            ("grant read", .grant(deviceKey: key, space: .north, access: .read)),
            ("grant write", .grant(deviceKey: key, space: .north, access: .write)),
            ("withdraw", .withdraw(deviceKey: key, space: .north, cutOffs: [cutOff])), ("revoke", .revoke(deviceKey: key, cutOffs: [])),
            ("erase", .erase(space: .north, chain: .repeating(0xC1), sequence: 300)),
            ("settle fork", .settleFork(space: .north, chain: .repeating(0xC1), sequence: 300, hash: EntryHash(hashing: [2]))),
            ("release", .release(try #require(try Release(number: 300, files: ["release.json": [1], "b": [2, 3]]).parts.first))),
            ("of a later version", .other(code: 77, bytes: [1, 2, 3])),
        ]
        return decisions.map { Sample(name: $0, bytes: hex($1.canonicalBytes)) }
    }

    /// A registrar and its successor; what the first decided after the cut counts nowhere.
    private static func offices(_ organisation: Organisation) throws -> [Office] {
        let (first, second) = (TestDevice(1), TestDevice(2))
        let (laptop, tablet, lost) = (TestDevice(20), TestDevice(21), TestDevice(22))
        var old = Office(organisation, first)
        try old.decide(
            .epoch(try Epoch(number: 1, registrarKey: first.publicKey, predecessor: nil, root: .test)),
            .enrol(first, "HQ1", role: .headquarters),
            .space(.north), .grant(first, .north, .write))
        try old.decide(.enrol(laptop, "K7Q"), .grant(laptop, .north, .write), .enrol(tablet, "M4T"), .grant(tablet, .north, .write))
        let end = old.end
        try old.decide(.revoke(laptop))
        var new = Office(organisation, second)
        try new.decide(
            .epoch(try Epoch(number: 2, registrarKey: second.publicKey, predecessor: end, root: .test)),
            .enrol(second, "HQ2", role: .headquarters),
            .space(.south), .grant(second, .north, .read), .grant(second, .north, .write))
        try new.decide(
            .withdraw(tablet, .north), .grant(tablet, .north, .read), .grant(laptop, .north, .read), .enrol(lost, "Z9"), .revoke(lost),
            .other(code: 77, bytes: [1]))
        return [new, old]
    }

    private static func chain(_ office: Office) throws -> Chain {
        let segments = office.segments
        let whole = try segments.dropFirst().reduce(segments[0].contents) { try #require($0.joined(with: $1.contents)) }
        return Chain(
            deviceKey: hex(office.device.publicKey), chain: hex(office.chain.bytes),
            entries: segments.map { segment in
                segment.entries.flatMap { $0.payload?.operations ?? [] }.map {
                    if case .other(_, let bytes) = $0 { hex(bytes) } else { "" }
                }
            }, hashes: segments.flatMap(\.hashes).map(\.description), segment: hex(whole.encoded()))
    }
}

/// Lower-case hexadecimal.
func hex(_ bytes: some Sequence<UInt8>) -> String { bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }

func hex(_ number: UInt64) -> String {
    var writer = ByteWriter()
    writer.fixed64(number)
    return hex(writer.bytes)
}

func unhex(_ text: String) throws -> [UInt8] {
    let digits = Array(text.utf8)
    try #require(digits.count % 2 == 0)
    return try stride(from: 0, to: digits.count, by: 2).map {
        try #require(UInt8(String(decoding: digits[$0..<$0 + 2], as: UTF8.self), radix: 16))
    }
}
