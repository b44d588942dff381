public import Records

/// The smallest edit. Its ``OperationID`` is its place: chain, sequence, ordinal.
public enum Operation: Hashable, Sendable {
    /// Starts a record; the record's id is the id of this operation.
    case create(kind: String, schemaVersion: UInt32)
    /// Writes a register. Supersedes what its author had seen of it, or exactly `over` when that is given.
    case put(record: RecordID, field: String, value: Value, over: [OperationID]?)
    /// Adds an element to a set.
    case add(record: RecordID, field: String, value: Value)
    /// Takes an element out of a set; adds that its author had not seen stay. `over` as for `put`.
    case remove(record: RecordID, field: String, value: Value, over: [OperationID]?)
    /// Appends a note; `about` is the note that this one corrects or adds to.
    case note(record: RecordID, field: String, text: String, about: OperationID?)
    /// What is no edit of a record: roster decisions, what is adopted from other spaces, and whatever later versions bring.
    /// Hashed as it stands, kept, forwarded; of these the fold only reads ``adoptCode``.
    case other(code: UInt8, bytes: [UInt8])
}

extension Operation {
    /// The codes of `Schemas/log.md`, "Operations".
    enum Code: UInt8 {
        case create = 1
        case put = 2
        case add = 3
        case remove = 4
        case note = 5
    }

    /// Brings entries of another space, with the proof that their devices wrote them: see ``UnverifiedAdoption``.
    public static let adoptCode: UInt8 = 6
    /// One decision of the registrar; the roster reads it.
    public static let rosterCode: UInt8 = 32

    public static let nameBytesMax = 64
    /// The largest sequence that an operation may name.
    static let sequenceMax = UInt64(Int64.max)
    public static let overCountMax = 256

    var code: UInt8 {
        switch self {
        case .create: Code.create.rawValue
        case .put: Code.put.rawValue
        case .add: Code.add.rawValue
        case .remove: Code.remove.rawValue
        case .note: Code.note.rawValue
        case .other(let code, _): code
        }
    }

    /// Whether it brings entries of another space.
    public var isAdoption: Bool { code == Self.adoptCode }

    /// The record that the operation is about, when it names one.
    public var record: RecordID? {
        switch self {
        case .put(let record, _, _, _), .add(let record, _, _), .remove(let record, _, _, _), .note(let record, _, _, _): record
        case .create, .other: nil
        }
    }

    /// Whether `text` can name a kind or a field: 1 to 64 visible ASCII characters. Anything else would let two names
    /// be one to Unicode and two to a hash, and look alike to people.
    static func isName(_ text: String) -> Bool {
        (1...nameBytesMax).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }

    /// Code, length, body: so that a kind that a reader does not know can be skipped and kept.
    func write(to writer: inout ByteWriter) {
        writer.byte(code)
        var body = ByteWriter()
        switch self {
        case .create(let kind, let schemaVersion):
            body.string(kind)
            body.varint(UInt64(schemaVersion))
        case .put(let record, let field, let value, let over), .remove(let record, let field, let value, let over):
            body.operation(record)
            body.string(field)
            value.write(to: &body)
            Self.write(over, to: &body)
        case .add(let record, let field, let value):
            body.operation(record)
            body.string(field)
            value.write(to: &body)
        case .note(let record, let field, let text, let about):
            body.operation(record)
            body.string(field)
            body.string(text)
            body.byte(about == nil ? 0 : 1)
            if let about { body.operation(about) }
        case .other(_, let bytes):
            body.raw(bytes)
        }
        writer.blob(body.bytes)
    }

    /// 0 for "what I had seen"; otherwise 1 + the number of operations, sorted, each once.
    private static func write(_ over: [OperationID]?, to writer: inout ByteWriter) {
        guard let over else { return writer.varint(0) }
        writer.varint(UInt64(over.count) + 1)
        for operation in over { writer.operation(operation) }
    }

    init(from reader: inout ByteReader) throws(ByteFault) {
        let code = try reader.byte()
        let bytes = try reader.blob(max: Payload.bytesMax)
        guard let known = Code(rawValue: code) else {
            self = .other(code: code, bytes: bytes)
            return
        }
        var body = ByteReader(bytes)
        switch known {
        case .create:
            let kind = try body.name()
            let version = try body.varint()
            guard version <= UInt64(UInt32.max) else { throw .outOfRange }
            self = .create(kind: kind, schemaVersion: UInt32(version))
        case .put, .remove:
            let record = try body.reference()
            let field = try body.name()
            let value = try Value(from: &body)
            let over = try Self.over(&body)
            self =
                known == .put
                ? .put(record: record, field: field, value: value, over: over)
                : .remove(record: record, field: field, value: value, over: over)
        case .add:
            let record = try body.reference()
            let field = try body.name()
            self = .add(record: record, field: field, value: try Value(from: &body))
        case .note:
            let record = try body.reference()
            let field = try body.name()
            let text = try body.string(max: Payload.bytesMax)
            let marker = try body.byte()
            guard marker <= 1 else { throw .outOfRange }
            self = .note(record: record, field: field, text: text, about: marker == 1 ? try body.reference() : nil)
        }
        try body.end()
    }

    private static func over(_ reader: inout ByteReader) throws(ByteFault) -> [OperationID]? {
        let marker = try reader.varint()
        guard marker > 0 else { return nil }
        guard marker <= UInt64(overCountMax) + 1 else { throw .outOfRange }
        var result = [OperationID]()
        for _ in 0..<marker - 1 {
            let next = try reader.reference()
            if let last = result.last, last >= next { throw .outOfRange }
            result.append(next)
        }
        return result
    }
}

extension ByteReader {
    /// The name of a kind or a field.
    mutating func name() throws(ByteFault) -> String {
        let text = try string(max: Operation.nameBytesMax)
        guard Operation.isName(text) else { throw .outOfRange }
        return text
    }

    /// An operation that can also be named in the columns of a segment.
    mutating func reference() throws(ByteFault) -> OperationID {
        let operation = try operation()
        guard operation.sequence <= Operation.sequenceMax else { throw .outOfRange }
        return operation
    }
}
