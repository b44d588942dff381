import Records
import ReplicatedLog

/// What a row of a list is known by, on every device: the beginning of a hash of its number in the list, or of all that it says.
///
/// It stands in the record that the row became, in a field that no schema has: it travels with the record, so that another laptop, or this
/// one from a backup, knows the row again, and nobody types it. Settings of one device would do neither.
struct ImportKey: Hashable {
    static let field = "import_key"

    private let high: UInt64
    private let low: UInt64

    private static let label = Array("satchel/v1/import-key\0".utf8)

    init(kind: String, list: String, id: [String]) {
        var writer = ByteWriter()
        writer.raw(Self.label)
        writer.string(kind)
        writer.byte(1)
        writer.string(list)
        for part in id { writer.string(part) }
        self.init(writer)
    }

    /// - Parameter fields: as they are given to be saved.
    init(kind: String, list: String, fields: [String: JSONValue]) {
        var writer = ByteWriter()
        writer.raw(Self.label)
        writer.string(kind)
        writer.byte(2)
        writer.string(list)
        writer.raw(JSONValue.object(fields).serialized())
        self.init(writer)
    }

    private init(_ writer: ByteWriter) {
        var reader = ByteReader(EntryHash(hashing: writer.bytes).bytes)
        guard let high = try? reader.fixed64(), let low = try? reader.fixed64() else { preconditionFailure("a hash has 32 bytes") }
        self.high = high
        self.low = low
    }

    /// Hexadecimal digits.
    var text: String { Self.digits(high) + Self.digits(low) }

    init?(text: String) {
        guard text.utf8.count == 32, let high = UInt64(text.prefix(16), radix: 16), let low = UInt64(text.suffix(16), radix: 16) else {
            return nil
        }
        self.high = high
        self.low = low
    }

    private static func digits(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }
}
