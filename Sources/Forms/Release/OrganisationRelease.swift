public import Records

/// What an organisation's release makes of the product's catalog and forms. `Schemas/forms.md`, *Releases*.
public struct OrganisationRelease: Sendable {
    public let catalog: SchemaCatalog
    public let library: FormLibrary
    /// What does not fit the product as it is here, with its place; it is left out, and the rest holds.
    public let faults: [String]
    /// The paths of what was read.
    public let paths: [String]

    static let manifest = "release.json"

    /// - Parameters:
    ///   - files: the release, content by path.
    ///   - base: the product's catalog, and its files, for the forms and checks among them.
    /// - Complexity: O(*n*) in bytes of both.
    public init(_ files: [String: [UInt8]], over base: SchemaCatalog, _ baseFiles: [String: [UInt8]]) {
        var collector = FaultCollector(path: Self.manifest)
        let prefix = Self.prefix(files[Self.manifest], base, &collector)
        let extended = base.extended(by: files, prefix: prefix)
        catalog = extended.catalog
        library = FormLibrary(files: baseFiles, more: files, catalog: extended.catalog)
        faults = collector.faults + extended.faults + library.faults
        paths = files.keys.sorted()
    }

    /// Everything that keeps these files from being released.
    ///
    /// - Parameter before: the catalog with the release that is to be replaced: what it released stays for ever.
    public func refusals(before: SchemaCatalog) -> [String] {
        let unknown = paths.filter { !Self.isKnown($0) }.map { "\(Self.shown($0)): no release has a file of that name" }
        return unknown + faults + before.losses(in: catalog)
    }

    private static func isKnown(_ path: String) -> Bool {
        guard path != manifest else { return true }
        for (folder, suffix) in [
            ("records/", ".extension.json"), ("vocabularies/", ".json"), (FormLibrary.formsFolder, FormLibrary.formSuffix),
            (FormLibrary.checksFolder, FormLibrary.checkSuffix),
        ] {
            guard let name = FormLibrary.name(in: path, folder, suffix) else { continue }
            return name.split(separator: ".").first.map { SnakeCase.accepts(String($0)) } ?? false
        }
        return false
    }

    private static func shown(_ path: String) -> String {
        path.utf8.allSatisfy { (0x21..<0x7F).contains($0) } ? path : "(unreadable)"
    }

    /// `{"prefix": "lac_"}`: what the organisation's own names begin with besides `x_`.
    private static func prefix(_ content: [UInt8]?, _ base: SchemaCatalog, _ faults: inout FaultCollector) -> String? {
        guard let content, let root = faults.document(content) else { return nil }
        faults.only(["prefix", "labels"], in: root, "")
        guard let value = root["prefix"] else { return nil }
        guard let prefix = value.textValue, SnakeCase.accepts(prefix), prefix.hasSuffix("_"), (3...16).contains(prefix.utf8.count) else {
            faults.fault("prefix", "it is not 3 to 16 small letters and digits that end in an underscore")
            return nil
        }
        let names = base.kinds.flatMap { $0.fields.map(\.name) } + base.vocabularies.flatMap { [$0.name] + $0.codes.map(\.code) }
        if let taken = names.first(where: { $0.hasPrefix(prefix) }) {
            faults.fault("prefix", "the product has names that begin with it, such as \(taken)")
            return nil
        }
        return prefix
    }
}
