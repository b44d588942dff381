import Glibc
import Records

/// An open regular file, read at any offset.
public final class ReadableFile {
    public let byteCount: UInt64
    private let descriptor: Int32

    /// - Throws: `.missing`, `.readOnly` for what may not be read or is a link or no regular file.
    public init(_ path: String) throws {
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else { throw DurableFile.failure("open a file", errno) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw VaultError(.readOnly, "This is not a regular file.")
        }
        byteCount = UInt64(status.st_size)
    }

    deinit { close(descriptor) }

    /// - Returns: exactly `count` bytes.
    public func read(at offset: UInt64, count: Int) throws -> [UInt8] {
        guard offset <= byteCount, UInt64(count) <= byteCount - offset else {
            throw VaultError(.damaged, "A file is shorter than expected.")
        }
        var bytes = [UInt8](repeating: 0, count: count)
        var done = 0
        while done < count {
            let got = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress! + done, count - done, off_t(offset) + off_t(done)) }
            if got < 0 {
                if errno == EINTR { continue }
                throw DurableFile.failure("read a file", errno)
            }
            guard got > 0 else { throw VaultError(.damaged, "A file became shorter while it was read.") }
            done += got
        }
        return bytes
    }
}
