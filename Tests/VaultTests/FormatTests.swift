import Crypto
import Records
import ReplicatedLog
import Sealing
import Testing

@testable import Vault

/// `Schemas/vault.md`, read with nothing of the vault but its raw rows.
@Suite struct FormatTests {
    /// The content of a row, opened as the document says.
    private func content(_ store: TestVault, _ table: String, _ id: Int64, space: SpaceID) throws -> [UInt8] {
        let known = try #require(LogTable(rawValue: table))
        let row = try #require(try store.database.raw.row(known, id))
        let number = (0..<8).map { UInt8(truncatingIfNeeded: id >> Int64(56 - 8 * $0)) }
        let context = Array("satchel/v1/vault-row\0".utf8) + [UInt8(table.utf8.count)] + Array(table.utf8) + number
        let spaceKey = try #require(store.vault.ring.spaceKey(space))
        #expect(row.wrap.count == 60)
        let key = try WrappedKey.unwrap(row.wrap, under: spaceKey, context: context)
        let plaintext = try SealedObject.open(row.body, key: key, context: context)
        var reader = ByteReader(plaintext)
        let content = try reader.blob(max: plaintext.count)
        let padding = plaintext[reader.position...]
        #expect(padding.allSatisfy { $0 == 0 })
        #expect(UInt64(plaintext.count) == Padme.paddedSize(UInt64(plaintext.count - padding.count)))
        return content
    }

    @Test func `rows of the log are laid out as documented`() throws {
        let store = try TestVault()
        var chain = try TestChain(1, in: .north)
        var batch = LogBatch(try chain.save(2))
        let segment = batch.segments[1].contents
        batch.settings = ["name": [1, 2]]
        batch.outbox = [[9]]
        batch.held = [
            HeldSegment(contents: segment, reason: .cutOff, arrived: -2),
            HeldSegment(contents: batch.segments[0].contents, reason: .gap, arrived: 0, isSalvaged: true),
        ]
        batch.statements = [StoredStatement(deviceKey: [UInt8](repeating: 4, count: 32), space: .north, bytes: [5])]
        try store.log.write(batch)
        let device = SpaceID.filled(0)
        #expect(try content(store, "segment", 2, space: .north) == chain.id.bytes + [1, 2] + segment.encoded())
        var head = ByteWriter()
        chain.head.write(to: &head)
        #expect(try content(store, "head", 1, space: .north) == [0] + head.bytes)
        #expect(try content(store, "held", 1, space: device) == [4, 3] + segment.space.bytes + segment.encoded())
        let salvaged = batch.segments[0].contents
        #expect(try content(store, "held", 2, space: device) == [0x81, 0] + salvaged.space.bytes + salvaged.encoded())
        #expect(try content(store, "peer", 1, space: device) == [UInt8](repeating: 4, count: 32) + SpaceID.north.bytes + [5])
        #expect(try content(store, "outbox", 1, space: device) == [9])
        // Row 1 is the generation of the keyfile.
        #expect(
            try content(store, "setting", 1, space: device) == [24] + Array("vault/keyfile-generation".utf8) + [0, 0, 0, 0, 0, 0, 0, 1])
        #expect(try content(store, "setting", 2, space: device) == [4] + Array("name".utf8) + [1, 2])
        let counts: [(String, UInt8)] = [
            ("segment", 2), ("head", 1), ("held", 2), ("peer", 1), ("outbox", 1), ("document", 0), ("chunk", 0), ("setting", 2),
        ]
        let last: [UInt8] = [4] + Array("last".utf8) + [2]
        #expect(try content(store, "tally", 1, space: device) == counts.flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) + [$1] } + last)
        // A save by itself is one row more, and nothing else is written.
        try store.log.write(LogBatch(try chain.save(1)))
        #expect(try content(store, "segment", 3, space: .north) == chain.id.bytes + [2, 3] + chain.segments[2].contents.encoded())
        #expect(try content(store, "head", 1, space: .north) == [0] + head.bytes)
        #expect(try content(store, "tally", 1, space: device) == counts.flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) + [$1] } + last)
    }

    @Test func `documents and their pieces are laid out as documented`() throws {
        let store = try TestVault()
        let bytes = [UInt8](repeating: 6, count: 20_000)
        var pieces = [bytes]
        let digest = try store.documents.add(to: .north) { pieces.popLast() }.digest
        let row = try content(store, "document", 1, space: .north)
        let file = try #require(store.folder.files.first { $0.hasPrefix("blobs/") })
        let name = Array(file.suffix(26).utf8)
        #expect(file == "blobs/" + file.suffix(26).prefix(2) + "/" + file.suffix(26))
        #expect(row.dropLast(32) == digest + [0xA0, 0x9C, 0x01, 26] + name)
        let sealed = Array(try store.folder.bytes(file).prefix(Int(SealedObject.sealedSize(of: 20_000))))
        let context = Array("satchel/v1/vault-document\0".utf8) + name
        #expect(try SealedObject.open(sealed, key: SymmetricKey(data: row.suffix(32)), context: context) == bytes)

        let other = [UInt8](repeating: 8, count: 32)
        _ = try store.documents.receive(other, size: 300, offset: 2, bytes: [1, 2, 3], space: .north)
        #expect(try content(store, "chunk", 1, space: .north) == other + [0xAC, 0x02, 2, 1, 2, 3])
    }

    @Test func `the image of the view is laid out as documented`() throws {
        let store = try TestVault()
        var chain = try TestChain(1, in: .north)
        try store.log.write(LogBatch(try chain.save(1)))
        try store.vault.writeImage([ImagePart(name: "view", bytes: [1, 2, 3])])
        let context = Array("satchel/v1/vault-image\0".utf8) + store.vault.keyfile.storeID.bytes
        let image = try SealedObject.open(try store.folder.bytes("view.sealed"), key: store.vault.unlocked.storeKey, context: context)
        let row = try #require(try store.database.raw.row(.segment, 1))
        let size = try content(store, "segment", 1, space: .north).count
        var index = ByteWriter()
        index.raw(SpaceID.north.bytes + chain.id.bytes + [1, 1, 0, 1])
        index.varint(UInt64(size))
        index.raw(row.wrap.prefix(8))
        let directory: [UInt8] = [1, 2, 4] + Array("view".utf8) + [3, 8] + Array("segments".utf8) + [UInt8(index.bytes.count)]
        #expect(image == [0, 0, 0, 0, 0, 0, 0, UInt8(directory.count)] + directory + [1, 2, 3] + index.bytes)
    }
}
