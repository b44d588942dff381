import Foundation
import Records

/// The lines of one JSON Lines file, read one at a time: the largest files do not fit into memory as values.
struct EventLines {
    let path: String
    private let data: Data
    private var position: Int
    /// Of the line read last, counted from 1.
    private(set) var line = 0
    /// Bytes of the line read last, without its end.
    private(set) var lineByteCount = 0

    init(path: String) throws {
        self.path = path
        do {
            data = try Data(contentsOf: URL(filePath: path), options: .mappedIfSafe)
        } catch {
            throw EventFault("\(path) cannot be read. Name a folder that the generator wrote.")
        }
        position = data.startIndex
    }

    /// The next line as JSON; `nil` at the end. Empty lines are passed over.
    mutating func next() throws(EventFault) -> JSONValue? {
        while position < data.endIndex {
            let end = data[position...].firstIndex(of: UInt8(ascii: "\n")) ?? data.endIndex
            let bytes = Array(data[position..<end])
            position = min(end + 1, data.endIndex)
            line += 1
            lineByteCount = bytes.count
            guard bytes.contains(where: { $0 > 0x20 }) else { continue }
            do throws(RecordsError) {
                return try JSONValue(parsing: bytes)
            } catch {
                throw fault("it is not JSON: " + error.message)
            }
        }
        return nil
    }

    mutating func nextEvent() throws(EventFault) -> ReferenceEvent? {
        guard let json = try next() else { return nil }
        do throws(EventFault) {
            return try ReferenceEvent(json)
        } catch {
            throw fault(error.description)
        }
    }

    func fault(_ what: String) -> EventFault { EventFault("\(path), line \(line): \(what)") }
}

/// The events of one save.
struct ReferenceSave: Equatable {
    let events: [ReferenceEvent]
    /// Bytes of its lines.
    let byteCount: Int
    /// The last of its lines, counted from 1.
    let line: Int

    var device: String { events[0].device }
    var milliseconds: Int64 { events[0].milliseconds }
}

/// The saves of one event file, in the order of their first events.
///
/// What several people do at one time lies mixed in a file; a save's events are looked for among the next ``lookahead`` lines.
struct SaveReader {
    static let lookahead = 64

    private struct Pending {
        let event: ReferenceEvent
        let byteCount: Int
        let line: Int
    }

    private var lines: EventLines
    private var pending: [Pending] = []

    init(path: String) throws {
        lines = try EventLines(path: path)
        try fill()
    }

    /// When the next save is made; `nil` at the end.
    var nextMilliseconds: Int64? { pending.first?.event.milliseconds }

    mutating func next() throws(EventFault) -> ReferenceSave? {
        guard let first = pending.first?.event else { return nil }
        let save = pending.filter { $0.event.batch == first.batch }
        for item in save where item.event.device != first.device || item.event.user != first.user {
            throw EventFault("\(lines.path), line \(item.line): one save has more than one device or user")
        }
        pending.removeAll { $0.event.batch == first.batch }
        try fill()
        return ReferenceSave(
            events: save.map(\.event), byteCount: save.reduce(0) { $0 + $1.byteCount }, line: save.map(\.line).max() ?? 0)
    }

    private mutating func fill() throws(EventFault) {
        while pending.count <= Self.lookahead, let event = try lines.nextEvent() {
            pending.append(Pending(event: event, byteCount: lines.lineByteCount, line: lines.line))
        }
    }
}
