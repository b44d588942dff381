import Crypto
import Records
import Testing

@testable import Sealing

@Suite struct SealedObjectTests {
    private static let chunk = SealedObject.chunkByteCount
    private let key = Fixture.key(1)
    private let context = Array("here".utf8)

    @Test(arguments: [0, 1, chunk - 1, chunk, chunk + 1, 2 * chunk, 2 * chunk + 77])
    func `what was sealed comes out again, in the stated size`(size: Int) throws {
        let plaintext = Fixture.pattern(size)
        let sealed = SealedObject.seal(plaintext, key: key, context: context)
        #expect(UInt64(sealed.count) == SealedObject.sealedSize(of: UInt64(size)))
        #expect(try SealedObject.open(sealed, key: key, context: context) == plaintext)
    }

    @Test func `sealing twice gives different bytes`() {
        let one = SealedObject.seal([1, 2, 3], key: key, context: context)
        let other = SealedObject.seal([1, 2, 3], key: key, context: context)
        #expect(one.prefix(24) != other.prefix(24))
        #expect(one.dropFirst(56) != other.dropFirst(56))
    }

    @Test func `no bit of a sealed object can be changed`() {
        let sealed = SealedObject.seal(Fixture.pattern(40), key: key, context: context)
        for index in sealed.indices {
            for bit in 0..<8 {
                let found = code {
                    _ = try SealedObject.open(sealed.flipped(at: index, by: 1 << bit), key: key, context: context)
                }
                #expect(found == (index < 56 ? .wrongKey : .damaged), "byte \(index), bit \(bit)")
            }
        }
    }

    @Test func `no end of a small sealed object can be cut off, nor anything added`() {
        let sealed = SealedObject.seal(Fixture.pattern(40), key: key, context: context)
        for length in sealed.indices {
            let found = code {
                _ = try SealedObject.open(Array(sealed.prefix(length)), key: key, context: context)
            }
            #expect(found == (length < 56 + 16 ? .truncated : .damaged), "\(length) bytes")
        }
        #expect(code { _ = try SealedObject.open(sealed + [0], key: key, context: context) } == .damaged)
    }

    @Test(arguments: [56, 56 + 16_400, 56 + 2 * 16_400])
    func `an object cut at a chunk's end is truncated, not shorter`(length: Int) {
        let sealed = SealedObject.seal(Fixture.pattern(2 * Self.chunk + 5), key: key, context: context)
        let found = code {
            _ = try SealedObject.open(Array(sealed.prefix(length)), key: key, context: context)
        }
        #expect(found == .truncated)
    }

    @Test func `a damaged chunk is named, and the others still open`() throws {
        var sealed = SealedObject.seal(Fixture.pattern(3 * Self.chunk), key: key, context: context)
        sealed[56 + 16_400 + 9] ^= 0x80
        let error = #expect(throws: SealingError.self) { try SealedObject.open(sealed, key: key, context: context) }
        #expect(error?.cause as? DamagedChunk == DamagedChunk(index: 1))
        let reader = try SealedObjectReader(
            header: Array(sealed.prefix(56)), sealedSize: UInt64(sealed.count), key: key, context: context)
        let range = reader.sealedRange(ofChunk: 2)
        let third = try reader.open(chunk: 2, sealed[Int(range.lowerBound)..<Int(range.upperBound)])
        #expect(third == Array(Fixture.pattern(3 * Self.chunk)[(2 * Self.chunk)...]))
    }

    @Test func `chunks cannot change places`() throws {
        let sealed = SealedObject.seal(Fixture.pattern(3 * Self.chunk), key: key, context: context)
        let swapped = sealed[..<56] + sealed[(56 + 16_400)..<(56 + 2 * 16_400)] + sealed[56..<(56 + 16_400)] + sealed[(56 + 2 * 16_400)...]
        #expect(code { _ = try SealedObject.open(Array(swapped), key: key, context: context) } == .damaged)
    }

    @Test func `an object opens only with its key and in its place`() {
        let sealed = SealedObject.seal([1, 2, 3], key: key, context: context)
        let elsewhere = Array("there".utf8)
        #expect(code { _ = try SealedObject.open(sealed, key: key, context: elsewhere) } == .wrongKey)
        #expect(code { _ = try SealedObject.open(sealed, key: key, context: []) } == .wrongKey)
        #expect(code { _ = try SealedObject.open(sealed, key: Fixture.key(2), context: context) } == .wrongKey)
    }
}
