public import Records
import ReplicatedLog
import Sealing

/// A statement written as what changed since another one that its reader holds: the same statement, signed as a whole.
///
///     base 8 ‖ flags 1 ‖ signed varint time ‖ [roster] ‖ [former] ‖ [chains] ‖ [missing] ‖ [words] ‖ signature 64
///
/// `Schemas/parcel.md`, "Difference".
extension Statement {
    private struct Flags: OptionSet {
        let rawValue: UInt8

        static let roster = Flags(rawValue: 1)
        static let former = Flags(rawValue: 2)
        static let chains = Flags(rawValue: 4)
        static let missing = Flags(rawValue: 8)
        static let words = Flags(rawValue: 16)
        static let all: Flags = [.roster, .former, .chains, .missing, .words]
    }

    /// - Returns: `nil` when it would not be shorter, or could not be read back: then the statement is written in full.
    public func difference(from base: Statement) -> [UInt8]? {
        let (time, overflow) = time.subtractingReportingOverflow(base.time)
        guard !overflow, deviceKey == base.deviceKey, incarnation == base.incarnation, space == base.space else { return nil }
        var flags = Flags()
        var parts = ByteWriter()
        if roster != base.roster {
            flags.insert(.roster)
            parts.varint(roster.count)
            parts.fixed64(roster.head)
        }
        if former != base.former {
            flags.insert(.former)
            parts.varint(UInt64(former.count))
            for former in former { parts.raw(former) }
        }
        if chains != base.chains {
            flags.insert(.chains)
            parts.raw(Self.changes(from: base.chains, to: chains))
        }
        if missing != base.missing {
            flags.insert(.missing)
            parts.raw(Self.changes(from: base.missing, to: missing))
        }
        if words != base.words {
            flags.insert(.words)
            parts.byte(words.dictionaryCount)
            parts.raw(words.schemaDigest)
        }
        var writer = ByteWriter()
        writer.fixed64(base.short)
        writer.byte(flags.rawValue)
        writer.signed(time)
        writer.raw(parts.bytes)
        writer.raw(signature)
        // A list in an order that is not written today cannot be told by what changed.
        guard writer.bytes.count < encoded.count, (try? Statement(difference: writer.bytes) { _ in base }) == self else { return nil }
        return writer.bytes
    }

    /// Reads a difference; whether the statement is signed, and by whom, is for the reader to ask.
    ///
    /// - Parameter base: finds a statement by ``short``.
    /// - Throws: `.baseUnknown` when the base is not held; `.malformed` as for a statement in full.
    public init(difference bytes: [UInt8], base find: (UInt64) -> Statement?) throws(ExchangeError) {
        let encoded: [UInt8]
        do {
            guard bytes.count <= Self.bytesMax else { throw ByteFault.outOfRange }
            var reader = ByteReader(bytes)
            guard let base = find(try reader.fixed64()) else { throw ExchangeError.baseUnknown }
            let flags = Flags(rawValue: try reader.byte())
            guard flags.isSubset(of: .all) else { throw ByteFault.outOfRange }
            let (time, overflow) = base.time.addingReportingOverflow(try reader.signed())
            guard !overflow else { throw ByteFault.outOfRange }
            var roster = base.roster
            if flags.contains(.roster) { roster = RosterHead(count: try reader.varint(), head: try reader.fixed64()) }
            var former = base.former
            if flags.contains(.former) {
                let count = try reader.varint()
                guard count <= UInt64(Self.formerCountMax) else { throw ByteFault.outOfRange }
                former = []
                for _ in 0..<count { former.append(try reader.raw(16)) }
            }
            let chains = flags.contains(.chains) ? try Self.chains(from: base.chains, &reader) : base.chains
            let missing = flags.contains(.missing) ? try Self.missing(from: base.missing, &reader) : base.missing
            let words =
                flags.contains(.words)
                ? ReadableWords(dictionaryCount: try reader.byte(), schemaDigest: try reader.raw(SchemaWords.digestByteCount)) : base.words
            let signature = try reader.raw(Signature.byteCount)
            try reader.end()
            encoded =
                Self.body(
                    deviceKey: base.deviceKey, incarnation: base.incarnation, former: former, space: base.space, roster: roster,
                    words: words,
                    time: time, chains: chains, missing: missing) + signature
        } catch let error as ExchangeError {
            throw error
        } catch {
            throw ExchangeError(.malformed, "A statement cannot be read.", hint: "Update Satchel on this device.", cause: error)
        }
        // Whatever it comes to is held to what a statement in full is held to.
        try self.init(decoding: encoded)
    }

    // MARK: Chains

    /// Number of changes, then each: steps to the next changed chain of the base, signed difference of the count, head unless the chain
    /// is gone; or no step, and a chain that the base does not state in full.
    private static func changes(from base: [ContextItem], to chains: [ContextItem]) -> [UInt8] {
        let now = Dictionary(chains.map { ($0.chain, $0) }, uniquingKeysWith: { $1 })
        let known = Set(base.map(\.chain))
        var writer = ByteWriter()
        var count: UInt64 = 0
        var last = -1
        for (place, item) in base.enumerated() where now[item.chain] != item {
            count += 1
            writer.varint(UInt64(place - last))
            last = place
            writer.signed(Int64(now[item.chain]?.count ?? 0) - Int64(item.count))
            if let new = now[item.chain] { writer.fixed64(new.head) }
        }
        for item in chains where !known.contains(item.chain) {
            count += 1
            writer.varint(0)
            writer.identifier(item.chain)
            writer.varint(item.count)
            writer.fixed64(item.head)
        }
        var all = ByteWriter()
        all.varint(count)
        return all.bytes + writer.bytes
    }

    private static func chains(from base: [ContextItem], _ reader: inout ByteReader) throws -> [ContextItem] {
        var chains: [ContextItem?] = base
        var added = [ContextItem]()
        var place = -1
        let count = try reader.varint()
        guard count <= UInt64(2 * chainCountMax) else { throw ByteFault.outOfRange }
        for _ in 0..<count {
            let step = try reader.varint()
            guard step > 0 else {
                added.append(
                    ContextItem(chain: try reader.identifier(ChainID.self), count: try reader.varint(), head: try reader.fixed64()))
                continue
            }
            guard added.isEmpty, step <= UInt64(base.count - 1 - place) else { throw ByteFault.outOfRange }
            place += Int(step)
            let (counted, overflow) = Int64(base[place].count).addingReportingOverflow(try reader.signed())
            guard !overflow, counted >= 0 else { throw ByteFault.outOfRange }
            chains[place] =
                counted == 0 ? nil : ContextItem(chain: base[place].chain, count: UInt64(counted), head: try reader.fixed64())
        }
        return (chains.compactMap(\.self) + added).sorted { $0.chain < $1.chain }
    }

    // MARK: Missing documents

    /// Number of documents no longer missing, steps to each; number of new ones, each.
    private static func changes(from base: [[UInt8]], to missing: [[UInt8]]) -> [UInt8] {
        let (now, known) = (Set(missing), Set(base))
        var writer = ByteWriter()
        writer.varint(UInt64(base.count { !now.contains($0) }))
        var last = -1
        for (place, digest) in base.enumerated() where !now.contains(digest) {
            writer.varint(UInt64(place - last))
            last = place
        }
        let added = missing.filter { !known.contains($0) }
        writer.varint(UInt64(added.count))
        for digest in added { writer.raw(digest) }
        return writer.bytes
    }

    private static func missing(from base: [[UInt8]], _ reader: inout ByteReader) throws -> [[UInt8]] {
        var missing: [[UInt8]?] = base
        let gone = try reader.varint()
        guard gone <= UInt64(base.count) else { throw ByteFault.outOfRange }
        var place = -1
        for _ in 0..<gone {
            let step = try reader.varint()
            guard step > 0, step <= UInt64(base.count - 1 - place) else { throw ByteFault.outOfRange }
            place += Int(step)
            missing[place] = nil
        }
        let count = try reader.varint()
        guard count <= UInt64(missingCountMax) else { throw ByteFault.outOfRange }
        var added = [[UInt8]]()
        for _ in 0..<count { added.append(try reader.raw(32)) }
        return (missing.compactMap(\.self) + added).sorted { $0.lexicographicallyPrecedes($1) }
    }
}
