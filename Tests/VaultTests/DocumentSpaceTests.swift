import Crypto
import Records
import Testing
import Trials

@testable import Vault

/// A document belongs to spaces, and what one has is not there for another; only the file on disk may be the same.
@Suite struct DocumentSpaceTests {
    private let content: [UInt8] = {
        var random = SeededGenerator(seed: 5)
        return random.bytes(30_000)
    }()
    private var digest: [UInt8] { Array(SHA256.hash(data: content)) }

    private func add(to store: TestVault, in space: SpaceID) throws {
        var pieces = [content]
        #expect(try store.documents.add(to: space) { pieces.popLast() }.digest == digest)
    }

    private func blobs(_ store: TestVault) -> [String] { store.folder.files.filter { $0.hasPrefix("blobs/") } }

    @Test func `a document of one space is not there for another, until that one has it too`() throws {
        let store = try TestVault()
        try add(to: store, in: .north)
        try store.database.ensureKeys(for: [.south])
        for _ in 0..<2 {
            #expect(store.documents.has(digest, in: .north) && !store.documents.has(digest, in: .south))
            #expect(store.documents.size(of: digest, in: .south) == nil)
            #expect(code { _ = try store.documents.read(digest, in: .south, at: 0, count: 1) } == .missing)
            #expect(code { try store.documents.verify(digest, in: .south) } == .missing)
            #expect(store.documents.missingRanges(of: digest, size: 30_000, space: .south) == [0..<30_000])
            #expect(store.documents.documents(in: .south).isEmpty)
            try store.reopen()
        }
        try add(to: store, in: .south)
        #expect(try store.documents.read(digest, in: .south, at: 0, count: 30_000) == content)
        #expect(store.documents.count == 1)
        #expect(blobs(store).count == 1)
    }

    @Test func `a file that spaces share stays as long as one of them is held`() throws {
        let store = try TestVault()
        try add(to: store, in: .north)
        try add(to: store, in: .south)
        try store.vault.removeSpace(.north)
        for _ in 0..<2 {
            #expect(!store.documents.has(digest, in: .north))
            #expect(try store.documents.read(digest, in: .south, at: 0, count: 30_000) == content)
            try store.reopen()
        }
        try store.vault.removeSpace(.south)
        #expect(!store.documents.has(digest, in: .south))
        #expect(blobs(store).isEmpty)
    }

    /// Otherwise one piece, right or wrong, would tell its sender whether the other space has the document.
    @Test func `a document that another space has must come whole here too, and then takes no more room`() throws {
        let store = try TestVault()
        try add(to: store, in: .north)
        try store.database.ensureKeys(for: [.south])
        let receive = { (range: Range<Int>, bytes: [UInt8]) in
            try store.documents.receive(digest, size: 30_000, offset: UInt64(range.lowerBound), bytes: bytes, space: .south)
        }
        #expect(try !receive(0..<10_000, Array(content[..<10_000])))
        #expect(!store.documents.has(digest, in: .south))
        #expect(store.documents.received(digest, in: .south) == 10_000 && store.documents.received(digest, in: .north) == 0)
        #expect(code { _ = try receive(10_000..<30_000, [UInt8](repeating: 0, count: 20_000)) } == .wrongContent)
        #expect(!store.documents.has(digest, in: .south))
        try store.documents.verify(digest, in: .north)
        #expect(try receive(0..<30_000, content))
        #expect(blobs(store).count == 1)
        try store.reopen()
        for space in [SpaceID.north, .south] { try store.documents.verify(digest, in: space) }
    }

    @Test func `a document that arrives for one space mends the damaged file of another`() throws {
        let store = try TestVault()
        try add(to: store, in: .north)
        try store.database.ensureKeys(for: [.south])
        try store.folder.remove(try #require(blobs(store).first))
        #expect(try store.documents.receive(digest, size: 30_000, offset: 0, bytes: content, space: .south))
        for space in [SpaceID.north, .south] { try store.documents.verify(digest, in: space) }
        #expect(blobs(store).count == 1)
    }
}
