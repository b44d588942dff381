/// The limitation rules that a replica knows, by name.
public struct LimitationRules: Sendable {
    public static let rulesMax = 2000

    public let rules: [LimitationRule]

    /// Reads `rules/*.json`; other files are passed over.
    ///
    /// - Parameter files: content by path, the path relative to the folder of schemas.
    /// - Throws: ``RecordsErrorCode/brokenSchema``; the message has a line for every fault of every file.
    public init(files: [String: [UInt8]]) throws(RecordsError) {
        var reader = SchemaReader()
        rules = reader.rules(files)
        guard reader.faults.isEmpty else {
            throw RecordsError(
                .brokenSchema, "The files of limitation rules have faults:\n" + reader.faults.map { "  \($0)" }.joined(separator: "\n"),
                hint: "Correct these places of the files.")
        }
    }

    public subscript(id: String) -> LimitationRule? { rules.first { $0.id == id } }

    /// The rule whose name is nearest to what was typed.
    public func nearest(_ typed: String) -> String? { Nearest.name(to: typed, among: rules.map(\.id)) }
}
