internal import Foundation

extension SchemaCatalog {
    /// The catalog that the executable carries. Read once.
    ///
    /// - Throws: ``RecordsErrorCode/brokenSchema``.
    public static func embedded() throws -> SchemaCatalog { try embeddedCatalog.get() }

    /// The files of the folder of schemas that the executable carries: content by path, `records/client.schema.json`.
    public static var embeddedFiles: [String: [UInt8]] {
        var files = [String: [UInt8]]()
        for (path, base64) in EmbeddedFiles.files {
            guard let content = Data(base64Encoded: base64) else { preconditionFailure("The build wrote base64 that is none.") }
            files[path] = Array(content)
        }
        return files
    }

    private static let embeddedCatalog = Result { try SchemaCatalog(files: embeddedFiles) }
}
