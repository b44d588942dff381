public import Records

/// The names of an organisation's record kinds, fields and codes as columns spell them: what an entry of few operations would
/// otherwise mostly consist of.
///
/// A function of the schemas alone. Two devices have the same words when their schemas are the same; who sends must know.
public struct SchemaWords: Hashable, Sendable {
    /// Names the words in a stream: the first bytes of SHA-256 of them.
    public let digest: [UInt8]
    let bytes: [UInt8]

    public static let digestByteCount = 4
    /// The last so many bytes are used, so that there is room for a language in deflate's window of 32 KiB.
    static let bytesMax = 11 * 1024

    public init(_ catalog: SchemaCatalog) {
        var writer = ByteWriter()
        for vocabulary in catalog.vocabularies {
            for code in vocabulary.codes {
                writer.raw(Array(code.code.utf8))
                writer.byte(TextClass.terminator)
            }
        }
        for kind in catalog.kinds {
            ColumnKey(creating: kind.name, version: UInt32(kind.version)).write(to: &writer)
            for field in kind.fields { ColumnKey(firstWriting: field).write(to: &writer) }
        }
        bytes = writer.bytes.suffix(Self.bytesMax)
        digest = Array(EntryHash(hashing: bytes).bytes.prefix(Self.digestByteCount))
    }
}

extension ColumnKey {
    fileprivate init(creating kind: String, version: UInt32) { self.init(.create(kind: kind, schemaVersion: version)) }

    /// The column of the operations by which a form that is new writes a field.
    fileprivate init(firstWriting field: Field) {
        let layout: Layout =
            switch field.type.element {
            case .text, .notes, .codes, .references, .files: .text
            case .code: .code
            case .date: .date
            case .time: .time
            case .integer: .integer
            case .decimal: .decimal
            case .money: .money
            case .flag: .flag
            case .reference: .reference
            case .place: .place
            case .file: .file
            }
        switch field.merge {
        case .notes: self.init(.note, .nothing, field.name, 0)
        case .set: self.init(.add, layout, field.name, 0)
        case .review, .latest: self.init(.put, layout, field.name, 0)
        }
    }
}
