import Glibc
import Records

/// Files that are whole or not there: written under a temporary name, synced, renamed, and the folder synced.
///
/// `write` and `read` are also used on sticks. Every failure says what kind it is; nothing is retried on the same descriptor.
public enum DurableFile {
    /// What a file is called until it is whole.
    static let temporarySuffix = ".new"

    /// Writes what `produce` hands over, piece by piece, and returns once it is on stable storage.
    ///
    /// - Parameter produce: called once with a function that appends bytes; what it throws comes through, and nothing is left behind.
    public static func write(
        to path: String, on disk: any Disk = SystemDisk(), mode: UInt32 = 0o600,
        _ produce: (_ append: ([UInt8]) throws -> Void) throws -> Void
    ) throws {
        let writer = try DurableWriter(path, on: disk, mode: mode)
        try produce(writer.append)
        try writer.commit()
    }

    public static func write(_ bytes: [UInt8], to path: String, on disk: any Disk = SystemDisk(), mode: UInt32 = 0o600) throws {
        try write(to: path, on: disk, mode: mode) { append in try append(bytes) }
    }

    /// Reads a regular file without following links.
    ///
    /// - Parameter byteCountMax: checked before anything is allocated.
    public static func read(_ path: String, on disk: any Disk = SystemDisk(), byteCountMax: Int) throws -> [UInt8] {
        let file = try ReadableFile(path, on: disk)
        guard file.byteCount <= UInt64(byteCountMax) else {
            throw VaultError(.tooLarge, "A file is larger than the \(byteCountMax) bytes that are accepted here.")
        }
        return try file.read(at: 0, count: Int(file.byteCount))
    }

    public static func remove(_ path: String, on disk: any Disk = SystemDisk()) throws {
        do throws(DiskFault) { try disk.remove(path) } catch {
            guard error.number == ENOENT else { throw failure("remove a file", error) }
        }
    }

    /// Makes renames and removals in the folder of `path` durable.
    public static func syncFolder(of path: String, on disk: any Disk = SystemDisk()) throws {
        let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        do throws(DiskFault) { try disk.syncFolder(folder) } catch { throw failure("sync a folder", error) }
    }

    static func failure(_ act: String, _ fault: DiskFault) -> VaultError { failure(act, fault.number) }

    /// What an error number means for whoever has to act on it.
    static func failure(_ act: String, _ number: Int32) -> VaultError {
        let reason = String(cString: strerror(number))
        switch number {
        case ENOSPC, EDQUOT:
            return VaultError(.storageFull, "There is no room left to \(act).", hint: "Free some space and try again; nothing was lost.")
        case EROFS, EACCES, EPERM:
            return VaultError(
                .readOnly, "It is not allowed to \(act) there (\(reason)).",
                hint: "Check who owns the folder and whether the medium is locked.")
        case ENOENT, ENOTDIR:
            return VaultError(.missing, "Cannot \(act): it is not there.", hint: "Check the path, and whether the stick is plugged in.")
        case ELOOP: return VaultError(.readOnly, "Cannot \(act): it is a link, and links are not followed.")
        default: return VaultError(.inputOutput, "Cannot \(act): \(reason).", hint: "Check the disk or stick before going on.")
        }
    }
}
