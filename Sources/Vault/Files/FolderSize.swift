import Glibc

/// How much room a folder takes.
enum FolderSize {
    /// The sizes of all regular files below `path`, links not followed; what cannot be read counts as nothing.
    static func bytes(below path: String) -> UInt64 {
        guard let names = try? SystemDisk().names(in: path) else { return 0 }
        return names.reduce(0) { total, name in
            var status = stat()
            guard lstat(path + "/" + name, &status) == 0 else { return total }
            switch status.st_mode & S_IFMT {
            case S_IFREG: return total + UInt64(status.st_size)
            case S_IFDIR: return total + bytes(below: path + "/" + name)
            default: return total
            }
        }
    }
}
