import Trials

/// The bytes of one file as programs see them, and as they would be found after a power failure.
struct StoredFile: Sendable {
    static let sectorByteCount = 512

    enum Change: Sendable {
        case write(offset: Int, bytes: [UInt8])
        case cut(to: Int)
    }

    private(set) var bytes: [UInt8] = []
    /// What was there at the last sync, to which ``unsynced`` was done since.
    private var durable: [UInt8] = []
    private(set) var unsynced: [Change] = []
    /// Whether the folder must be synced with the file's first sync, as SQLite does for a new write-ahead log.
    var syncsFolder = false

    init() {}

    /// A file that has lain there for long.
    init(durable: [UInt8]) {
        bytes = durable
        self.durable = durable
    }

    mutating func make(_ change: Change) {
        Self.make(change, in: &bytes)
        unsynced.append(change)
    }

    mutating func sync() {
        for change in unsynced { Self.make(change, in: &durable) }
        unsynced = []
    }

    /// The power fails: of what was not synced each piece is there, is not, or is torn.
    ///
    /// - Returns: how many were torn.
    mutating func lose(using generator: inout SeededGenerator) -> Int {
        var tornCount = 0
        for change in unsynced {
            switch Int.random(in: 0..<3, using: &generator) {
            case 0: continue
            case 1: Self.make(change, in: &durable)
            default:
                tornCount += 1
                Self.tear(change, in: &durable, using: &generator)
            }
        }
        settle()
        return tornCount
    }

    /// Everything written is there, synced or not: the program died, and the system did not.
    mutating func keepAll() { sync() }

    private mutating func settle() {
        unsynced = []
        bytes = durable
    }

    private static func make(_ change: Change, in bytes: inout [UInt8]) {
        switch change {
        case .cut(let count): bytes.removeLast(max(0, bytes.count - count))
        case .write(let offset, let new):
            if offset + new.count > bytes.count {
                bytes.append(contentsOf: repeatElement(0, count: offset + new.count - bytes.count))
            }
            bytes.replaceSubrange(offset..<offset + new.count, with: new)
        }
    }

    /// Of a write, some sectors.
    private static func tear(_ change: Change, in bytes: inout [UInt8], using generator: inout SeededGenerator) {
        guard case .write(let offset, let new) = change else { return make(change, in: &bytes) }
        var start = offset
        while start < offset + new.count {
            let end = min(offset + new.count, (start / sectorByteCount + 1) * sectorByteCount)
            if Bool.random(using: &generator) {
                make(.write(offset: start, bytes: Array(new[start - offset..<end - offset])), in: &bytes)
            }
            start = end
        }
    }
}
