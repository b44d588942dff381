import Glibc
import Records

/// Where a store lies on disk, and who holds it: at most one process at a time.
public final class VaultDirectory {
    public let path: String
    private let lock: Int32

    public var keyfileA: String { path + "/keyfile.a" }
    public var keyfileB: String { path + "/keyfile.b" }
    public var log: String { path + "/log.sqlite" }
    public var blobs: String { path + "/blobs" }
    public var image: String { path + "/view.sealed" }
    public var heads: String { path + "/heads.sealed" }
    public static func controlSocket(_ path: String) -> String { path + "/control" }

    /// What the log is called while a store is made; renaming it is the last step.
    var unfinishedLog: String { log + DurableFile.temporarySuffix }

    /// Whether there is a store at `path`: a whole one, or one that has lost its log or its keyfiles.
    public static func exists(_ path: String) -> Bool {
        if isThere(path + "/log.sqlite") { return true }
        return !isThere(path + "/log.sqlite.new") && (isThere(path + "/keyfile.a") || isThere(path + "/keyfile.b"))
    }

    private static func isThere(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// A new store's folder, readable by its owner only. What an interrupted creation left in it is cleared away.
    ///
    /// - Throws: `.alreadyExists` when there is a store, `.notAStore` when the folder holds something else.
    public static func create(_ path: String) throws -> VaultDirectory {
        guard !exists(path) else {
            throw VaultError(
                .alreadyExists, "There is a store in this folder already.", hint: "Use it, or name another folder with --home.")
        }
        let names = Set((try? entries(of: path)) ?? [])
        let leftovers = names.contains("log.sqlite.new") ? unfinished : ["lock", "blobs"]
        let blobs = (try? entries(of: path + "/blobs")) ?? []
        guard names.isSubset(of: leftovers), blobs.isEmpty else {
            throw VaultError(.notAStore, "The folder is not empty and holds no store.", hint: "Name an empty or new folder with --home.")
        }
        try makeFolders(path)
        guard chmod(path, 0o700) == 0 else { throw DurableFile.failure("restrict the folder", errno) }
        let directory = try VaultDirectory(holding: path)
        // The mark of an unfinished store goes last, so that this can be interrupted too.
        for name in names.subtracting(["lock", "blobs", "log.sqlite.new"]).sorted() + ["log.sqlite.new"] {
            try DurableFile.remove("\(path)/\(name)")
        }
        guard mkdir(directory.blobs, 0o700) == 0 || errno == EEXIST else { throw DurableFile.failure("create a folder", errno) }
        try DurableFile.syncFolder(of: directory.blobs)
        return directory
    }

    private static let unfinished: Set = [
        "lock", "blobs", "log.sqlite.new", "log.sqlite.new-wal", "log.sqlite.new-shm", "log.sqlite.new-journal", "keyfile.a", "keyfile.b",
        "keyfile.a.new", "keyfile.b.new",
    ]

    /// Makes the folder a store: everything else of it is durable by now.
    func finishCreation() throws {
        guard rename(unfinishedLog, log) == 0 else { throw DurableFile.failure("rename the store's log", errno) }
        try DurableFile.syncFolder(of: log)
    }

    /// - Throws: `.notAStore`, `.held`.
    public static func open(_ path: String) throws -> VaultDirectory {
        guard exists(path) else {
            throw VaultError(
                .notAStore, "There is no store in this folder.",
                hint:
                    "Make one with `satchel init` (headquarters) or `satchel device request` (a laptop), or name the right folder with --home."
            )
        }
        return try VaultDirectory(holding: path)
    }

    private init(holding path: String) throws {
        self.path = path
        lock = Glibc.open(path + "/lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard lock >= 0 else { throw DurableFile.failure("open the store's lock", errno) }
        guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            var buffer = [UInt8](repeating: 0, count: 16)
            let count = max(0, pread(lock, &buffer, buffer.count, 0))
            let holder = String(decoding: buffer.prefix(count).filter { (48...57).contains($0) }, as: UTF8.self)
            close(lock)
            throw VaultError(
                .held, holder.isEmpty ? "Another process holds this store." : "Process \(holder) holds this store.",
                hint: "Wait for it to end, or end it; nothing is lost by waiting.")
        }
        let mine = Array("\(getpid())\n".utf8)
        _ = ftruncate(lock, 0)
        _ = pwrite(lock, mine, mine.count, 0)
    }

    /// Lets other processes open the store.
    func release() { _ = flock(lock, LOCK_UN) }

    deinit { close(lock) }

    static func entries(of path: String) throws -> [String] {
        guard let folder = opendir(path) else { throw DurableFile.failure("read a folder", errno) }
        defer { closedir(folder) }
        var names = [String]()
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    private static func makeFolders(_ path: String) throws {
        var current = path.hasPrefix("/") ? "" : "."
        for part in path.split(separator: "/") {
            current += "/" + part
            if mkdir(current, 0o700) == 0 {
                try DurableFile.syncFolder(of: current)
            } else if errno != EEXIST, errno != EISDIR {
                throw DurableFile.failure("create the store's folder", errno)
            }
        }
    }
}
