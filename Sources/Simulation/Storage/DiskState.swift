import Glibc
import Trials
import Vault

/// What a ``MemoryDisk`` holds, and what it will do next.
struct DiskState: Sendable {
    /// One change of a folder's names; a rename is one, so that it happens or does not.
    private struct Naming: Sendable {
        let folder: String
        var taken: String?
        var given: (name: String, file: Int)?
    }

    private(set) var files: [Int: StoredFile] = [:]
    private(set) var names: [String: Int] = [:]
    private(set) var folders: Set<String> = ["/"]
    private var durableNames: [String: Int] = [:]
    private var unsyncedNames: [Naming] = []
    private var nextFile = 1
    var holders: [String: Int] = [:]

    /// How often the power came back.
    private(set) var life = 0
    private(set) var isDown = false
    /// Operations that change something and are still done before the power goes; `nil` for ever.
    var operationsLeft: Int?
    /// What becomes of the operation at which it goes, and of everything unsynced.
    var failing = SeededGenerator(seed: 0)
    private(set) var operationCount = 0
    private(set) var failures = Failures()

    /// How the power failed while something was being done.
    struct Failures: Sendable, Equatable {
        var before = 0, after = 0, syncing = 0, torn = 0

        static func + (one: Self, other: Self) -> Self {
            Failures(
                before: one.before + other.before, after: one.after + other.after, syncing: one.syncing + other.syncing,
                torn: one.torn + other.torn)
        }
    }
    /// Bytes that files may still grow by.
    var room = DiskState.plenty
    /// A disk that says it synced and did not: see ``Plant``.
    var liesAboutSync = false

    static let plenty = 1 << 40

    func requireUp(_ expected: Int? = nil) throws(DiskFault) {
        guard !isDown, expected == nil || expected == life else { throw DiskFault(EIO) }
    }

    func file(_ path: String) throws(DiskFault) -> Int {
        guard let file = names[path] else { throw folders.contains(path) ? .notAFile : DiskFault(ENOENT) }
        return file
    }

    func names(in folder: String) throws(DiskFault) -> [String] {
        guard folders.contains(folder) else { throw DiskFault(ENOENT) }
        let prefix = folder + "/"
        return (Array(names.keys) + Array(folders)).filter { $0.hasPrefix(prefix) && !$0.dropFirst(prefix.count).contains("/") }
            .map { String($0.dropFirst(prefix.count)) }.sorted()
    }

    // MARK: Operations

    /// Counts one operation. At the last one the power goes: before it is done, or after.
    private mutating func operate(isSync: Bool = false, _ body: (inout DiskState) -> Void) throws(DiskFault) {
        try requireUp()
        operationCount += 1
        if let left = operationsLeft, left <= 1 {
            let isDone = Bool.random(using: &failing)
            if isDone { body(&self) }
            isDown = true
            failures = failures + Failures(before: isDone ? 0 : 1, after: isDone ? 1 : 0, syncing: isSync ? 1 : 0)
            throw DiskFault(EIO)
        }
        operationsLeft = operationsLeft.map { $0 - 1 }
        body(&self)
    }

    mutating func create(_ path: String) throws(DiskFault) -> Int {
        let folder = Self.folder(of: path)
        guard folders.contains(folder) else { throw DiskFault(ENOENT) }
        guard names[path] == nil, !folders.contains(path) else { throw DiskFault(EEXIST) }
        guard room > 0 else { throw DiskFault(ENOSPC) }
        let file = nextFile
        try operate { state in
            state.nextFile += 1
            state.files[file] = StoredFile()
            state.name(Naming(folder: folder, given: (path, file)))
        }
        return file
    }

    mutating func write(_ bytes: [UInt8], at offset: Int, to file: Int) throws(DiskFault) {
        let growth = max(0, offset + bytes.count - (files[file]?.bytes.count ?? 0))
        guard growth <= room else { throw DiskFault(ENOSPC) }
        try operate { state in
            state.room -= growth
            state.files[file]?.make(.write(offset: offset, bytes: bytes))
        }
    }

    mutating func cut(_ file: Int, to count: Int) throws(DiskFault) {
        try operate { state in
            state.room += max(0, (state.files[file]?.bytes.count ?? 0) - count)
            state.files[file]?.make(.cut(to: count))
        }
    }

    mutating func sync(_ file: Int) throws(DiskFault) {
        try operate(isSync: true) { state in
            guard !state.liesAboutSync else { return }
            state.files[file]?.sync()
            guard state.files[file]?.syncsFolder == true, let path = state.names.first(where: { $0.value == file })?.key else { return }
            state.files[file]?.syncsFolder = false
            state.settleNames(in: Self.folder(of: path))
        }
    }

    mutating func remove(_ path: String) throws(DiskFault) {
        guard names[path] != nil else { throw DiskFault(ENOENT) }
        try operate { $0.name(Naming(folder: Self.folder(of: path), taken: path)) }
    }

    mutating func rename(_ path: String, to destination: String) throws(DiskFault) {
        let file = try file(path)
        try operate { $0.name(Naming(folder: Self.folder(of: destination), taken: path, given: (destination, file))) }
    }

    mutating func makeFolder(_ path: String) throws(DiskFault) {
        guard names[path] == nil, !folders.contains(path) else { throw DiskFault(EEXIST) }
        guard folders.contains(Self.folder(of: path)) else { throw DiskFault(ENOENT) }
        try operate { _ = $0.folders.insert(path) }
    }

    mutating func syncFolder(_ path: String) throws(DiskFault) {
        try operate(isSync: true) { state in
            guard !state.liesAboutSync else { return }
            state.settleNames(in: path)
        }
    }

    mutating func addFolder(_ path: String) { folders.insert(path) }

    mutating func markAsNewLog(_ file: Int) { files[file]?.syncsFolder = true }

    private mutating func name(_ naming: Naming) {
        Self.make(naming, in: &names)
        unsyncedNames.append(naming)
        dropNameless()
    }

    private mutating func settleNames(in folder: String) {
        for naming in unsyncedNames where naming.folder == folder { Self.make(naming, in: &durableNames) }
        unsyncedNames.removeAll { $0.folder == folder }
        dropNameless()
    }

    private static func make(_ naming: Naming, in names: inout [String: Int]) {
        if let taken = naming.taken { names[taken] = nil }
        if let given = naming.given { names[given.name] = given.file }
    }

    /// Gives the room of files back that no name will ever lead to. Whoever has one open finds it empty, which nothing here does.
    private mutating func dropNameless() {
        guard unsyncedNames.isEmpty else { return }
        let named = Set(names.values).union(durableNames.values)
        for file in files.keys where !named.contains(file) { room += files.removeValue(forKey: file)?.bytes.count ?? 0 }
    }

    private static func folder(of path: String) -> String {
        path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "/"
    }

    // MARK: Failing

    mutating func powerFails() { isDown = true }

    /// The power is back, or the program is started again: what is found is what lay there.
    ///
    /// - Parameter keeping: whether the system lived on and lost nothing.
    mutating func comeBack(keeping: Bool) {
        for file in files.keys.sorted() {
            if keeping { files[file]?.keepAll() } else { failures.torn += files[file]?.lose(using: &failing) ?? 0 }
        }
        for folder in Set(unsyncedNames.map(\.folder)).sorted() {
            let namings = unsyncedNames.filter { $0.folder == folder }
            let kept = keeping ? namings.count : Int.random(in: 0...namings.count, using: &failing)
            for naming in namings.prefix(kept) { Self.make(naming, in: &durableNames) }
        }
        unsyncedNames = []
        names = durableNames
        holders = [:]
        isDown = false
        operationsLeft = nil
        life += 1
        dropNameless()
    }

    // MARK: Copies

    /// The files below a folder, as a copy of a closed store holds them.
    func copy(below folder: String) -> [String: [UInt8]] {
        names.filter { $0.key.hasPrefix(folder + "/") }.compactMapValues { files[$0]?.bytes }
    }

    /// Puts a file there as if it had always been; `nil` takes it away.
    mutating func place(_ bytes: [UInt8]?, at path: String) {
        if let old = names.removeValue(forKey: path) {
            room += files.removeValue(forKey: old)?.bytes.count ?? 0
            durableNames[path] = nil
        }
        guard let bytes else { return }
        files[nextFile] = StoredFile(durable: bytes)
        names[path] = nextFile
        durableNames[path] = nextFile
        nextFile += 1
        room -= bytes.count
        var folder = Self.folder(of: path)
        while folders.insert(folder).inserted { folder = Self.folder(of: folder) }
    }
}
