import Crypto
import Records
import Sealing

/// One sealed file: its random name, the key that opens it, and how much of it is content.
struct Blob {
    let file: String
    let size: UInt64
    let key: SymmetricKey

    /// What the sealed object is bound to.
    static func context(_ file: String) -> [UInt8] { Labels.document + Array(file.utf8) }

    /// The content of a row of `document`.
    func bytes(_ digest: [UInt8]) -> [UInt8] {
        var writer = ByteWriter()
        writer.raw(digest)
        writer.varint(size)
        writer.string(file)
        withSecretBytes(of: key) { writer.raw($0) }
        return writer.bytes
    }

    static func read(_ bytes: [UInt8]) throws -> (digest: [UInt8], blob: Blob) {
        var reader = ByteReader(bytes)
        let digest = try reader.raw(SHA256.byteCount)
        let size = try reader.varint()
        let file = try reader.string(max: 64)
        guard size <= DocumentStore.documentBytesMax, Self.isName(file) else { throw ByteFault.outOfRange }
        let blob = Blob(file: file, size: size, key: SymmetricKey(data: try reader.raw(32)))
        try reader.end()
        return (digest, blob)
    }

    static func randomName(_ random: Randomness) -> String {
        var random = random
        return StoreID.random(using: &random).description
    }

    /// Whether this could be the name of a sealed file: nothing else in the folder is ever touched.
    static func isName(_ name: String) -> Bool { StoreID(name)?.description == name }
}
