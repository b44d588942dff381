import Records
import Sealing

/// The image of the view beside the log: a cache, written as a whole or in steps, and taken away when something in it is erased.
extension Vault {
    /// The part of the image that is the vault's own.
    static let indexPart = "segments"

    /// The image that lay beside the log when the store was opened; `nil` when there was none, or none that opens.
    public func takeImage() -> StoredImage? {
        defer { loadedImage = nil }
        return loadedImage
    }

    /// Writes the image anew, with the index of segments added to `parts`.
    public func writeImage(_ parts: [ImagePart]) throws {
        try beginImage(parts)
        while try continueImage(pieceCount: 64) {}
    }

    /// Begins a new image, to be written step by step; the one before stays until the last.
    ///
    /// - Parameter parts: must give the same bytes until then, or throw.
    public func beginImage(_ parts: [ImagePart]) throws {
        abandonImage()
        try database.raw.requireWritable(growing: true)
        do {
            imageWriter = try ViewImageWriter(
                parts + [ImagePart(name: Self.indexPart, bytes: log.indexImage)], to: directory.image, on: directory.disk,
                key: unlocked.storeKey,
                store: keyfile.storeID)
        } catch {
            throw database.raw.judge(error)
        }
    }

    public var isWritingImage: Bool { imageWriter != nil }

    /// Writes a few pieces of 1 MiB.
    ///
    /// - Returns: whether there is more to write.
    /// - Throws: what storage and reading the parts throw; the image is then given up, and the one before stays.
    public func continueImage(pieceCount: Int) throws -> Bool {
        guard let writer = imageWriter else { return false }
        do {
            for _ in 0..<pieceCount where try !writer.step() {
                imageWriter = nil
                imageByteCount = writer.byteCount
                try writeHeads()
                return false
            }
            return true
        } catch {
            imageWriter = nil
            throw database.raw.judge(error)
        }
    }

    /// Gives up an image that was begun; the one before stays.
    public func abandonImage() { imageWriter = nil }

    /// Takes the image away, after something in it was erased.
    func removeImage() throws {
        loadedImage = nil
        abandonImage()
        do {
            try DurableFile.remove(directory.image, on: directory.disk)
            try DurableFile.syncFolder(of: directory.image, on: directory.disk)
        } catch {
            throw database.raw.judge(error)
        }
    }
}
