import Foundation

extension Field {
    /// A copy of a closed store's files.
    ///
    /// - Parameter names: `nil` for all of them.
    func backUp(_ code: String, only names: [String]? = nil) throws -> String {
        let backup = root + "/backup-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: backup, withIntermediateDirectories: true)
        for name in try names ?? FileManager.default.contentsOfDirectory(atPath: home(code)) {
            try FileManager.default.copyItem(atPath: home(code) + "/" + name, toPath: backup + "/" + name)
        }
        return backup
    }

    /// Puts the files of a copy back; when the copy holds a whole store, nothing else stays.
    func restore(_ code: String, from backup: String) throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: backup)
        if names.contains("keyfile.a"), names.contains("log.sqlite") { try FileManager.default.removeItem(atPath: home(code)) }
        try FileManager.default.createDirectory(atPath: home(code), withIntermediateDirectories: true)
        for name in names {
            try? FileManager.default.removeItem(atPath: home(code) + "/" + name)
            try FileManager.default.copyItem(atPath: backup + "/" + name, toPath: home(code) + "/" + name)
        }
    }

    /// The sealed files of a store's documents.
    func blobs(_ code: String) -> [String] {
        let folder = home(code) + "/blobs"
        return (FileManager.default.subpaths(atPath: folder) ?? []).map { folder + "/" + $0 }.filter {
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: $0, isDirectory: &isFolder) && !isFolder.boolValue
        }.sorted()
    }

    /// Flips a bit in the middle of every document.
    func damageBlobs(_ code: String) throws {
        for blob in blobs(code) {
            var bytes = try bytes(blob)
            bytes[bytes.count / 2] ^= 1
            try write(bytes, to: blob)
        }
    }

    func bytes(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: path))) }

    func write(_ bytes: [UInt8], to path: String) throws { try Data(bytes).write(to: URL(fileURLWithPath: path)) }

    /// A copy of a parcel with its bytes changed, as a file of its own.
    func altered(_ parcel: String, _ change: (inout [UInt8]) -> Void) throws -> String {
        var bytes = try bytes(parcel)
        change(&bytes)
        let path = root + "/ALTERED-" + UUID().uuidString.prefix(8) + ".SPL"
        try write(bytes, to: path)
        return path
    }
}
