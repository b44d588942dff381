import Glibc

/// A file being written under a temporary name. It is there only after ``commit()``; without, nothing is left behind.
public final class DurableWriter {
    private let path: String
    private var descriptor: Int32

    /// - Throws: `.storageFull`, `.readOnly`, `.missing`, `.stopped`; so do `append` and `commit`.
    public init(_ path: String, mode: UInt32 = 0o600) throws {
        self.path = path
        _ = unlink(path + ".new")
        descriptor = open(path + ".new", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode)
        guard descriptor >= 0 else { throw DurableFile.failure("create a file", errno) }
    }

    public func append(_ bytes: [UInt8]) throws {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress! + written, bytes.count - written) }
            if count < 0 {
                if errno == EINTR { continue }
                throw DurableFile.failure("write a file", errno)
            }
            written += count
        }
    }

    /// Syncs the file, gives it its name, and syncs the folder.
    public func commit() throws {
        guard fsync(descriptor) == 0 else { throw DurableFile.failure("sync a file", errno) }
        let closed = close(descriptor)
        descriptor = -1
        guard closed == 0 else { throw DurableFile.failure("close a file", errno) }
        guard rename(path + ".new", path) == 0 else { throw DurableFile.failure("rename a file", errno) }
        try DurableFile.syncFolder(of: path)
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
        // After a commit the name is gone already.
        _ = unlink(path + ".new")
    }
}
