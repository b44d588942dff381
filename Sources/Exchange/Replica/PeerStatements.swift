public import Records
import ReplicatedLog

/// What each device has stated of each space, as far as it still counts.
///
/// One statement counts of each incarnation of a device that no later incarnation says it left behind. Two count when a store was
/// put back, or copied, and the peer has not said yet which of them it goes on with: then only what both state is believed, so
/// that nothing is withheld from a store that may have lost it, and nothing is called delivered that may be gone.
public struct PeerStatements: Sendable {
    /// Incarnations of one device that are remembered for one space; beyond that the one that states most is forgotten.
    public static let incarnationCountMax = 8

    /// Statements of one device about one space that a difference may be from; the oldest is forgotten first.
    public static let baseCountMax = 8

    private var statements: [[UInt8]: [SpaceID: [Statement]]] = [:]
    private var bases: [[UInt8]: [SpaceID: [Statement]]] = [:]
    private var basesByShort: [UInt64: [Statement]] = [:]

    public init() {}

    public subscript(device: [UInt8], space: SpaceID) -> [Statement] { statements[device]?[space] ?? [] }

    public var all: [Statement] { statements.values.flatMap { $0.values.flatMap(\.self) } }

    /// - Returns: whether it told something new. Its signature must have been checked.
    @discardableResult
    public mutating func take(_ statement: Statement) -> Bool {
        var counting = self[statement.deviceKey, statement.space]
        guard !counting.contains(where: { $0.former.contains(statement.incarnation) }) else { return false }
        if let index = counting.firstIndex(where: { $0.incarnation == statement.incarnation }) {
            guard statement.replaces(counting[index]) else { return false }
            counting[index] = statement
        } else {
            counting.append(statement)
        }
        counting.removeAll { statement.former.contains($0.incarnation) }
        if counting.count > Self.incarnationCountMax {
            counting.sort { $0.entryCount < $1.entryCount }
            counting.removeLast()
        }
        statements[statement.deviceKey, default: [:]][statement.space] = counting
        return true
    }

    /// Remembers a statement as one that a difference may be from, whether or not it is believed. Its signature must have been checked.
    ///
    /// - Returns: whether it is new.
    @discardableResult
    public mutating func keep(_ statement: Statement) -> Bool {
        var kept = bases(of: statement.deviceKey, in: statement.space)
        guard !kept.contains(statement) else { return false }
        kept.append(statement)
        basesByShort[statement.short, default: []].append(statement)
        if kept.count > Self.baseCountMax {
            let oldest = kept.removeFirst()
            basesByShort[oldest.short]?.removeAll { $0 == oldest }
            if basesByShort[oldest.short]?.isEmpty == true { basesByShort[oldest.short] = nil }
        }
        bases[statement.deviceKey, default: [:]][statement.space] = kept
        return true
    }

    /// What a device said last of a space, in the order in which it arrived; the newest last.
    public func bases(of device: [UInt8], in space: SpaceID) -> [Statement] { bases[device]?[space] ?? [] }

    /// The statement that a difference names, about one of these spaces.
    public func base(_ short: UInt64, in spaces: Set<SpaceID>) -> Statement? {
        basesByShort[short]?.first { spaces.contains($0.space) }
    }

    /// Whether what a device said last is not what is believed of it: an older parcel came late, or its store was put back. Then its
    /// own statements are shown to it again.
    public func isDoubted(_ device: [UInt8], in space: SpaceID) -> Bool {
        guard let last = bases(of: device, in: space).last else { return true }
        return !self[device, space].contains(last)
    }

    /// How many entries of a chain a device is known to hold.
    public func count(of chain: ChainID, in space: SpaceID, at device: [UInt8]) -> UInt64 {
        self[device, space].map { $0.count(of: chain) }.min() ?? 0
    }

    /// Documents of a space that a device says it lacks, by any of its incarnations.
    public func missing(in space: SpaceID, at device: [UInt8]) -> Set<[UInt8]> {
        Set(self[device, space].flatMap(\.missing))
    }
}
