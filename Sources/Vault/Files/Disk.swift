/// The file system that a store or a stick lies on: the few calls of POSIX that durable files are made of.
///
/// ``SystemDisk`` is the one of this computer. A simulator brings its own, which remembers what was not synced when the power failed.
/// Paths are those of the system; every call either did what it says or throws.
public protocol Disk: Sendable {
    /// Opens a regular file for reading. Links are not followed.
    func open(_ path: String) throws(DiskFault) -> any DiskFile

    /// Makes a new file to append to; `EEXIST` when there is one.
    func create(_ path: String, mode: UInt32) throws(DiskFault) -> any DiskFile

    func remove(_ path: String) throws(DiskFault)

    /// Takes the place of what was called `destination`.
    func rename(_ path: String, to destination: String) throws(DiskFault)

    func makeFolder(_ path: String) throws(DiskFault)

    /// Keeps everybody but its owner out of a folder.
    func restrictFolder(_ path: String) throws(DiskFault)

    /// Makes renames and removals in a folder durable.
    func syncFolder(_ path: String) throws(DiskFault)

    /// The names in a folder, in order.
    func names(in folder: String) throws(DiskFault) -> [String]

    /// - Returns: `nil` when there is nothing by that name.
    func kind(of path: String) -> DiskItemKind?

    /// Makes the file `path` unless there is one, and holds it against every other process until the lock is released or let go.
    ///
    /// - Throws: `EWOULDBLOCK` when another holds it, whose number the file then begins with.
    func hold(_ path: String) throws(DiskFault) -> any DiskLock

    /// Bytes that may still be written near `path`; `nil` when that cannot be found out.
    func freeByteCount(at path: String) -> UInt64?

    /// Makes sure that SQLite can write a database file at `path`, readable by its owner only, and says under which name it opens it.
    ///
    /// - Parameter creating: whether the file must be new; otherwise it must be there.
    func databaseName(_ path: String, creating: Bool) throws(DiskFault) -> String
}

/// An open file of a ``Disk``. It is closed when it is let go.
public protocol DiskFile: AnyObject {
    var byteCount: UInt64 { get }

    /// - Returns: `count` bytes, fewer where the file ends.
    func read(at offset: UInt64, count: Int) throws(DiskFault) -> [UInt8]

    /// Writes all of `bytes` after what was written before.
    func append(_ bytes: [UInt8]) throws(DiskFault)

    /// Returns once everything appended is on stable storage.
    func sync() throws(DiskFault)

    func close() throws(DiskFault)
}

/// See ``Disk/hold(_:)``.
public protocol DiskLock: AnyObject {
    func release()
}

public enum DiskItemKind: Sendable { case file, folder, other }

/// An error number of the system.
public struct DiskFault: Error, Equatable {
    public let number: Int32

    public init(_ number: Int32) { self.number = number }

    /// What was to be opened is there, and is no regular file.
    public static let notAFile = DiskFault(-1)
}
