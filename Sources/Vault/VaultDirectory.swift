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
    public static func controlSocket(_ path: String) -> String { path + "/control" }

    /// Whether there is a store at `path`.
    public static func exists(_ path: String) -> Bool {
        access(path + "/keyfile.a", F_OK) == 0 || access(path + "/keyfile.b", F_OK) == 0
    }

    /// A new store's folder, readable by its owner only.
    ///
    /// - Throws: `.alreadyExists` when there is a store, `.notAStore` when the folder holds something else.
    public static func create(_ path: String) throws -> VaultDirectory {
        guard !exists(path) else {
            throw VaultError(
                .alreadyExists, "There is a store in this folder already.", hint: "Use it, or name another folder with --home.")
        }
        if let entries = try? entries(of: path), !entries.isEmpty, entries != ["lock"] {
            throw VaultError(.notAStore, "The folder is not empty and holds no store.", hint: "Name an empty or new folder with --home.")
        }
        try makeFolders(path)
        guard chmod(path, 0o700) == 0 else { throw DurableFile.failure("restrict the folder", errno) }
        let directory = try VaultDirectory(holding: path)
        guard mkdir(directory.blobs, 0o700) == 0 || errno == EEXIST else { throw DurableFile.failure("create a folder", errno) }
        return directory
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
            guard mkdir(current, 0o700) == 0 || errno == EEXIST || errno == EISDIR else {
                throw DurableFile.failure("create the store's folder", errno)
            }
        }
    }
}
