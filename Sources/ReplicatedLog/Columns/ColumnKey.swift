import Records

/// What the operations of one column have in common: `Schemas/log.md`, "Columns".
struct ColumnKey: Hashable {
    enum Edit: UInt8 {
        case other = 0
        case create, put, putOver, add, remove, removeOver, note, noteAbout

        /// Whether the operation names a record, a field and a value.
        var hasValue: Bool { (Edit.put.rawValue...Edit.removeOver.rawValue).contains(rawValue) }
        var isNote: Bool { self == .note || self == .noteAbout }
        var isOver: Bool { self == .putOver || self == .removeOver }
    }

    /// How a value lies in its column. The first twelve are the type bytes of `Schemas/log.md`, "Values".
    enum Layout: UInt8 {
        case nothing = 0
        case flag, integer, decimal, text, code, date, time, money, reference, place, file
        /// A text of 64 lower-case hexadecimal digits, as 32 bytes.
        case digest
        case unrecognized
    }

    static let unrecognizedTypeMin: UInt64 = 12

    let edit: Edit
    let layout: Layout
    let name: String
    /// The schema version of a create, the code of another operation, the type of an unrecognised value; else 0.
    let extra: UInt64

    var form: UInt8 { edit.rawValue << 4 | layout.rawValue }
    var hasExtra: Bool { edit == .create || edit == .other || layout == .unrecognized }

    init(_ operation: Operation) {
        switch operation {
        case .create(let kind, let version): self.init(.create, .nothing, kind, UInt64(version))
        case .put(_, let field, let value, let over): self.init(over == nil ? .put : .putOver, field, value)
        case .add(_, let field, let value): self.init(.add, field, value)
        case .remove(_, let field, let value, let over): self.init(over == nil ? .remove : .removeOver, field, value)
        case .note(_, let field, _, let about): self.init(about == nil ? .note : .noteAbout, .nothing, field, 0)
        case .other(let code, _): self.init(.other, .nothing, "", UInt64(code))
        }
    }

    private init(_ edit: Edit, _ field: String, _ value: Value) {
        switch value {
        case .nothing: self.init(edit, .nothing, field, 0)
        case .flag: self.init(edit, .flag, field, 0)
        case .integer: self.init(edit, .integer, field, 0)
        case .decimal: self.init(edit, .decimal, field, 0)
        case .text(let text): self.init(edit, Digest.bytes(of: text) == nil ? .text : .digest, field, 0)
        case .code: self.init(edit, .code, field, 0)
        case .date: self.init(edit, .date, field, 0)
        case .time: self.init(edit, .time, field, 0)
        case .money: self.init(edit, .money, field, 0)
        case .reference: self.init(edit, .reference, field, 0)
        case .place: self.init(edit, .place, field, 0)
        case .file: self.init(edit, .file, field, 0)
        case .unrecognized(let type, _): self.init(edit, .unrecognized, field, UInt64(type))
        }
    }

    init(_ edit: Edit, _ layout: Layout, _ name: String, _ extra: UInt64) {
        self.edit = edit
        self.layout = layout
        self.name = name
        self.extra = extra
    }

    init(from cursor: inout ColumnCursor) throws(LogError) {
        let form = try cursor.byte()
        let name = String(decoding: try cursor.terminated(), as: UTF8.self)
        guard let edit = Edit(rawValue: form >> 4), let layout = Layout(rawValue: form & 15), edit.hasValue || layout == .nothing,
            edit == .other ? name.isEmpty : Operation.isName(name)
        else { throw UnverifiedSegment.malformed("a column is not one") }
        let named = ColumnKey(edit, layout, name, 0)
        let extra = named.hasExtra ? try cursor.varint() : 0
        let valid =
            switch edit {
            case .create: extra <= UInt64(UInt32.max)
            case .other: extra <= UInt64(UInt8.max) && Operation.Code(rawValue: UInt8(extra)) == nil
            default: layout != .unrecognized || (Self.unrecognizedTypeMin...UInt64(UInt8.max)).contains(extra)
            }
        guard valid else { throw UnverifiedSegment.malformed("a column is not one") }
        self.init(edit, layout, name, extra)
    }

    func write(to writer: inout ByteWriter) {
        writer.byte(form)
        writer.raw(name.utf8)
        writer.byte(0)
        if hasExtra { writer.varint(extra) }
    }
}

/// A text that is 32 bytes in lower-case hexadecimal.
enum Digest {
    static func bytes(of text: String) -> [UInt8]? {
        guard text.utf8.count == 64 else { return nil }
        var bytes = [UInt8]()
        bytes.reserveCapacity(32)
        var high: UInt8?
        for unit in text.utf8 {
            let digit: UInt8
            switch unit {
            case 0x30...0x39: digit = unit - 0x30
            case 0x61...0x66: digit = unit - 0x61 + 10
            default: return nil
            }
            if let first = high {
                bytes.append(first << 4 | digit)
                high = nil
            } else {
                high = digit
            }
        }
        return bytes
    }

    static func text(of bytes: UnsafeBufferPointer<UInt8>) -> String {
        String(unsafeUninitializedCapacity: bytes.count * 2) { buffer in
            for (index, byte) in bytes.enumerated() {
                for (offset, digit) in [byte >> 4, byte & 15].enumerated() {
                    buffer[index * 2 + offset] = digit < 10 ? 0x30 + digit : 0x61 + digit - 10
                }
            }
            return bytes.count * 2
        }
    }
}
