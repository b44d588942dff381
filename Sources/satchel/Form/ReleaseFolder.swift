import Foundation
import Records

/// The files of a release in a folder.
enum ReleaseFolder {
    static let bytesMax = 256 * 1024
    private static let folders = ["records", "vocabularies", "forms", "checks"]

    /// Paths below the folder, of files that end in `.json`; what else lies there is not looked at.
    ///
    /// - Throws: ``CommandErrorCode/fileUnreadable`` when there is no such folder.
    static func paths(_ folder: String) throws -> [String] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
            throw CommandError(.fileUnreadable, "There is no such folder.", hint: "`satchel form release --help` says what it holds.")
        }
        var paths = [String]()
        for below in [""] + folders {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: below.isEmpty ? folder : folder + "/" + below)) ?? []
            paths += names.filter { $0.hasSuffix(".json") }.map { below.isEmpty ? $0 : below + "/" + $0 }
        }
        return paths.sorted()
    }

    static var tooLarge: CommandError {
        CommandError(
            .fileTooLarge, "The files of the release are larger than \(ByteCount.text(UInt64(bytesMax))) together.",
            hint: "Leave out what the product has already.")
    }
}
