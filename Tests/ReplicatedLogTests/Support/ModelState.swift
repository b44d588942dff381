import Crypto
import Records
import ReplicatedLog

/// The merge rules as they are defined and nothing cleverer: every edit with the whole set of entries that its
/// author had folded, compared each with each. Shares no code with the state that it checks.
struct ModelState {
    /// One entry of one chain.
    struct Entry: Hashable {
        let chain: Int
        let sequence: Int
    }

    enum Sort: UInt8 { case creation = 0, register, element, notes }

    /// What an edit competes in: a register, one element of a set, the creation or the notes of a record.
    struct Place: Hashable {
        let record: RecordID
        let field: [UInt8]
        let sort: Sort
        /// The element's bytes, for a set.
        let element: [UInt8]
    }

    struct Edit {
        let id: OperationID
        let entry: Entry
        let content: [UInt8]
        let removes: Bool
        let over: Set<OperationID>?
        let seen: Set<Entry>

        func supersedes(_ earlier: Edit) -> Bool {
            if id == earlier.id { return false }
            if let over { return over.contains(earlier.id) }
            return entry == earlier.entry ? earlier.id.ordinal < id.ordinal : seen.contains(earlier.entry)
        }
    }

    private(set) var edits: [Place: [Edit]] = [:]
    private var standing: [Place: [Edit]] = [:]

    /// Adds one entry: `seen` is every other entry that its author had folded before writing it.
    mutating func fold(_ operations: [Operation], at entry: Entry, of chain: ChainID, seen: Set<Entry>) {
        for (ordinal, operation) in operations.enumerated() {
            let id = OperationID(chain: chain, sequence: UInt64(entry.sequence), ordinal: UInt16(ordinal))
            guard let (place, content) = Self.place(of: operation, id: id) else { continue }
            var removes = false
            var over: Set<OperationID>?
            switch operation {
            case .put(_, _, _, let named): over = named.map(Set.init)
            case .remove(_, _, _, let named): (removes, over) = (true, named.map(Set.init))
            case .create, .add, .note, .other: break
            }
            edits[place, default: []].append(Edit(id: id, entry: entry, content: content, removes: removes, over: over, seen: seen))
            standing[place] = nil
        }
    }

    private static func place(of operation: Operation, id: OperationID) -> (Place, content: [UInt8])? {
        switch operation {
        case .create(let kind, let version):
            var content = [UInt8(kind.utf8.count)] + kind.utf8
            var rest = version
            while rest >= 128 {
                content.append(UInt8(rest & 127) | 128)
                rest >>= 7
            }
            content.append(UInt8(rest))
            return (Place(record: id, field: Array(kind.utf8), sort: .creation, element: []), content)
        case .put(let record, let field, let value, _):
            return (Place(record: record, field: Array(field.utf8), sort: .register, element: []), value.canonicalBytes)
        case .add(let record, let field, let value), .remove(let record, let field, let value, _):
            return (Place(record: record, field: Array(field.utf8), sort: .element, element: value.canonicalBytes), value.canonicalBytes)
        case .note(let record, let field, let text, _):
            return (Place(record: record, field: Array(field.utf8), sort: .notes, element: []), Array(text.utf8))
        case .other:
            return nil
        }
    }

    /// The edits that no edit of the same place supersedes, by id. Creations and notes are never superseded.
    mutating func survivors(_ place: Place) -> [Edit] {
        if let known = standing[place] { return known }
        let all = edits[place] ?? []
        let result = all.filter { edit in
            if place.sort == .creation || place.sort == .notes { return true }
            return !edit.removes && !all.contains { $0.supersedes(edit) }
        }
        .sorted { $0.id < $1.id }
        standing[place] = result
        return result
    }

    /// The state hash, written from its definition.
    mutating func stateHash(of space: SpaceID) -> [UInt8] {
        var records: [RecordID: [Place]] = [:]
        for place in edits.keys { records[place.record, default: []].append(place) }
        var text = Array("satchel/v1/space-state\0".utf8) + [1] + space.bytes
        text += Self.varint(UInt64(records.count))
        for (record, places) in records.sorted(by: { $0.key < $1.key }) {
            var lines = [(key: [UInt8], id: OperationID, bytes: [UInt8])]()
            for place in places {
                let element = place.sort == .element ? Self.digest(place.element) : [UInt8](repeating: 0, count: 16)
                for edit in survivors(place) {
                    // No name contains a zero byte, so this key sorts by name, then sort, then element.
                    let key = place.field + [0, place.sort.rawValue] + element
                    let name = Self.varint(UInt64(place.field.count)) + place.field
                    lines.append((key, edit.id, name + [place.sort.rawValue] + Self.bytes(edit.id) + Self.digest(edit.content)))
                }
            }
            lines.sort { $0.key == $1.key ? $0.id < $1.id : $0.key.lexicographicallyPrecedes($1.key) }
            var recordText = Array("satchel/v1/record-state\0".utf8) + Self.bytes(record) + Self.varint(UInt64(lines.count))
            for line in lines { recordText += line.bytes }
            text += Self.bytes(record) + Array(SHA256.hash(data: recordText))
        }
        return Array(SHA256.hash(data: text))
    }

    private static func digest(_ bytes: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: bytes)).prefix(16) + [] }

    private static func bytes(_ id: OperationID) -> [UInt8] { id.chain.bytes + varint(id.sequence) + varint(UInt64(id.ordinal)) }

    private static func varint(_ value: UInt64) -> [UInt8] {
        value < 128 ? [UInt8(value)] : [UInt8(value & 127) | 128] + varint(value >> 7)
    }
}
