import Glibc
import Records

/// Small files that people name on the command line, and plain descriptors.
enum Files {
    private static let pieceBytes = 1 << 16

    /// - Returns: Whether all of it was written.
    static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        bytes.withUnsafeBytes { buffer in
            var done = 0
            while done < buffer.count {
                let count = Glibc.write(descriptor, buffer.baseAddress?.advanced(by: done), buffer.count - done)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return false }
                done += count
            }
            return true
        }
    }

    static func readAll(_ descriptor: Int32, byteCountMax: Int) throws(CommandError) -> [UInt8] {
        var result = [UInt8]()
        var piece = [UInt8](repeating: 0, count: pieceBytes)
        while true {
            let count = Glibc.read(descriptor, &piece, pieceBytes)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw unreadable(errno) }
            guard count > 0 else { return result }
            guard result.count + count <= byteCountMax else {
                throw CommandError(
                    .fileTooLarge, "The input is larger than \(ByteCount.text(UInt64(byteCountMax))), which is the most that is read here.")
            }
            result.append(contentsOf: piece.prefix(count))
        }
    }

    static func read(_ path: String, byteCountMax: Int) throws(CommandError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unreadable(errno) }
        defer { close(descriptor) }
        return try readAll(descriptor, byteCountMax: byteCountMax)
    }

    /// Writes a new file that only this user may read, and returns once it is on stable storage.
    ///
    /// - Throws: ``CommandErrorCode/fileExists`` when there is something of that name; it is not touched.
    static func create(_ path: String, _ bytes: [UInt8]) throws(CommandError) {
        let descriptor = try createEmpty(path)
        let isWritten = writeAll(bytes, to: descriptor) && fsync(descriptor) == 0
        let reason = errno
        guard close(descriptor) == 0, isWritten else {
            unlink(path)
            throw notWritten(reason)
        }
        syncFolder(of: path)
    }

    static func createEmpty(_ path: String) throws(CommandError) -> Int32 {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            if errno == EEXIST {
                throw CommandError(.fileExists, "There is a file of that name already.", hint: "Choose another name, or move it away.")
            }
            throw notWritten(errno)
        }
        return descriptor
    }

    static func notWritten(_ reason: Int32, code: CommandErrorCode = .fileNotWritten, what: String = "file") -> CommandError {
        CommandError(code, "The \(what) could not be written: \(words(reason)).", hint: "Choose another place, or make room there.")
    }

    /// So that the name survives a pulled stick as well as the content. Some file systems refuse; then nothing more can be done.
    static func syncFolder(of path: String) {
        let folder = path.contains("/") ? String(path.prefix(upTo: path.lastIndex(of: "/") ?? path.endIndex)) : "."
        let descriptor = open(folder.isEmpty ? "/" : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        _ = fsync(descriptor)
        close(descriptor)
    }

    private static func unreadable(_ reason: Int32) -> CommandError {
        CommandError(.fileUnreadable, "The file could not be read: \(words(reason)).", hint: "Check its name and who may read it.")
    }

    static func words(_ reason: Int32) -> String {
        strerror(reason).map { String(cString: $0).lowercased() } ?? "error \(reason)"
    }
}

extension Files {
    /// Refuses a name that is taken, before work is done that could not be written there.
    static func requireFree(_ path: String) throws(CommandError) {
        guard access(path, F_OK) != 0 else {
            throw CommandError(.fileExists, "There is a file of that name already.", hint: "Choose another name, or move it away.")
        }
    }
}

extension Files {
    /// As ``create(_:_:)``, under another name first: under the name that was asked for there is the whole file or nothing.
    static func createAtOnce(_ path: String, _ bytes: [UInt8]) throws(CommandError) {
        try requireFree(path)
        let draft = path + ".part"
        // What a crash left; it is none of the names that people choose.
        unlink(draft)
        try create(draft, bytes)
        guard rename(draft, path) == 0 else {
            let reason = errno
            unlink(draft)
            throw notWritten(reason)
        }
        syncFolder(of: path)
    }
}
