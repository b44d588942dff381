public import Records

/// What one save did: the acting person, the subject, and the operations. Erasable; everything else of an entry is not.
public struct Payload: Hashable, Sendable {
    /// Canonical bytes at most; longer text is a document.
    public static let bytesMax = 32 * 1024
    public static let operationCountMax = 4096

    /// Who was unlocked: the device's statement, not a proof about the person.
    public let person: PersonID
    /// The client, or the case and what hangs on it, that the save is about.
    public let subject: RecordID
    /// 1 to ``operationCountMax``, in causal order.
    public let operations: [Operation]

    public init(person: PersonID, subject: RecordID, operations: [Operation]) {
        self.person = person
        self.subject = subject
        self.operations = operations
    }

    public var canonicalBytes: [UInt8] {
        var writer = ByteWriter()
        // Ids, names of fields and short values; long texts are all that may need more.
        writer.reserve(64 + 64 * operations.count)
        writer.identifier(person)
        writer.operation(subject)
        writer.varint(UInt64(operations.count))
        for operation in operations { operation.write(to: &writer) }
        return writer.bytes
    }

    /// Reads canonical bytes and refuses every other spelling of the same payload.
    public init(canonicalBytes bytes: [UInt8]) throws(ByteFault) {
        guard bytes.count <= Self.bytesMax else { throw .outOfRange }
        var reader = ByteReader(bytes)
        person = try reader.identifier(PersonID.self)
        subject = try reader.reference()
        let count = try reader.varint()
        guard (1...UInt64(Self.operationCountMax)).contains(count) else { throw .outOfRange }
        var operations = [Operation]()
        for _ in 0..<count { operations.append(try Operation(from: &reader)) }
        self.operations = operations
        try reader.end()
    }
}
