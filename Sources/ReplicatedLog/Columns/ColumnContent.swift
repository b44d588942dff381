import Records

/// The values of one column with what of their entries they are written by.
struct ColumnContent {
    struct Item {
        let value: Value
        /// Of the entry's time, since 1970.
        let day: Int64
        let subject: RecordID
    }

    private(set) var items: [Item] = []
    private(set) var notes: [String] = []
    private(set) var bodies: [[UInt8]] = []

    mutating func append(_ operation: Operation, day: Int64, subject: RecordID) {
        switch operation {
        case .create: break
        case .put(_, _, let value, _), .add(_, _, let value), .remove(_, _, let value, _):
            items.append(Item(value: value, day: day, subject: subject))
        case .note(_, _, let text, _): notes.append(text)
        case .other(_, let bytes): bodies.append(bytes)
        }
    }
}

/// The parts of values that are texts, in the order in which a segment has them: codes, then texts, then notes.
enum TextPart: Int, CaseIterable {
    case code, currency, placeCode, placeParent, placeDataset, mediaType
    case text, placeText, fileName
    case note

    /// Parts of one rank are taken column by column, and a whole rank before the next.
    static let ranks: [[TextPart]] = [
        [.code, .currency, .placeCode, .placeParent, .placeDataset, .mediaType], [.text, .placeText, .fileName], [.note],
    ]

    /// The parts that a column has.
    static func parts(of key: ColumnKey) -> [TextPart] {
        if key.edit.isNote { return [.note] }
        guard key.edit.hasValue else { return [] }
        switch key.layout {
        case .code: return [.code]
        case .money: return [.currency]
        case .place: return [.placeCode, .placeParent, .placeDataset, .placeText]
        case .file: return [.mediaType, .fileName]
        case .text: return [.text]
        default: return []
        }
    }

    /// UTF-8 at most.
    var bytesMax: Int {
        switch self {
        case .currency: 3
        case .mediaType: 255
        case .fileName: 1024
        case .note: Payload.bytesMax
        default: Value.bytesMax
        }
    }

    /// The bit of a place's mask that says whether it has this part.
    var placeBit: UInt64 {
        switch self {
        case .placeCode: 1
        case .placeParent: 2
        case .placeDataset: 4
        case .placeText: 8
        default: 0
        }
    }
}
