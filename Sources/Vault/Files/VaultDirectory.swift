import Glibc
import Records

/// Where a store lies on disk, and who holds it: at most one process at a time.
public final class VaultDirectory {
    public let path: String
    public let disk: any Disk
    private let lock: any DiskLock

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
    public static func exists(_ path: String, on disk: any Disk = SystemDisk()) -> Bool {
        func isThere(_ name: String) -> Bool { disk.kind(of: path + "/" + name) != nil }
        return isThere("log.sqlite") || !isThere("log.sqlite.new") && (isThere("keyfile.a") || isThere("keyfile.b"))
    }

    /// A new store's folder, readable by its owner only. What an interrupted creation left in it is cleared away.
    ///
    /// - Throws: `.alreadyExists` when there is a store, `.notAStore` when the folder holds something else.
    public static func create(_ path: String, on disk: any Disk = SystemDisk()) throws -> VaultDirectory {
        guard !exists(path, on: disk) else {
            throw VaultError(
                .alreadyExists, "There is a store in this folder already.", hint: "Use it, or name another folder with --home.")
        }
        let names = Set((try? disk.names(in: path)) ?? [])
        let leftovers = names.contains("log.sqlite.new") ? unfinished : ["lock", "blobs"]
        let blobs = (try? disk.names(in: path + "/blobs")) ?? []
        guard names.isSubset(of: leftovers), blobs.isEmpty else {
            throw VaultError(.notAStore, "The folder is not empty and holds no store.", hint: "Name an empty or new folder with --home.")
        }
        try makeFolders(path, on: disk)
        do throws(DiskFault) { try disk.restrictFolder(path) } catch { throw DurableFile.failure("restrict the folder", error) }
        let directory = try VaultDirectory(holding: path, on: disk)
        // The mark of an unfinished store goes last, so that this can be interrupted too.
        for name in names.subtracting(["lock", "blobs", "log.sqlite.new"]).sorted() + ["log.sqlite.new"] {
            try DurableFile.remove("\(path)/\(name)", on: disk)
        }
        do throws(DiskFault) { try disk.makeFolder(directory.blobs) } catch {
            guard error.number == EEXIST else { throw DurableFile.failure("create a folder", error) }
        }
        try DurableFile.syncFolder(of: directory.blobs, on: disk)
        return directory
    }

    private static let unfinished: Set = [
        "lock", "blobs", "log.sqlite.new", "log.sqlite.new-wal", "log.sqlite.new-shm", "log.sqlite.new-journal", "keyfile.a", "keyfile.b",
        "keyfile.a.new", "keyfile.b.new",
    ]

    /// Makes the folder a store: everything else of it is durable by now.
    func finishCreation() throws {
        do throws(DiskFault) { try disk.rename(unfinishedLog, to: log) } catch {
            throw DurableFile.failure("rename the store's log", error)
        }
        try DurableFile.syncFolder(of: log, on: disk)
    }

    /// - Throws: `.notAStore`, `.held`.
    public static func open(_ path: String, on disk: any Disk = SystemDisk()) throws -> VaultDirectory {
        guard exists(path, on: disk) else {
            throw VaultError(
                .notAStore, "There is no store in this folder.",
                hint:
                    "Make one with `satchel init` (headquarters) or `satchel device request` (a laptop), or name the right folder with --home."
            )
        }
        return try VaultDirectory(holding: path, on: disk)
    }

    private init(holding path: String, on disk: any Disk) throws {
        self.path = path
        self.disk = disk
        do throws(DiskFault) { lock = try disk.hold(path + "/lock") } catch {
            guard error.number == EWOULDBLOCK else { throw DurableFile.failure("open the store's lock", error) }
            let bytes = (try? disk.open(path + "/lock").read(at: 0, count: 16)) ?? []
            let holder = String(decoding: bytes.filter { (48...57).contains($0) }, as: UTF8.self)
            throw VaultError(
                .held, holder.isEmpty ? "Another process holds this store." : "Process \(holder) holds this store.",
                hint: "Wait for it to end, or end it; nothing is lost by waiting.")
        }
    }

    /// Lets other processes open the store.
    func release() { lock.release() }

    private static func makeFolders(_ path: String, on disk: any Disk) throws {
        var current = path.hasPrefix("/") ? "" : "."
        for part in path.split(separator: "/") {
            current += "/" + part
            do throws(DiskFault) { try disk.makeFolder(current) } catch {
                guard error.number == EEXIST || error.number == EISDIR else {
                    throw DurableFile.failure("create the store's folder", error)
                }
                continue
            }
            try DurableFile.syncFolder(of: current, on: disk)
        }
    }
}
