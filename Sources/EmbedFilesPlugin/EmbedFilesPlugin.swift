import Foundation
import PackagePlugin

/// Embeds data of the repository in the module that reads it.
@main
struct EmbedFilesPlugin: BuildToolPlugin {
    /// Which folder of the repository each module carries.
    private static let folders = ["Records": "Schemas", "Clinic": "Samples/clinic", "WebApp": "Sources/WebApp/Content"]

    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        guard let folder = Self.folders[target.name] else { return [] }
        let root = context.package.directoryURL.appending(path: folder, directoryHint: .isDirectory)
        let files = try regularFiles(below: root)
        let output = context.pluginWorkDirectoryURL.appending(path: "EmbeddedFiles.swift")
        return [
            .buildCommand(
                displayName: "Embedding \(files.count) files of \(folder) in \(target.name)",
                executable: try context.tool(named: "EmbedFiles").url,
                arguments: [output.path, root.path] + files.map(\.path),
                inputFiles: files,
                outputFiles: [output])
        ]
    }

    private func regularFiles(below root: URL) throws -> [URL] {
        guard let found = FileManager.default.enumerator(at: root, includingPropertiesForKeys: [.isRegularFileKey]) else { return [] }
        return try found.compactMap { $0 as? URL }
            .filter { try $0.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true }
            .filter { !$0.lastPathComponent.hasPrefix(".") && !["md", "py"].contains($0.pathExtension) }
            .sorted { $0.path < $1.path }
    }
}
