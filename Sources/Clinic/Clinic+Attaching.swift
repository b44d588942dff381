import Exchange
import Records
import ReplicatedLog
import Vault

/// A document is durable before the entry that names it. So that an attachment that ends between leaves nothing behind, a note of it is
/// durable before the document.
extension Clinic {
    static let attachingSetting = "attaching"

    func beginAttaching(_ digest: [UInt8], in space: SpaceID) throws {
        var writer = ByteWriter()
        writer.identifier(space)
        writer.raw(digest)
        var batch = LogBatch()
        batch.settings[Self.attachingSetting] = writer.bytes
        try vault.log.write(batch)
    }

    /// Drops the document that was last being attached if no entry names it, and the note.
    ///
    /// - Parameter isNamed: whether the entry is known to be written.
    /// - Complexity: reads the space if there is a note of one and the entry is not known to be written.
    func finishAttaching(isNamed: Bool) throws {
        guard vault.damage.isEmpty, let note = try vault.log.setting(Self.attachingSetting) else { return }
        var reader = ByteReader(note)
        let space = try reader.identifier(SpaceID.self)
        let digest = try reader.raw(32)
        if try !isNamed && !names(digest, in: space) { try vault.documents.remove(digest, in: space) }
        var batch = LogBatch()
        batch.settings.updateValue(nil, forKey: Self.attachingSetting)
        try vault.log.write(batch)
    }

    /// Whether any entry of the space names the document, also one that waits.
    private func names(_ digest: [UInt8], in space: SpaceID) throws -> Bool {
        let held = replica?.held.values.filter { $0.contents.space == space }.map(\.contents) ?? []
        var isNamed = held.contains { Self.documents(in: $0).contains(digest) }
        try vault.log.allSegments(in: space) { isNamed = isNamed || Self.documents(in: $0).contains(digest) }
        return isNamed
    }
}
