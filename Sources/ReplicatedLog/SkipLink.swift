import Records

/// Bamboo's lipmaa links: each entry also names one much earlier entry, so that the path between any
/// two entries is logarithmic. (Lipmaa and Buldas, "New linking schemes for digital time-stamping", 1998.)
public enum SkipLink {
    /// The sequence that entry `sequence` links back to; entry 0 links to nothing (the zero hash).
    ///
    /// - Parameter sequence: counted from 0, below ``ChainHead/countMax``.
    /// - Complexity: O(log `sequence`).
    public static func target(of sequence: UInt64) -> UInt64 {
        // The published scheme counts from 1.
        let number = sequence + 1
        var power: UInt64 = 3
        var reach: UInt64 = 1
        while reach < number {
            power *= 3
            reach = (power - 1) / 2
        }
        power /= 3
        if reach != number {
            var rest = number
            while rest != 0 {
                reach = (power - 1) / 2
                power /= 3
                rest %= reach
            }
            if reach != power { power = reach }
        }
        return number - power >= 1 ? number - power - 1 : 0
    }
}

/// The hashes of one chain that later entries may still link to: O(log n) of them, and the latest up to 64.
public struct SkipFrontier: Hashable, Sendable {
    private(set) var hashes: [UInt64: EntryHash] = [:]
    private static let pruneInterval: UInt64 = 64

    public init() {}

    /// The hash that entry `sequence` must carry; `nil` when this frontier does not know it.
    func hash(for sequence: UInt64) -> EntryHash? {
        sequence == 0 ? .zero : hashes[SkipLink.target(of: sequence)]
    }

    mutating func append(_ hash: EntryHash, at sequence: UInt64) {
        hashes[sequence] = hash
        guard sequence % Self.pruneInterval == Self.pruneInterval - 1 else { return }
        hashes = hashes.filter { Self.isTarget($0.key, beyond: sequence) }
    }

    /// Whether some entry after `sequence` links to `target`. Links span a power of three or a sum of powers.
    private static func isTarget(_ target: UInt64, beyond sequence: UInt64) -> Bool {
        var power: UInt64 = 1
        while power <= 3 * (sequence + 2) {
            for span in [power, (power - 1) / 2] where target + span > sequence {
                if SkipLink.target(of: target + span) == target { return true }
            }
            power *= 3
        }
        return false
    }

    /// One past the last sequence whose hash is kept.
    var end: UInt64 { hashes.keys.max().map { $0 + 1 } ?? 0 }

    func write(to writer: inout ByteWriter) {
        writer.varint(UInt64(hashes.count))
        for (sequence, hash) in hashes.sorted(by: { $0.key < $1.key }) {
            writer.varint(sequence)
            hash.write(to: &writer)
        }
    }

    init(from reader: inout ByteReader) throws(ByteFault) {
        var end: UInt64 = 0
        for _ in 0..<(try reader.varint()) {
            let sequence = try reader.varint()
            guard sequence >= end, sequence < ChainHead.countMax else { throw .outOfRange }
            end = sequence + 1
            hashes[sequence] = EntryHash(bytes: try reader.raw(EntryHash.byteCount))
        }
    }
}
