import Crypto
import Records
import Testing
import Trials

@testable import Sealing

@Suite struct SealedObjectStreamTests {
    private let key = Fixture.key(1)

    @Test(arguments: [1000, 4096, 16_383, 16_384, 16_385, 40_000])
    func `pieces of any size give the object that one call gives`(piece: Int) throws {
        let plaintext = Fixture.pattern(3 * 16_384 + 500)
        var random = SeededGenerator(seed: 3)
        let whole = SealedObject.seal(plaintext, key: key, context: [], random: &random)
        random = SeededGenerator(seed: 3)
        var writer = SealedObjectWriter(key: key, context: [], random: &random)
        var output: [UInt8] = []
        for start in stride(from: 0, to: plaintext.count, by: piece) {
            output += writer.update(plaintext[start..<min(start + piece, plaintext.count)])
        }
        output += writer.finish()
        #expect(output == whole)
    }

    @Test func `a writer that was given nothing writes an empty object`() throws {
        let writer = SealedObjectWriter(key: key, context: [])
        let sealed = writer.finish()
        #expect(sealed.count == 72)
        #expect(try SealedObject.open(sealed, key: key, context: []) == [])
    }

    @Test(
        arguments: [0..<0, 0..<1, 16_380..<16_390, 16_384..<16_385, 5..<40_000, 32_768..<33_268, 33_200..<90_000, 70_000..<70_001]
            as [Range<UInt64>])
    func `any range is read from just the chunks that hold it`(range: Range<UInt64>) throws {
        let plaintext = Fixture.pattern(2 * 16_384 + 500)
        let sealed = SealedObject.seal(plaintext, key: key, context: [])
        let reader = try SealedObjectReader(header: Array(sealed.prefix(56)), sealedSize: UInt64(sealed.count), key: key, context: [])
        #expect(reader.chunkCount == 3)
        #expect(reader.plaintextSize == UInt64(plaintext.count))
        let wanted = range.clamped(to: 0..<UInt64(plaintext.count))
        var fetched = 0
        let result = try reader.read(range) { part in
            fetched += 1
            return Array(sealed[Int(part.lowerBound)..<Int(part.upperBound)])
        }
        #expect(result == Array(plaintext[Int(wanted.lowerBound)..<Int(wanted.upperBound)]))
        #expect(fetched == (wanted.isEmpty ? 0 : Int((wanted.upperBound - 1) / 16_384 - wanted.lowerBound / 16_384) + 1))
    }

    @Test func `what fetching throws comes through`() throws {
        struct Unplugged: Error {}
        let sealed = SealedObject.seal([1], key: key, context: [])
        let reader = try SealedObjectReader(header: Array(sealed.prefix(56)), sealedSize: UInt64(sealed.count), key: key, context: [])
        #expect(throws: Unplugged.self) { try reader.read(0..<1) { _ in throw Unplugged() } }
    }

    @Test func `bytes of another length than the chunk's are refused`() throws {
        let sealed = SealedObject.seal([1, 2, 3], key: key, context: [])
        let reader = try SealedObjectReader(header: Array(sealed.prefix(56)), sealedSize: UInt64(sealed.count), key: key, context: [])
        #expect(code { _ = try reader.open(chunk: 0, sealed[56...].dropLast()) } == .truncated)
        #expect(code { _ = try reader.open(chunk: 0, [UInt8]()) } == .truncated)
    }

    @Test func `sizes that no object has are refused before a key is derived`() {
        let header = [UInt8](repeating: 0, count: 56)
        for size in [0, 55, 56, 71, 56 + 16_400, 56 + 16_415] as [UInt64] {
            let found = code {
                _ = try SealedObjectReader(header: header, sealedSize: size, key: key, context: [])
            }
            #expect(found == .truncated, "\(size) bytes")
        }
        let found = code {
            _ = try SealedObjectReader(header: header, sealedSize: .max, key: key, context: [])
        }
        #expect(found == .tooLarge)
    }
}
