import Glibc

/// A file being written under a temporary name. It is there only after ``commit()``; without, nothing is left behind.
public final class DurableWriter {
    private let path: String
    private let temporary: String
    private var descriptor: Int32
    /// While there may be something under the temporary name that is ours.
    private var isTemporary = true

    /// - Throws: `.storageFull`, `.readOnly`, `.missing`, `.inputOutput`; so do `append` and `commit`.
    public init(_ path: String, mode: UInt32 = 0o600) throws {
        self.path = path
        temporary = path + DurableFile.temporarySuffix
        _ = unlink(temporary)
        descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode)
        guard descriptor >= 0 else {
            isTemporary = false
            throw DurableFile.failure("create a file", errno)
        }
    }

    /// Writes all of `bytes` after what was written before.
    public func append(_ bytes: [UInt8]) throws {
        precondition(descriptor >= 0, "The file is finished.")
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

    /// Brings what was written so far to stable storage, so that ``commit()`` has less to wait for.
    func syncData() throws {
        precondition(descriptor >= 0, "The file is finished.")
        guard fdatasync(descriptor) == 0 else { throw DurableFile.failure("sync a file", errno) }
    }

    /// Syncs the file, gives it its name, and syncs the folder. After a failure the file is given up: a second fsync could claim
    /// what the first one denied.
    public func commit() throws {
        precondition(descriptor >= 0, "The file is finished.")
        guard fsync(descriptor) == 0 else { throw DurableFile.failure("sync a file", errno) }
        let closed = close(descriptor)
        descriptor = -1
        guard closed == 0 else { throw DurableFile.failure("close a file", errno) }
        guard rename(temporary, path) == 0 else { throw DurableFile.failure("rename a file", errno) }
        // Another writer may use the name from here on.
        isTemporary = false
        try DurableFile.syncFolder(of: path)
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
        if isTemporary { _ = unlink(temporary) }
    }
}
