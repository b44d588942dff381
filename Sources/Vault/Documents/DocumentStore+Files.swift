import Crypto
import Glibc
import Records
import Sealing

extension DocumentStore {
    func path(_ file: String) -> String { "\(directory.blobs)/\(file.prefix(2))/\(file)" }

    /// Seals what `next` hands over into a new file that is on stable storage on return.
    func writeBlob(_ next: () throws -> [UInt8]?) throws -> (digest: [UInt8], blob: Blob) {
        let file = Blob.randomName(random)
        let key = SymmetricKey(size: .bits256)
        var hash = SHA256()
        var size: UInt64 = 0
        // An error of whoever hands the content over says nothing about the store's disk.
        let source = Source()
        do {
            try makeFolder(of: file)
            try DurableFile.write(to: path(file), on: directory.disk) { append in
                var writer = SealedObjectWriter(key: key, context: Blob.context(file))
                var written: UInt64 = 0
                while let piece = try source.piece(next) {
                    size += UInt64(piece.count)
                    guard size <= Self.documentBytesMax else { throw Self.tooLarge }
                    hash.update(data: piece)
                    let sealed = writer.update(piece)
                    written += UInt64(sealed.count)
                    try append(sealed)
                }
                let last = writer.finish()
                written += UInt64(last.count)
                try append(last)
                try pad(from: written, append)
            }
        } catch {
            if let failure = source.failure { throw failure }
            throw database.raw.judge(error)
        }
        return (Array(hash.finalize()), Blob(file: file, size: size, key: key))
    }

    /// Remembers that an error came from outside.
    private final class Source {
        private(set) var failure: (any Error)?

        func piece(_ next: () throws -> [UInt8]?) throws -> [UInt8]? {
            do { return try next() } catch {
                failure = error
                throw error
            }
        }
    }

    func remove(file: String) throws {
        do { try DurableFile.remove(path(file), on: directory.disk) } catch { throw database.raw.judge(error) }
    }

    private func makeFolder(of file: String) throws {
        let folder = "\(directory.blobs)/\(file.prefix(2))"
        do throws(DiskFault) { try directory.disk.makeFolder(folder) } catch {
            guard error.number == EEXIST else { throw DurableFile.failure("create a folder", error) }
            return
        }
        try DurableFile.syncFolder(of: folder, on: directory.disk)
    }

    /// Random bytes up to a size that tells little.
    private func pad(from size: UInt64, _ append: ([UInt8]) throws -> Void) throws {
        var missing = Padme.paddedSize(size) - size
        while missing > 0 {
            let count = Int(min(missing, 64 * 1024))
            var bytes = [UInt8]()
            bytes.reserveCapacity(count + 8)
            while bytes.count < count { withUnsafeBytes(of: random.next()) { bytes.append(contentsOf: $0) } }
            try append(Array(bytes.prefix(count)))
            missing -= UInt64(count)
        }
    }

    static var tooLarge: VaultError {
        VaultError(
            .tooLarge, "The document is larger than \(documentBytesMax >> 20) MiB.", hint: "Scan at a lower resolution, or split it.")
    }

    // MARK: What a crash left

    /// The names of files that no row knows: what a crash between file and row leaves.
    func orphans() throws -> [String] {
        let known = Set(items.values.flatMap { $0.values.map(\.blob.file) })
        var orphans = [String]()
        for folder in try directory.disk.names(in: directory.blobs) {
            // What is no folder is none of ours.
            for name in (try? directory.disk.names(in: "\(directory.blobs)/\(folder)")) ?? [] {
                let file = name.hasSuffix(DurableFile.temporarySuffix) ? String(name.dropLast(DurableFile.temporarySuffix.count)) : name
                guard Blob.isName(file), file.hasPrefix(folder), name != file || !known.contains(file) else { continue }
                orphans.append("\(directory.blobs)/\(folder)/\(name)")
            }
        }
        return orphans
    }

    /// Removes ``orphans()``, unless rows are damaged: a file without a row may then be one whose row can be saved.
    ///
    /// - Returns: how many there were.
    @discardableResult
    public func removeOrphans() throws -> Int {
        guard database.damage.isEmpty else { return 0 }
        let orphans = try orphans()
        for path in orphans { try DurableFile.remove(path, on: directory.disk) }
        return orphans.count
    }
}
