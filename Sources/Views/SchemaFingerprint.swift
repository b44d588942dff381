internal import Names
internal import Records
internal import ReplicatedLog

/// What the content of a view depends on besides the log: the catalog, and how this version projects.
enum SchemaFingerprint {
    /// Counts the changes of the tables, of the projection and of the folding of text.
    private static let version: UInt64 = 2

    static func of(_ catalog: SchemaCatalog) -> EntryHash {
        var writer = ByteWriter()
        writer.string("satchel/v1/view")
        writer.varint(version)
        writer.varint(PersonName.tablesFingerprint)
        writer.varint(UInt64(catalog.kinds.count))
        for kind in catalog.kinds {
            writer.string(kind.name)
            strings(kind.titleFields, &writer)
            strings(kind.done.map { "\($0)" }, &writer)
            writer.varint(UInt64(kind.fields.count))
            for field in kind.fields {
                strings(
                    [field.name, field.type.rawValue, field.merge.rawValue, field.vocabulary ?? "", field.match?.rawValue ?? ""], &writer)
                writer.byte((field.search ? 1 : 0) | (field.deadline ? 2 : 0))
            }
        }
        // Titles hold the English words of codes.
        writer.varint(UInt64(catalog.vocabularies.count))
        for vocabulary in catalog.vocabularies {
            writer.string(vocabulary.name)
            strings(vocabulary.codes.flatMap { [$0.code, $0.label("en")] }, &writer)
        }
        return EntryHash(hashing: writer.bytes)
    }

    private static func strings(_ list: [String], _ writer: inout ByteWriter) {
        writer.varint(UInt64(list.count))
        for item in list { writer.string(item) }
    }
}
