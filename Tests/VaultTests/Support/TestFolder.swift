import Foundation

/// A folder of one test, gone with it.
final class TestFolder {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/satchel-vault-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    var home: String { path + "/home" }

    func file(_ name: String) -> String { home + "/" + name }

    func bytes(_ name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(fileURLWithPath: file(name)))) }

    func write(_ bytes: [UInt8], to name: String) throws { try Data(bytes).write(to: URL(fileURLWithPath: file(name))) }

    func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: file(name)) }

    func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: file(name)) }

    func copy(_ name: String, to other: String) throws { try FileManager.default.copyItem(atPath: file(name), toPath: file(other)) }

    /// The paths of all regular files below the store, relative to it.
    var files: [String] {
        (FileManager.default.subpaths(atPath: home) ?? []).filter { path in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: file(path), isDirectory: &isFolder) && !isFolder.boolValue
        }.sorted()
    }

    func permissions(_ name: String) throws -> Int {
        try FileManager.default.attributesOfItem(atPath: name.isEmpty ? home : file(name))[.posixPermissions] as? Int ?? -1
    }
}
