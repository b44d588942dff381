import GRDBSQLite
import Glibc
import Synchronization
import Vault

/// SQLite's way to ``MemoryDisk``: one file system ("VFS", sqlite.org/vfs.html) that finds the disk by the beginning of the path.
///
/// It behaves as SQLite's own on Unix: a new write-ahead log has its folder synced with its first sync, and writes leave the bytes
/// beside them alone. There is no shared memory, which a connection that is alone (`locking_mode=EXCLUSIVE`) does without.
enum MemoryFileSystem {
    static let name = "satchel-memory"
    private static let prefix = "/memory-disk/"

    private static let disks = Mutex<[String: WeakDisk]>([:])

    private struct WeakDisk: Sendable { weak let disk: MemoryDisk? }

    static func mount(_ disk: MemoryDisk) {
        registered
        disks.withLock { disks in
            disks[disk.name] = WeakDisk(disk: disk)
        }
    }

    static func unmount(_ name: String) { disks.withLock { $0[name] = nil } }

    /// What SQLite calls a file: a connection that outlived a power failure must not reach, by name, what came after it.
    static func path(of path: String, on disk: MemoryDisk, life: Int) -> String { "\(prefix)\(life)/\(disk.name)\(path)" }

    fileprivate struct Place {
        let disk: MemoryDisk
        let life: Int
        let path: String
    }

    fileprivate static func find(_ name: UnsafePointer<CChar>?) -> Place? {
        guard let name else { return nil }
        let path = String(cString: name)
        guard path.hasPrefix(prefix) else { return nil }
        let parts = path.dropFirst(prefix.count).split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, let life = Int(parts[0]), let disk = disks.withLock({ $0[String(parts[1])]?.disk }) else { return nil }
        return Place(disk: disk, life: life, path: "/" + parts[2])
    }

    /// Done once: SQLite keeps the pointers for ever.
    private static let registered: Void = {
        guard let system = sqlite3_vfs_find(nil) else { preconditionFailure("SQLite has a file system") }
        let vfs = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
        vfs.initialize(to: system.pointee)
        vfs.pointee.pNext = nil
        vfs.pointee.zName = UnsafePointer(strdup(name))
        vfs.pointee.szOsFile = Int32(MemoryLayout<OpenFile>.size)
        vfs.pointee.xOpen = openFile
        vfs.pointee.xDelete = deleteFile
        vfs.pointee.xAccess = accessFile
        vfs.pointee.xFullPathname = fullPath
        guard sqlite3_vfs_register(vfs, 0) == SQLITE_OK else { preconditionFailure("SQLite takes another file system") }
    }()
}

/// What SQLite keeps of an open file: its methods, which must come first, and ours.
private struct OpenFile {
    var base: sqlite3_file
    var handle: Unmanaged<Handle>?
}

private final class Handle {
    let disk: MemoryDisk
    let file: Int
    let life: Int
    /// To be taken away when it is closed.
    let removing: String?

    init(disk: MemoryDisk, file: Int, life: Int, removing: String?) {
        self.disk = disk
        self.file = file
        self.life = life
        self.removing = removing
    }

    /// Does something on the disk and says what SQLite calls the outcome.
    func perform(_ failure: Int32, _ body: (inout sending DiskState) throws(DiskFault) -> Void) -> Int32 {
        do throws(DiskFault) {
            try disk.with { state throws(DiskFault) in
                try state.requireUp(life)
                try body(&state)
            }
            return SQLITE_OK
        } catch {
            return error.number == ENOSPC ? SQLITE_FULL : failure
        }
    }
}

private func handle(_ file: UnsafeMutablePointer<sqlite3_file>?) -> Handle? {
    file.flatMap { UnsafeMutableRawPointer($0).assumingMemoryBound(to: OpenFile.self).pointee.handle?.takeUnretainedValue() }
}

/// `SQLITE_IOERR` with more said, as the macros of sqlite3.h put it together.
private func failure(_ extended: Int32) -> Int32 { SQLITE_IOERR | extended << 8 }

// SQLite never changes the table, and it lives as long as the process.
private nonisolated(unsafe) let methods: UnsafeMutablePointer<sqlite3_io_methods> = {
    let methods = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
    var table = sqlite3_io_methods()
    table.iVersion = 1
    table.xClose = { file in
        guard let file else { return SQLITE_OK }
        let open = UnsafeMutableRawPointer(file).assumingMemoryBound(to: OpenFile.self)
        if let handle = open.pointee.handle?.takeRetainedValue(), let path = handle.removing {
            _ = handle.perform(SQLITE_OK) { state throws(DiskFault) in try state.remove(path) }
        }
        open.pointee.handle = nil
        return SQLITE_OK
    }
    table.xRead = { file, buffer, count, offset in
        guard let handle = handle(file), let buffer else { return SQLITE_IOERR }
        // The buffer is SQLite's until this returns.
        nonisolated(unsafe) let target = UnsafeMutableRawBufferPointer(start: buffer, count: Int(count))
        let read = handle.disk.look { state -> Int? in
            guard !state.isDown, state.life == handle.life, let bytes = state.files[handle.file]?.bytes else { return nil }
            let start = min(Int(offset), bytes.count)
            let end = min(start + target.count, bytes.count)
            bytes.withUnsafeBytes { target.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[start..<end])) }
            return end - start
        }
        guard let read else { return failure(1) }
        guard read < Int(count) else { return SQLITE_OK }
        UnsafeMutableRawBufferPointer(rebasing: target[read...]).initializeMemory(as: UInt8.self, repeating: 0)
        return failure(2)
    }
    table.xWrite = { file, buffer, count, offset in
        guard let handle = handle(file), let buffer else { return SQLITE_IOERR }
        let bytes = Array(UnsafeRawBufferPointer(start: buffer, count: Int(count)))
        return handle.perform(failure(3)) { state throws(DiskFault) in try state.write(bytes, at: Int(offset), to: handle.file) }
    }
    table.xTruncate = { file, count in
        guard let handle = handle(file) else { return SQLITE_IOERR }
        return handle.perform(failure(6)) { state throws(DiskFault) in try state.cut(handle.file, to: Int(count)) }
    }
    table.xSync = { file, _ in
        guard let handle = handle(file) else { return SQLITE_IOERR }
        return handle.perform(failure(4)) { state throws(DiskFault) in try state.sync(handle.file) }
    }
    table.xFileSize = { file, size in
        guard let handle = handle(file), let size else { return SQLITE_IOERR }
        let count = handle.disk.look { $0.files[handle.file]?.bytes.count ?? 0 }
        size.pointee = Int64(count)
        return SQLITE_OK
    }
    table.xLock = { _, _ in SQLITE_OK }
    table.xUnlock = { _, _ in SQLITE_OK }
    table.xCheckReservedLock = { _, held in
        held?.pointee = 0
        return SQLITE_OK
    }
    table.xFileControl = { _, _, _ in SQLITE_NOTFOUND }
    table.xSectorSize = { _ in 4096 }
    table.xDeviceCharacteristics = { _ in SQLITE_IOCAP_POWERSAFE_OVERWRITE }
    methods.initialize(to: table)
    return methods
}()

private func openFile(
    _ vfs: UnsafeMutablePointer<sqlite3_vfs>?, _ name: UnsafePointer<CChar>?, _ file: UnsafeMutablePointer<sqlite3_file>?, _ flags: Int32,
    _ outFlags: UnsafeMutablePointer<Int32>?
) -> Int32 {
    guard let file else { return SQLITE_CANTOPEN }
    let open = UnsafeMutableRawPointer(file).bindMemory(to: OpenFile.self, capacity: 1)
    open.initialize(to: OpenFile(base: sqlite3_file(pMethods: nil), handle: nil))
    guard let place = MemoryFileSystem.find(name) else { return SQLITE_CANTOPEN }
    do throws(DiskFault) {
        let id = try place.disk.with { state throws(DiskFault) in
            try state.requireUp(place.life)
            if let known = state.names[place.path] { return known }
            guard flags & SQLITE_OPEN_CREATE != 0 else { throw DiskFault(ENOENT) }
            let id = try state.create(place.path)
            if flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL) != 0 { state.markAsNewLog(id) }
            return id
        }
        let removing = flags & SQLITE_OPEN_DELETEONCLOSE != 0 ? place.path : nil
        open.pointee.handle = Unmanaged.passRetained(Handle(disk: place.disk, file: id, life: place.life, removing: removing))
        open.pointee.base.pMethods = UnsafePointer(methods)
        outFlags?.pointee = flags
        return SQLITE_OK
    } catch {
        return error.number == ENOSPC ? SQLITE_FULL : SQLITE_CANTOPEN
    }
}

private func deleteFile(_ vfs: UnsafeMutablePointer<sqlite3_vfs>?, _ name: UnsafePointer<CChar>?, _ syncFolder: Int32) -> Int32 {
    guard let place = MemoryFileSystem.find(name) else { return SQLITE_IOERR }
    do throws(DiskFault) {
        try place.disk.with { state throws(DiskFault) in
            try state.requireUp(place.life)
            try state.remove(place.path)
            if syncFolder != 0, let slash = place.path.lastIndex(of: "/") { try state.syncFolder(String(place.path[..<slash])) }
        }
        return SQLITE_OK
    } catch {
        return error.number == ENOENT ? failure(23) : failure(10)
    }
}

private func accessFile(
    _ vfs: UnsafeMutablePointer<sqlite3_vfs>?, _ name: UnsafePointer<CChar>?, _ flags: Int32, _ result: UnsafeMutablePointer<Int32>?
) -> Int32 {
    guard let place = MemoryFileSystem.find(name) else { return SQLITE_IOERR }
    result?.pointee = place.disk.kind(of: place.path) == .file ? 1 : 0
    return SQLITE_OK
}

private func fullPath(
    _ vfs: UnsafeMutablePointer<sqlite3_vfs>?, _ name: UnsafePointer<CChar>?, _ count: Int32, _ result: UnsafeMutablePointer<CChar>?
) -> Int32 {
    guard let name, let result, strlen(name) < Int(count) else { return SQLITE_CANTOPEN }
    strcpy(result, name)
    return SQLITE_OK
}
