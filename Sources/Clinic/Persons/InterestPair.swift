import Names
import Records
import ReplicatedLog
import Views

/// What two people on different sides were decided about as: 16 hexadecimal digits, the first bytes of SHA-256 of who both are, how they
/// stand to each other, and all that was compared of them, folded.
///
/// So a decision covers these two as they were shown. Another pair of the same people, or another name, date of birth or telephone number
/// of either, is another pair. The hash has no salt: it lies in the record of the check, sealed beside the very names, and whoever can
/// read it can read them.
struct InterestPair: Hashable, Comparable {
    let hash: UInt64

    private static let label = Array("satchel/v1/interest-pair\0".utf8)

    init(_ relation: InterestConflict.Relation, party: CasePerson, client: RecordID, identity: Identity, isCertain: Bool) {
        var writer = ByteWriter()
        writer.raw(Self.label)
        writer.string(relation.rawValue)
        writer.byte(isCertain ? 1 : 0)
        writer.string(party.row.id.description)
        writer.string(party.field ?? "")
        Self.write(party.identity, to: &writer)
        writer.string(client.description)
        Self.write(identity, to: &writer)
        var reader = ByteReader(EntryHash(hashing: writer.bytes).bytes)
        guard let hash = try? reader.fixed64() else { preconditionFailure("a hash has 32 bytes") }
        self.hash = hash
    }

    init(hash: UInt64) { self.hash = hash }

    init?(_ text: Substring) {
        guard text.utf8.count == 16, let hash = UInt64(text, radix: 16) else { return nil }
        self.hash = hash
    }

    var text: String {
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }

    static func < (left: Self, right: Self) -> Bool { left.hash < right.hash }

    private static func write(_ identity: Identity, to writer: inout ByteWriter) {
        writer.varint(UInt64(identity.names.count))
        for name in identity.names { writer.string(name.spelling) }
        writer.string(identity.birthDate?.description ?? "")
        writer.varint(UInt64(identity.phones.count))
        for phone in identity.phones { writer.string((phone.isInternational ? "+" : "") + phone.digits) }
    }
}

/// What a check showed, as text that a command or a page carries to the decision. Holds hashes and the case, never a name.
///
/// Base64 for URLs of: version 1; the case; the pairs, 8 bytes each.
enum InterestToken {
    private static let version: UInt8 = 1

    static func encode(matter: RecordID, pairs: [InterestPair]) -> String {
        var writer = ByteWriter()
        writer.byte(version)
        writer.string(matter.description)
        writer.varint(UInt64(pairs.count))
        for pair in pairs { writer.fixed64(pair.hash) }
        return TokenText.encode(writer.bytes)
    }

    static func decode(_ token: String) -> (matter: RecordID, pairs: Set<InterestPair>)? {
        guard let bytes = TokenText.decode(token) else { return nil }
        var reader = ByteReader(bytes)
        do {
            guard try reader.byte() == version, let matter = RecordID(try reader.string(max: 64)) else { return nil }
            let count = try reader.varint()
            guard count <= UInt64(InterestCheck.shownMax) else { return nil }
            var pairs = Set<InterestPair>()
            for _ in 0..<count { pairs.insert(InterestPair(hash: try reader.fixed64())) }
            try reader.end()
            return (matter, pairs)
        } catch {
            return nil
        }
    }
}
