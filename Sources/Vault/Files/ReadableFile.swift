import Records

/// An open regular file, read at any offset.
public final class ReadableFile {
    public let byteCount: UInt64
    private let file: any DiskFile

    /// - Throws: `.missing`, `.readOnly` for what may not be read or is a link or no regular file.
    public init(_ path: String, on disk: any Disk = SystemDisk()) throws {
        do throws(DiskFault) { file = try disk.open(path) } catch {
            throw error == .notAFile
                ? VaultError(.readOnly, "This is not a regular file.") : DurableFile.failure("open a file", error)
        }
        byteCount = file.byteCount
    }

    /// - Returns: exactly `count` bytes.
    public func read(at offset: UInt64, count: Int) throws -> [UInt8] {
        guard offset <= byteCount, UInt64(count) <= byteCount - offset else {
            throw VaultError(.damaged, "A file is shorter than expected.")
        }
        let bytes: [UInt8]
        do throws(DiskFault) { bytes = try file.read(at: offset, count: count) } catch { throw DurableFile.failure("read a file", error) }
        guard bytes.count == count else { throw VaultError(.damaged, "A file became shorter while it was read.") }
        return bytes
    }
}
