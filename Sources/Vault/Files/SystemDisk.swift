import Glibc

/// The file system of this computer.
public struct SystemDisk: Disk {
    public init() {}

    public func open(_ path: String) throws(DiskFault) -> any DiskFile {
        try SystemFile(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, regular: true)
    }

    public func create(_ path: String, mode: UInt32) throws(DiskFault) -> any DiskFile {
        try SystemFile(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode: mode)
    }

    public func remove(_ path: String) throws(DiskFault) { try Self.check(unlink(path)) }

    public func rename(_ path: String, to destination: String) throws(DiskFault) { try Self.check(Glibc.rename(path, destination)) }

    public func makeFolder(_ path: String) throws(DiskFault) { try Self.check(mkdir(path, 0o700)) }

    public func restrictFolder(_ path: String) throws(DiskFault) { try Self.check(chmod(path, 0o700)) }

    public func syncFolder(_ path: String) throws(DiskFault) {
        let folder = try SystemFile(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        do throws(DiskFault) { try folder.sync() } catch {
            // Some file systems of sticks cannot sync a folder; the file itself has been synced.
            guard error.number == EINVAL else { throw error }
        }
    }

    public func names(in folder: String) throws(DiskFault) -> [String] {
        guard let stream = opendir(folder) else { throw DiskFault(errno) }
        defer { closedir(stream) }
        var names = [String]()
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    public func kind(of path: String) -> DiskItemKind? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return switch status.st_mode & S_IFMT {
        case S_IFREG: .file
        case S_IFDIR: .folder
        default: .other
        }
    }

    public func hold(_ path: String) throws(DiskFault) -> any DiskLock { try SystemLock(path) }

    public func freeByteCount(at path: String) -> UInt64? {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else { return nil }
        return UInt64(status.f_bavail) * UInt64(status.f_frsize)
    }

    /// SQLite itself would create the file readable by everybody, or create one where a store has lost its own.
    public func databaseName(_ path: String, creating: Bool) throws(DiskFault) -> String {
        _ = try SystemFile(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | (creating ? O_CREAT | O_EXCL : 0), mode: 0o600)
        return path
    }

    private static func check(_ result: Int32) throws(DiskFault) {
        guard result == 0 else { throw DiskFault(errno) }
    }
}

/// A file descriptor.
private final class SystemFile: DiskFile {
    private var descriptor: Int32
    /// As it was when the file was opened.
    private(set) var byteCount: UInt64 = 0

    init(_ path: String, _ flags: Int32, mode: UInt32 = 0, regular: Bool = false) throws(DiskFault) {
        descriptor = Glibc.open(path, flags, mode)
        guard descriptor >= 0 else { throw DiskFault(errno) }
        guard regular else { return }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            // `deinit` closes it.
            throw .notAFile
        }
        byteCount = UInt64(status.st_size)
    }

    deinit { if descriptor >= 0 { _ = Glibc.close(descriptor) } }

    func read(at offset: UInt64, count: Int) throws(DiskFault) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var done = 0
        while done < count {
            let got = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress! + done, count - done, off_t(offset) + off_t(done)) }
            if got < 0 {
                if errno == EINTR { continue }
                throw DiskFault(errno)
            }
            guard got > 0 else { return Array(bytes.prefix(done)) }
            done += got
        }
        return bytes
    }

    func append(_ bytes: [UInt8]) throws(DiskFault) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress! + written, bytes.count - written) }
            if count < 0 {
                if errno == EINTR { continue }
                throw DiskFault(errno)
            }
            written += count
        }
    }

    func sync() throws(DiskFault) { guard fsync(descriptor) == 0 else { throw DiskFault(errno) } }

    func close() throws(DiskFault) {
        let closed = Glibc.close(descriptor)
        descriptor = -1
        guard closed == 0 else { throw DiskFault(errno) }
    }
}

/// A `flock` on a file that says who has it.
private final class SystemLock: DiskLock {
    private let descriptor: Int32

    init(_ path: String) throws(DiskFault) {
        descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw DiskFault(errno) }
        // `deinit` closes it.
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { throw DiskFault(EWOULDBLOCK) }
        let mine = Array("\(getpid())\n".utf8)
        _ = ftruncate(descriptor, 0)
        _ = pwrite(descriptor, mine, mine.count, 0)
    }

    func release() { _ = flock(descriptor, LOCK_UN) }

    deinit { if descriptor >= 0 { _ = Glibc.close(descriptor) } }
}
