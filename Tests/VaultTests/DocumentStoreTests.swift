import Crypto
import Records
import Sealing
import Synchronization
import Testing
import Trials

@testable import Vault

@Suite struct DocumentStoreTests {
    static let sizes = [0, 1, 16_383, 16_384, 16_385, 200_000]

    private func content(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
        var random = SeededGenerator(seed: seed)
        return random.bytes(count)
    }

    private func digest(_ bytes: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: bytes)) }

    @discardableResult
    private func add(_ bytes: [UInt8], to store: TestVault, in space: SpaceID = .north) throws -> [UInt8] {
        var rest = bytes[...]
        let (digest, size) = try store.documents.add(to: space) {
            let piece = rest.prefix(10_000)
            rest = rest.dropFirst(10_000)
            return piece.isEmpty ? nil : Array(piece)
        }
        #expect(size == UInt64(bytes.count))
        return digest
    }

    private func blobs(_ store: TestVault) -> [String] { store.folder.files.filter { $0.hasPrefix("blobs/") } }

    /// A simulated world would not replay: whether two names begin alike decides how often a disk is asked for a folder.
    @Test func `the names of files come from the store's own source of randomness`() throws {
        func names(seed: UInt64) throws -> [String] {
            let numbers = Mutex(SeededGenerator(seed: seed))
            let store = try TestVault(random: Randomness { numbers.withLock { $0.next() } })
            for number in 1...3 { try add(content(500, seed: UInt64(number)), to: store) }
            return blobs(store)
        }
        #expect(try names(seed: 4) == names(seed: 4))
        #expect(try names(seed: 4) != names(seed: 5))
    }

    @Test(arguments: sizes)
    func `a document is read back in any ranges, before and after the store was opened again`(size: Int) throws {
        let store = try TestVault()
        let bytes = content(size)
        let digest = try add(bytes, to: store)
        #expect(digest == self.digest(bytes))
        for _ in 0..<2 {
            #expect(store.documents.has(digest, in: .north))
            #expect(store.documents.size(of: digest, in: .north) == UInt64(size))
            #expect(store.documents.documents(in: .north) == [digest])
            #expect(store.documents.documents(in: .south).isEmpty)
            try store.documents.verify(digest, in: .north)
            for (offset, count) in [(0, size), (0, 1), (size / 2, 20_000), (16_383, 2), (size, 1), (size + 1, 1), (1, Int.max)] {
                let expected = Array(bytes.dropFirst(min(offset, size)).prefix(count))
                #expect(try store.documents.read(digest, in: .north, at: UInt64(offset), count: count) == expected)
            }
            try store.reopen()
        }
    }

    @Test(arguments: sizes)
    func `the file of a document shows only its padded size and a random name`(size: Int) throws {
        let store = try TestVault()
        try add(content(size), to: store)
        let file = try #require(blobs(store).first)
        let bytes = try store.folder.bytes(file)
        #expect(UInt64(bytes.count) == Padme.paddedSize(SealedObject.sealedSize(of: UInt64(size))))
        #expect(try store.folder.permissions(file) == 0o600)
        #expect(try store.folder.permissions("blobs") == 0o700)
    }

    @Test(arguments: 0..<6 as Range<UInt64>)
    func `pieces arrive in any order, overlapping and repeated, and give the document`(seed: UInt64) throws {
        let store = try TestVault()
        var random = SeededGenerator(seed: seed)
        let bytes = content(50_000 + random.below(30_000), seed: seed)
        let digest = digest(bytes)
        let size = UInt64(bytes.count)
        try store.database.ensureKeys(for: [.north])
        var complete = false
        while !complete {
            let missing = store.documents.missingRanges(of: digest, size: size, space: .north)
            let gap = try #require(missing.randomElement(using: &random))
            // Somewhere around the gap, so that pieces overlap.
            let start = max(0, Int(gap.lowerBound) - random.below(3000))
            let end = min(bytes.count, start + 4000 + random.below(9000))
            for _ in 0...random.below(2) {
                complete = try store.documents.receive(
                    digest, size: size, offset: UInt64(start), bytes: Array(bytes[start..<end]), space: .north)
            }
            if random.below(3) == 0 { try store.reopen() }
        }
        #expect(try store.documents.read(digest, in: .north, at: 0, count: bytes.count) == bytes)
        #expect(store.documents.missingRanges(of: digest, size: size, space: .north).isEmpty)
        #expect(try store.database.raw.rowCount(.chunk) == 0)
        try store.reopen()
        try store.documents.verify(digest, in: .north)
        #expect(store.vault.damage.isEmpty)
    }

    @Test func `how far a document has arrived is known`() throws {
        let store = try TestVault()
        let bytes = content(30_000)
        let digest = digest(bytes)
        try store.database.ensureKeys(for: [.north])
        func receive(_ range: Range<Int>) throws -> Bool {
            try store.documents.receive(
                digest, size: 30_000, offset: UInt64(range.lowerBound), bytes: Array(bytes[range]), space: .north)
        }
        #expect(store.documents.received(digest, in: .north) == 0)
        #expect(try !receive(10_000..<20_000))
        #expect(store.documents.received(digest, in: .north) == 0)
        #expect(store.documents.missingRanges(of: digest, size: 30_000, space: .north) == [0..<10_000, 20_000..<30_000])
        #expect(try !receive(0..<10_000))
        try store.reopen()
        #expect(store.documents.received(digest, in: .north) == 20_000)
        #expect(try receive(20_000..<30_000))
        // What is there already needs nothing more.
        #expect(try receive(0..<10_000))
    }

    @Test func `pieces that do not give the document are dropped, and the right ones are taken afterwards`() throws {
        let store = try TestVault()
        let bytes = content(20_000)
        let digest = digest(bytes)
        try store.database.ensureKeys(for: [.north])
        _ = try store.documents.receive(digest, size: 20_000, offset: 0, bytes: content(10_000, seed: 9), space: .north)
        #expect(
            code { _ = try store.documents.receive(digest, size: 20_000, offset: 10_000, bytes: Array(bytes[10_000...]), space: .north) }
                == .wrongContent)
        #expect(!store.documents.has(digest, in: .north))
        #expect(blobs(store).isEmpty)
        #expect(try store.database.raw.rowCount(.chunk) == 0)
        #expect(try store.documents.receive(digest, size: 20_000, offset: 0, bytes: bytes, space: .north))
    }

    @Test func `somebody who lies about the size does not keep the document out`() throws {
        let store = try TestVault()
        let bytes = content(20_000)
        let digest = digest(bytes)
        try store.database.ensureKeys(for: [.north])
        #expect(try !store.documents.receive(digest, size: 20_001, offset: 0, bytes: [1, 2, 3], space: .north))
        #expect(try store.documents.receive(digest, size: 20_000, offset: 0, bytes: bytes, space: .north))
        #expect(try store.documents.read(digest, in: .north, at: 0, count: 20_000) == bytes)
    }

    @Test(arguments: [
        (size: DocumentStore.documentBytesMax + 1, offset: 0, count: 1), (size: 10, offset: 11, count: 0), (size: 10, offset: 5, count: 6),
        (size: 10, offset: UInt64.max, count: 1),
    ])
    func `pieces out of bounds are refused`(size: UInt64, offset: UInt64, count: Int) throws {
        let store = try TestVault()
        try store.database.ensureKeys(for: [.north])
        let bytes = [UInt8](repeating: 1, count: count)
        #expect(code { _ = try store.documents.receive(digest([]), size: size, offset: offset, bytes: bytes, space: .north) } == .tooLarge)
        #expect(code { _ = try store.documents.receive([1, 2], size: 10, offset: 0, bytes: [1], space: .north) } == .tooLarge)
        #expect(code { _ = try store.documents.receive(digest([]), size: 10, offset: 0, bytes: [1], space: .south) } == .missing)
    }

    @Test func `a document over the limit is refused and leaves nothing`() throws {
        let store = try TestVault()
        let piece = [UInt8](repeating: 0, count: 32 << 20)
        var count = 0
        #expect(
            code {
                _ = try store.documents.add(to: .north) {
                    count += 1
                    return piece
                }
            } == .tooLarge)
        #expect(count == 17)
        #expect(blobs(store).isEmpty)
        #expect(store.documents.count == 0)
    }

    @Test func `an error of whoever hands the content over comes through and leaves nothing`() throws {
        let store = try TestVault()
        #expect(throws: TestFailure.self) { try store.documents.add(to: .north) { throw TestFailure("the stick was pulled") } }
        #expect(code { _ = try store.documents.add(to: .north) { throw VaultError(.inputOutput, "the stick") } } == .inputOutput)
        #expect(blobs(store).isEmpty)
        // The store itself has no fault.
        try add([1, 2, 3], to: store)
    }

    @Test func `a damaged file is said to be damaged, and adding the document again mends it`() throws {
        let store = try TestVault()
        let bytes = content(40_000)
        let digest = try add(bytes, to: store)
        let file = try #require(blobs(store).first)
        let whole = try store.folder.bytes(file)
        for damaged in [whole.enumerated().map { $0 == 20_000 ? $1 ^ 1 : $1 }, Array(whole[..<30_000]), Array(whole[..<10]), []] {
            try store.folder.write(damaged, to: file)
            #expect(code { try store.documents.verify(digest, in: .north) } == .damaged)
        }
        try store.folder.remove(file)
        #expect(code { try store.documents.verify(digest, in: .north) } == .damaged)
        try add(bytes, to: store)
        try store.reopen()
        #expect(try store.documents.read(digest, in: .north, at: 0, count: 40_000) == bytes)
        #expect(store.documents.count == 1)
        #expect(blobs(store).count == 1)
    }

    @Test func `a document's file does not open in the place of another`() throws {
        let store = try TestVault()
        let first = try add(content(5000, seed: 1), to: store)
        let second = try add(content(5000, seed: 2), to: store)
        let files = blobs(store)
        let bytes = try files.map { try store.folder.bytes($0) }
        try store.folder.write(bytes[1], to: files[0])
        try store.folder.write(bytes[0], to: files[1])
        #expect(code { try store.documents.verify(first, in: .north) } == .damaged)
        #expect(code { try store.documents.verify(second, in: .north) } == .damaged)
    }

    @Test func `files that a crash left are removed, and nothing else is`() throws {
        let store = try TestVault()
        let digest = try add(content(100), to: store)
        let file = try #require(blobs(store).first)
        let name = Blob.randomName(.system)
        // A file without its row, and one that was being written.
        try store.folder.copy(file, to: String(file.dropLast(26)) + file.suffix(26).prefix(2) + name.dropFirst(2))
        try store.folder.copy(file, to: file + ".new")
        try store.folder.write([1], to: "blobs/note.txt")
        try store.reopen()
        #expect(try store.documents.removeOrphans() == 2)
        try store.documents.verify(digest, in: .north)
        #expect(store.folder.exists("blobs/note.txt"))
    }
}
