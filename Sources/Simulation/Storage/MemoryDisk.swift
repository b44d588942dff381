import Glibc
import Synchronization
import Vault

/// A disk in memory that can fail as disks do: at any operation the power goes, and what was not synced is gone, there or torn.
///
/// Folders are there as soon as they are made; names in them only after the folder was synced, in the order in which they were given.
final class MemoryDisk: Disk {
    private let state: Mutex<DiskState>
    /// Under which SQLite finds this disk: see ``MemoryFileSystem``.
    let name: String

    init(name: String) {
        self.name = name
        state = Mutex(DiskState())
        MemoryFileSystem.mount(self)
    }

    func with<Result>(_ body: (inout sending DiskState) throws(DiskFault) -> sending Result) throws(DiskFault) -> sending Result {
        try state.withLock { state throws(DiskFault) in try body(&state) }
    }

    func look<Result>(_ body: (inout sending DiskState) -> sending Result) -> sending Result { state.withLock { body(&$0) } }

    // MARK: Disk

    func open(_ path: String) throws(DiskFault) -> any DiskFile {
        let (file, life, count) = try with { state throws(DiskFault) in
            try state.requireUp()
            let file = try state.file(path)
            return (file, state.life, state.files[file]?.bytes.count ?? 0)
        }
        return MemoryFile(disk: self, file: file, life: life, byteCount: UInt64(count))
    }

    func create(_ path: String, mode: UInt32) throws(DiskFault) -> any DiskFile {
        let (file, life) = try with { state throws(DiskFault) in (try state.create(path), state.life) }
        return MemoryFile(disk: self, file: file, life: life, byteCount: 0)
    }

    func remove(_ path: String) throws(DiskFault) { try with { state throws(DiskFault) in try state.remove(path) } }

    func rename(_ path: String, to destination: String) throws(DiskFault) {
        try with { state throws(DiskFault) in try state.rename(path, to: destination) }
    }

    func makeFolder(_ path: String) throws(DiskFault) { try with { state throws(DiskFault) in try state.makeFolder(path) } }

    func restrictFolder(_ path: String) throws(DiskFault) { try with { state throws(DiskFault) in try state.requireUp() } }

    func syncFolder(_ path: String) throws(DiskFault) { try with { state throws(DiskFault) in try state.syncFolder(path) } }

    func names(in folder: String) throws(DiskFault) -> [String] {
        try with { state throws(DiskFault) in
            try state.requireUp()
            return try state.names(in: folder)
        }
    }

    func kind(of path: String) -> DiskItemKind? { look { $0.folders.contains(path) ? .folder : $0.names[path] == nil ? nil : .file } }

    func hold(_ path: String) throws(DiskFault) -> any DiskLock {
        let life = try with { state throws(DiskFault) in
            try state.requireUp()
            guard state.holders[path] != state.life else { throw DiskFault(EWOULDBLOCK) }
            state.holders[path] = state.life
            return state.life
        }
        return MemoryLock(disk: self, path: path, life: life)
    }

    func freeByteCount(at path: String) -> UInt64? { look { UInt64(max(0, $0.room)) } }

    func databaseName(_ path: String, creating: Bool) throws(DiskFault) -> String {
        let life = try with { state throws(DiskFault) in
            try state.requireUp()
            if creating { _ = try state.create(path) } else { _ = try state.file(path) }
            return state.life
        }
        return "file:\(MemoryFileSystem.path(of: path, on: self, life: life))?vfs=\(MemoryFileSystem.name)"
    }
}

/// An open file. Once the power failed, it is of a life that is over.
private final class MemoryFile: DiskFile {
    let byteCount: UInt64
    private let disk: MemoryDisk
    private let file: Int
    private let life: Int

    init(disk: MemoryDisk, file: Int, life: Int, byteCount: UInt64) {
        self.disk = disk
        self.file = file
        self.life = life
        self.byteCount = byteCount
    }

    func read(at offset: UInt64, count: Int) throws(DiskFault) -> [UInt8] {
        try disk.with { state throws(DiskFault) in
            try state.requireUp(life)
            let bytes = state.files[file]?.bytes ?? []
            let start = min(Int(offset), bytes.count)
            return Array(bytes[start..<min(start + count, bytes.count)])
        }
    }

    func append(_ bytes: [UInt8]) throws(DiskFault) {
        try disk.with { state throws(DiskFault) in
            try state.requireUp(life)
            try state.write(bytes, at: state.files[file]?.bytes.count ?? 0, to: file)
        }
    }

    func sync() throws(DiskFault) {
        try disk.with { state throws(DiskFault) in
            try state.requireUp(life)
            try state.sync(file)
        }
    }

    func close() throws(DiskFault) {}
}

private final class MemoryLock: DiskLock {
    private let disk: MemoryDisk
    private let path: String
    private let life: Int

    init(disk: MemoryDisk, path: String, life: Int) {
        self.disk = disk
        self.path = path
        self.life = life
    }

    func release() { disk.look { if $0.holders[path] == life { $0.holders[path] = nil } } }

    deinit { release() }
}
