import Crypto
public import Records

/// The 16 bytes that keep an erased payload's hash from being guessed back.
public struct Salt: Hashable, Sendable {
    let high: UInt64
    let low: UInt64
    public static let byteCount = 16

    init?(bytes: some Collection<UInt8>) {
        guard let words = Identifier<ChainKind>(bytes: bytes) else { return nil }
        var reader = ByteReader(words.bytes)
        guard let high = try? reader.fixed64(), let low = try? reader.fixed64() else { return nil }
        self.high = high
        self.low = low
    }

    init(_ code: HMAC<SHA256>.MAC) {
        (high, low) = code.withUnsafeBytes { buffer in
            (
                UInt64(bigEndian: buffer.loadUnaligned(fromByteOffset: 0, as: UInt64.self)),
                UInt64(bigEndian: buffer.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            )
        }
    }

    public var bytes: [UInt8] {
        var writer = ByteWriter()
        writer.fixed64(high)
        writer.fixed64(low)
        return writer.bytes
    }

    /// Child = HMAC-SHA-256(node, bit), cut to 16 bytes.
    func child(_ bit: UInt8) -> Salt {
        Salt(HMAC<SHA256>.authenticationCode(for: [bit], using: SymmetricKey(data: bytes)))
    }
}

/// One node of a block's tree. Nodes are numbered as in a heap: root 1, children of *n* are 2*n* and 2*n*+1, leaves 64…127.
public struct SaltNode: Hashable, Sendable {
    public let block: UInt64
    /// 2 to 127: the root never leaves the author.
    public let number: UInt8
    public let salt: Salt

    /// The sequences that this node opens.
    var sequences: ClosedRange<UInt64> { SaltTree.Place(self).sequences }

    /// The leaf of one sequence below this node.
    func leaf(of sequence: UInt64) -> Salt {
        var walk = LeafWalk(self)
        return walk.leaf(of: sequence)
    }
}

/// The leaves below one node, one after another: what the ways down to neighbours share is hashed once, so that a leaf costs two hashes
/// where all are asked for, not five.
struct LeafWalk {
    let sequences: ClosedRange<UInt64>
    /// From the node down to the leaf that was asked for last.
    private var path: [Salt]
    private var last = 0
    private let levelCount: Int

    init(_ node: SaltNode) {
        sequences = node.sequences
        path = [node.salt]
        levelCount = 7 - (Int(node.number).bitWidth - Int(node.number).leadingZeroBitCount)
    }

    /// - Parameter sequence: one of ``sequences``.
    mutating func leaf(of sequence: UInt64) -> Salt {
        let leaf = Int(sequence % SaltTree.blockSize)
        let differing = leaf ^ last
        let shared = levelCount - (differing.bitWidth - differing.leadingZeroBitCount)
        path.removeLast(max(0, path.count - 1 - max(0, shared)))
        while path.count <= levelCount { path.append(path[path.count - 1].child(UInt8(leaf >> (levelCount - path.count) & 1))) }
        last = leaf
        return path[path.count - 1]
    }
}

/// Salts of a chain as leaves of binary trees over 64 sequences each, so that a segment carries at most ten
/// nodes per block instead of sixteen random bytes per save (which would cost 15 % of the log).
public struct SaltTree: Sendable {
    public static let blockSize: UInt64 = 64
    private static let label = Array("satchel/v1/salt-root\0".utf8)
    private let secret: SymmetricKey
    private let chain: ChainID

    /// - Parameter secret: the author's, 32 bytes; never leaves the key ring.
    public init(secret: [UInt8], chain: ChainID) {
        self.secret = SymmetricKey(data: secret)
        self.chain = chain
    }

    private func root(_ block: UInt64) -> Salt {
        var writer = ByteWriter()
        writer.raw(Self.label)
        writer.identifier(chain)
        writer.fixed64(block)
        return Salt(HMAC<SHA256>.authenticationCode(for: writer.bytes, using: secret))
    }

    private func node(_ block: UInt64, _ number: Int) -> SaltNode {
        var salt = root(block)
        let depth = number.bitWidth - number.leadingZeroBitCount
        for level in stride(from: depth - 2, through: 0, by: -1) { salt = salt.child(UInt8(number >> level & 1)) }
        return SaltNode(block: block, number: UInt8(number), salt: salt)
    }

    public func leaf(of sequence: UInt64) -> Salt {
        node(sequence / Self.blockSize, 64 + Int(sequence % Self.blockSize)).salt
    }

    /// The fewest nodes that open exactly `sequences`, in order.
    public func cover(_ sequences: Range<UInt64>) -> [SaltNode] {
        Self.cover(sequences).map { node($0.block, $0.number) }
    }

    static func cover(_ sequences: Range<UInt64>) -> [(block: UInt64, number: Int)] {
        guard !sequences.isEmpty else { return [] }
        var result = [(block: UInt64, number: Int)]()
        for block in sequences.lowerBound / blockSize...(sequences.upperBound - 1) / blockSize {
            let base = block * blockSize
            let first = Int(max(sequences.lowerBound, base) - base)
            let end = Int(min(sequences.upperBound, base + blockSize) - base)
            var position = first
            while position < end {
                // The largest aligned subtree that starts here and stays inside; never the whole block.
                var size = position == 0 ? 32 : min(32, position & -position)
                while position + size > end { size /= 2 }
                result.append((block, (64 + position) / size))
                position += size
            }
        }
        return result
    }
}

extension SaltTree {
    /// A node without its salt.
    struct Place: Hashable {
        let block: UInt64
        let number: UInt8

        init(_ node: SaltNode) {
            block = node.block
            number = node.number
        }

        init(block: UInt64, number: Int) {
            self.block = block
            self.number = UInt8(truncatingIfNeeded: number)
        }

        /// The sequences that the node opens.
        var sequences: ClosedRange<UInt64> {
            var first = Int(number)
            var last = Int(number)
            while first < 64 {
                first *= 2
                last = last * 2 + 1
            }
            let base = block * SaltTree.blockSize
            return base + UInt64(first - 64)...base + UInt64(last - 64)
        }
    }

    /// The fewest nodes that open exactly the entries that have their payload.
    ///
    /// - Parameter opened: per entry from sequence `first` on, whether it has.
    static func cover(from first: UInt64, opened: [Bool]) -> [Place] {
        var places = [Place]()
        var start: Int?
        for index in 0...opened.count {
            if index < opened.count, opened[index] {
                start = start ?? index
            } else if let run = start {
                places += cover(first + UInt64(run)..<first + UInt64(index)).map { Place(block: $0.block, number: $0.number) }
                start = nil
            }
        }
        return places
    }
}
