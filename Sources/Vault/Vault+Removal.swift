public import Records
import ReplicatedLog

/// "Remove from this laptop" and "erase by law".
extension Vault {
    /// Takes everything of a space from this device and destroys its keys, so that old copies on the disk open no more.
    ///
    /// The caller writes the image of the view anew. What cannot be promised: flash memory may keep old cells of the key ring.
    public func removeSpace(_ space: SpaceID) throws {
        try removeHeads()
        try log.remove(space)
        try documents.remove(allOf: space)
        try removeImage()
        try database.dropKeys(of: space)
        try writeHeads()
    }

    /// Writes a batch by which chains get shorter: what lies beside the log and says that it holds more is taken away first.
    public func cut(_ batch: LogBatch) throws {
        try removeImage()
        try removeHeads()
        try log.write(batch)
        try writeHeads()
    }

    /// Takes the payloads of entries away and gives the space another key, so that nothing left on the disk brings them back.
    ///
    /// Heads and hashes stay. The caller writes the image of the view anew.
    ///
    /// - Complexity: rewrites the segments concerned, and 60 bytes of every row of the space.
    public func erase(_ sequences: [ChainID: Set<UInt64>], in space: SpaceID) throws {
        try log.erase(sequences, in: space)
        try removeImage()
    }
}
