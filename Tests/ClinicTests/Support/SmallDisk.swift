import Foundation
import Glibc

/// A small file system in memory, mounted where a test needs a disk that is full or locked.
struct SmallDisk {
    private let path: String
    private var filler: String { path + "/filler" }

    /// Whether this process may mount; found out once.
    static let isPossible: Bool = {
        let path = NSTemporaryDirectory() + "satchel-mount-" + UUID().uuidString
        guard let disk = try? SmallDisk(at: path, byteCount: 1 << 20) else { return false }
        disk.remove()
        return true
    }()

    init(at path: String, byteCount: Int) throws {
        self.path = path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        guard mount("tmpfs", path, "tmpfs", 0, "size=\(byteCount),mode=0700") == 0 else { throw CocoaError(.fileWriteNoPermission) }
    }

    func remove() {
        _ = umount2(path, Int32(MNT_DETACH))
        _ = rmdir(path)
    }

    func fill(leaving byteCount: Int) throws {
        let descriptor = open(filler, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        guard descriptor >= 0 else { throw CocoaError(.fileWriteUnknown) }
        defer { Glibc.close(descriptor) }
        let zeros = [UInt8](repeating: 0, count: 4096)
        while free > byteCount, Glibc.write(descriptor, zeros, zeros.count) > 0 {}
    }

    func makeRoom() { _ = unlink(filler) }

    /// From now on nothing can be written.
    func lock() throws {
        guard mount(nil, path, nil, UInt(MS_REMOUNT | MS_RDONLY), nil) == 0 else { throw CocoaError(.fileWriteUnknown) }
    }

    private var free: Int {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else { return 0 }
        return Int(status.f_bavail) * Int(status.f_frsize)
    }
}
