import Crypto
import Exchange
import Foundation
import Records
import Sealing
import Testing
import Trials

/// A generator of known numbers, so that the vector is the same for ever (SplitMix64).
private struct Known: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

@Suite struct ConflictIndexTests {
    private static let organisation = SpaceID(bytes: [UInt8](repeating: 7, count: 16))!

    private func index(_ names: [String], falsePositives: Double = 0.001, seed: UInt64 = 1) throws -> ConflictIndex {
        var random = Known(state: seed)
        return try ConflictIndex(
            organisation: Self.organisation, issued: 1_800_000_000, expires: 1_800_000_000 + 60 * 86_400, tables: 42,
            falsePositives: falsePositives, entries: names.map { (.client, $0) }, random: &random)
    }

    @Test(arguments: [0.1, 0.01, 0.001, 0.0001])
    func `finds every entry, and others as seldom as was asked for`(rate: Double) throws {
        let names = (0..<3000).map { "name:\($0)|sound:XYZ" }
        let index = try index(names, falsePositives: rate)
        #expect(names.allSatisfy { index.mayContain($0, on: .client) })
        let others = 20_000
        let found = (0..<others).count { index.mayContain("name:other\($0)|sound:XYZ", on: .client) }
        // Four standard deviations above what is expected of so many.
        let expected = rate * Double(others)
        #expect(Double(found) <= expected + 4 * expected.squareRoot() + 1)
        // The same names on the other side are other entries.
        #expect(Double(names.count { index.mayContain($0, on: .opponent) }) <= 3000 * rate + 4 * (3000 * rate).squareRoot() + 1)
    }

    @Test func `neither size nor content tells how many there are`() throws {
        let few = try index([])
        let many = try index((0..<1000).map { "name:\($0)|name:x" }, seed: 2)
        #expect(few.body.count == many.body.count && few.capacity == ConflictIndex.capacityMin)
        func fill(_ index: ConflictIndex) -> Double {
            let filter = index.body.dropFirst(77)
            return Double(filter.reduce(0) { $0 + $1.nonzeroBitCount }) / Double(filter.count * 8)
        }
        #expect(abs(fill(few) - fill(many)) < 0.03 && abs(fill(few) - 0.5) < 0.03)
    }

    @Test func `has a key of its own each time`() throws {
        let one = try index(["name:a|name:b"], seed: 1)
        let other = try index(["name:a|name:b"], seed: 2)
        #expect(one.body[40..<72] != other.body[40..<72])
    }

    @Test func `is what the vector has`() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Samples/vectors/conflict-index.json")
            .standardized
        let index = try index(["name:muhammad|sound:HDD", "phone|1234567"], falsePositives: 0.01)
        let key = try SigningKey(seed: SymmetricKey(data: [UInt8](repeating: 9, count: 32)))
        let signature = key.sign(label: "satchel/v1/conflict-index", message: index.body)
        let vector: JSONValue = [
            "format": "satchel conflict index 1", "side": .integer(1), "entries": ["name:muhammad|sound:HDD", "phone|1234567"],
            "absent": ["name:ahmad|sound:HDD", "phone|1234568", "name:muhammad|sound:HDR"], "body": .text(hex(index.body)),
            "registrar": .text(hex(key.publicKey)), "signature": .text(hex(signature)), "bits": .integer(Int64(index.hashCount)),
            "capacity": .integer(Int64(index.capacity)),
        ]
        if ProcessInfo.processInfo.environment["WRITE_VECTORS"] != nil {
            try Data(vector.serialized(pretty: true) + [10]).write(to: file)
        }
        let held = try JSONValue(parsing: Array(try Data(contentsOf: file)))
        #expect(held["body"] == vector["body"] && held["registrar"] == vector["registrar"])
        #expect(
            Signature.verify(
                bytes(held["signature"]), label: "satchel/v1/conflict-index", message: bytes(held["body"]),
                publicKey: bytes(held["registrar"])))
        let read = try ConflictIndex(body: bytes(held["body"]))
        #expect(read == index)
        for entry in held["entries"]?.arrayValue ?? [] { #expect(read.mayContain(entry.textValue ?? "", on: .client)) }
        for entry in held["absent"]?.arrayValue ?? [] { #expect(!read.mayContain(entry.textValue ?? "", on: .client)) }
    }

    // MARK: What is hostile

    @Test func `a body that was changed in any head byte is another one or refused`() throws {
        let body = try index(["name:a|name:b"]).body
        for place in 72..<77 {
            for bit in 0..<8 {
                var changed = body
                changed[place] ^= 1 << UInt8(bit)
                #expect(throws: ExchangeError.self, "byte \(place)") { try ConflictIndex(body: changed) }
            }
        }
        for count in [0, 1, 16, 76, 77, body.count - 1] {
            #expect(throws: ExchangeError.self) { try ConflictIndex(body: Array(body.prefix(count))) }
        }
        #expect(throws: ExchangeError.self) { try ConflictIndex(body: body + [0]) }
        // Times: ends before it begins, too long, and at the ends of the numbers.
        for (issued, expires) in [(10, 10), (10, 9), (0, 401 * 86_400), (Int64.min, Int64.max), (Int64.max, Int64.min)] as [(Int64, Int64)]
        {
            var changed = body
            for (place, number) in [(16, issued), (24, expires)] {
                for byte in 0..<8 { changed[place + byte] = UInt8(truncatingIfNeeded: UInt64(bitPattern: number) >> UInt64(56 - 8 * byte)) }
            }
            #expect(throws: ExchangeError.self) { try ConflictIndex(body: changed) }
        }
    }

    @Test func `a file opens for those it was made for, signed by the registrar, and whole`() throws {
        let index = try index(["name:a|name:b"])
        let registrar = SigningKey()
        let devices = [RecipientPrivateKey(), RecipientPrivateKey(), RecipientPrivateKey()]
        var random = Known(state: 3)
        let file = try ConflictIndexFile.seal(index, to: devices.map(\.publicKey), random: &random) {
            registrar.sign(label: $0, message: $1)
        }
        // Three devices and a decoy.
        #expect(file[8] == 2)
        for device in devices { #expect(try ConflictIndexFile.open(file, with: [device], registrar: registrar.publicKey) == index) }
        func code(_ file: [UInt8], _ key: RecipientPrivateKey = devices[0], _ signer: [UInt8]? = nil) -> ExchangeErrorCode? {
            do {
                _ = try ConflictIndexFile.open(file, with: [key], registrar: signer ?? registrar.publicKey)
                return nil
            } catch {
                return error.code
            }
        }
        #expect(code(file, RecipientPrivateKey()) == .notForThisDevice)
        #expect(code(file, devices[0], SigningKey().publicKey) == .malformed)
        #expect(
            code([]) == .notAParcel && code(Array(file.prefix(9))) == .notAParcel
                && code(Array("SPARCEL2".utf8) + file.dropFirst(8)) == .notAParcel)
        for count in stride(from: 10, to: file.count, by: 97) { #expect(code(Array(file.prefix(count))) != nil) }
        for place in stride(from: 0, to: file.count, by: 61) {
            var changed = file
            changed[place] ^= 0x40
            // A byte of a stanza that is for somebody else does not matter to this device.
            let opened = try? ConflictIndexFile.open(changed, with: [devices[0]], registrar: registrar.publicKey)
            #expect(opened == nil || opened == index)
            if place > 9 + 4 * 1168 { #expect(opened == nil) }
        }
        var large = file
        large[8] = 9
        #expect(code(large) == .notAParcel)
        #expect(throws: (any Error).self) { try ConflictIndexFile.seal(index, to: [], random: &random) { _, _ in [] } }
    }

    private func bytes(_ json: JSONValue?) -> [UInt8] {
        let text = Array((json?.textValue ?? "").utf8)
        return stride(from: 0, to: text.count - 1, by: 2).map { UInt8(String(decoding: text[$0...$0 + 1], as: UTF8.self), radix: 16) ?? 0 }
    }
}
