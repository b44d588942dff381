/// A file being written under a temporary name. It is there only after ``commit()``; without, nothing is left behind.
public final class DurableWriter {
    private let path: String
    private let temporary: String
    private let disk: any Disk
    private var file: (any DiskFile)?
    /// While there may be something under the temporary name that is ours.
    private var isTemporary = true

    /// - Throws: `.storageFull`, `.readOnly`, `.missing`, `.inputOutput`; so do `append` and `commit`.
    public init(_ path: String, on disk: any Disk = SystemDisk(), mode: UInt32 = 0o600) throws {
        self.path = path
        self.disk = disk
        temporary = path + DurableFile.temporarySuffix
        try? disk.remove(temporary)
        do throws(DiskFault) { file = try disk.create(temporary, mode: mode) } catch {
            isTemporary = false
            throw DurableFile.failure("create a file", error)
        }
    }

    /// Writes all of `bytes` after what was written before.
    public func append(_ bytes: [UInt8]) throws {
        guard let file else { preconditionFailure("The file is finished.") }
        do throws(DiskFault) { try file.append(bytes) } catch { throw DurableFile.failure("write a file", error) }
    }

    /// Brings what was written so far to stable storage, so that ``commit()`` has less to wait for.
    func syncData() throws {
        guard let file else { preconditionFailure("The file is finished.") }
        do throws(DiskFault) { try file.sync() } catch { throw DurableFile.failure("sync a file", error) }
    }

    /// Syncs the file, gives it its name, and syncs the folder. After a failure the file is given up: a second fsync could claim
    /// what the first one denied.
    public func commit() throws {
        guard let file else { preconditionFailure("The file is finished.") }
        do throws(DiskFault) { try file.sync() } catch { throw DurableFile.failure("sync a file", error) }
        self.file = nil
        do throws(DiskFault) { try file.close() } catch { throw DurableFile.failure("close a file", error) }
        do throws(DiskFault) { try disk.rename(temporary, to: path) } catch { throw DurableFile.failure("rename a file", error) }
        // Another writer may use the name from here on.
        isTemporary = false
        try DurableFile.syncFolder(of: path, on: disk)
    }

    deinit {
        file = nil
        if isTemporary { try? disk.remove(temporary) }
    }
}
