import Foundation
public import Records
import Vault

extension Clinic {
    /// The limitation rules in use: embedded, with the files of the override directory laid over.
    public static func limitationRules(_ options: Options) throws -> LimitationRules {
        try LimitationRules(files: try ruleFiles("rules", options))
    }

    public func limitationRules() throws -> LimitationRules { try Self.limitationRules(options) }

    /// What can become of records of each kind, likewise.
    public func workflows() throws -> Workflows { try Workflows(files: try Self.ruleFiles("workflows", options), catalog: catalog) }

    private static func ruleFiles(_ folder: String, _ options: Options) throws -> [String: [UInt8]] {
        var files = SchemaCatalog.embeddedFiles.filter { $0.key.hasPrefix(folder + "/") }
        guard let directory = options.schemaDirectory else { return files }
        let path = directory + "/" + folder
        for name in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] where name.hasSuffix(".json") {
            files[folder + "/" + name] = try DurableFile.read(path + "/" + name, byteCountMax: JSONValue.bytesMax)
        }
        return files
    }
}
