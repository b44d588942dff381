public import Records
public import ReplicatedLog
public import Sealing

/// What a device says it holds of one space, signed: the only form of acknowledgement and of receipt.
///
/// It travels also when there is nothing else to say, may be forwarded by anyone, and is what detects restores,
/// clones and forks. `Schemas/parcel.md`, "Statement".
public struct Statement: Hashable, Sendable {
    /// More chains than this in one space are not stated, and are sent again each time.
    public static let chainCountMax = 2048
    public static let missingCountMax = 512
    /// A store that was put back more often than this states the newest of the incarnations it left behind.
    public static let formerCountMax = 64
    /// So that a statement fits a frame, whatever it states.
    public static let bytesMax = 65_000
    static let label = "satchel/v1/statement"
    private static let version: UInt8 = 2

    public let deviceKey: [UInt8]
    public let incarnation: [UInt8]
    /// Incarnations that the device left behind when its store had been put back: what they stated is no longer so.
    public let former: [[UInt8]]
    public let space: SpaceID
    public let roster: RosterHead
    /// What segments for this device may be written with.
    public let words: ReadableWords
    /// Claimed seconds since 1970.
    public let time: Int64
    public let chains: [ContextItem]
    /// Digests of documents that entries held refer to and that the device does not have.
    public let missing: [[UInt8]]
    public let signature: [UInt8]

    /// - Parameter missing: as many are stated as there is room for, at most ``missingCountMax``; the rest is asked for next time.
    public init(
        space: SpaceID, vector: VersionVector, roster: RosterHead, words: ReadableWords = .none, missing: [[UInt8]], time: Int64,
        incarnation: [UInt8],
        former: [[UInt8]] = [], key: SigningKey
    ) {
        let former = Array(former.suffix(Self.formerCountMax))
        let chains = vector.sorted.filter { $0.position.count > 0 }.prefix(Self.chainCountMax).map {
            ContextItem(chain: $0.chain, count: $0.position.count, head: $0.position.head.short)
        }
        let body = Self.body(
            deviceKey: key.publicKey, incarnation: incarnation, former: former, space: space, roster: roster, words: words, time: time,
            chains: chains,
            missing: [])
        // One byte more may be needed for the number of what is missing.
        let room = (Self.bytesMax - body.count - Signature.byteCount - 1) / EntryHash.byteCount
        self.init(
            deviceKey: key.publicKey, incarnation: incarnation, former: former, space: space, roster: roster, words: words, time: time,
            chains: chains,
            missing: Array(missing.sorted { $0.lexicographicallyPrecedes($1) }.prefix(min(room, Self.missingCountMax))), signature: [],
            signingKey: key)
    }

    private init(
        deviceKey: [UInt8], incarnation: [UInt8], former: [[UInt8]], space: SpaceID, roster: RosterHead, words: ReadableWords, time: Int64,
        chains: [ContextItem], missing: [[UInt8]], signature: [UInt8], signingKey: SigningKey?
    ) {
        self.deviceKey = deviceKey
        self.incarnation = incarnation
        self.former = former
        self.space = space
        self.roster = roster
        self.words = words
        self.time = time
        self.chains = chains
        self.missing = missing
        let body = Self.body(
            deviceKey: deviceKey, incarnation: incarnation, former: former, space: space, roster: roster, words: words, time: time,
            chains: chains,
            missing: missing)
        self.signature = signingKey?.sign(label: Self.label, message: body) ?? signature
    }

    /// How many entries the device says it holds altogether.
    var entryCount: UInt64 { chains.reduce(0) { $0 + $1.count } }

    /// How many entries of a chain the device says it holds.
    public func count(of chain: ChainID) -> UInt64 { item(of: chain)?.count ?? 0 }

    /// What the device states of one chain; `nil` when it states nothing.
    public func item(of chain: ChainID) -> ContextItem? { chains.first { $0.chain == chain } }

    /// Whether this one is to be believed rather than `older` by the same incarnation of the same device.
    ///
    /// The newer roster tells, then who states more of every chain, so that no clock is needed: what an incarnation holds only
    /// grows, until the roster takes a space from it and gives it back. The claimed time decides between statements that tell the
    /// same of entries or that contradict each other.
    public func replaces(_ older: Statement) -> Bool {
        guard self != older, incarnation == older.incarnation else { return false }
        guard roster.count == older.roster.count else { return roster.count > older.roster.count }
        let (more, less) = (covers(older), older.covers(self))
        return more == less ? time >= older.time : more
    }

    /// Whether everything that `other` states to hold is also stated here.
    private func covers(_ other: Statement) -> Bool {
        let counts = Dictionary(chains.map { ($0.chain, $0.count) }, uniquingKeysWith: max)
        // Of more chains than can be stated, which are left out says nothing.
        let otherwise = chains.count == Self.chainCountMax ? UInt64.max : 0
        return other.chains.allSatisfy { counts[$0.chain] ?? otherwise >= $0.count }
    }

    public var isSigned: Bool {
        Signature.verify(signature, label: Self.label, message: body, publicKey: deviceKey)
    }

    private var body: [UInt8] {
        Self.body(
            deviceKey: deviceKey, incarnation: incarnation, former: former, space: space, roster: roster, words: words, time: time,
            chains: chains,
            missing: missing)
    }

    public var encoded: [UInt8] { body + signature }

    /// The first 8 bytes of SHA-256 of ``encoded``: what a difference names its base by.
    public var short: UInt64 { EntryHash(hashing: encoded).short }

    /// Whether both tell the same, whenever it was.
    func tellsTheSame(as other: Statement) -> Bool {
        deviceKey == other.deviceKey && incarnation == other.incarnation && former == other.former && space == other.space
            && roster == other.roster && words == other.words && chains == other.chains && missing == other.missing
    }

    static func body(
        deviceKey: [UInt8], incarnation: [UInt8], former: [[UInt8]], space: SpaceID, roster: RosterHead, words: ReadableWords, time: Int64,
        chains: [ContextItem], missing: [[UInt8]]
    ) -> [UInt8] {
        var writer = ByteWriter()
        writer.byte(version)
        writer.raw(deviceKey)
        writer.raw(incarnation)
        writer.varint(UInt64(former.count))
        for former in former { writer.raw(former) }
        writer.identifier(space)
        writer.varint(roster.count)
        writer.fixed64(roster.head)
        writer.byte(words.dictionaryCount)
        writer.raw(words.schemaDigest)
        writer.signed(time)
        writer.varint(UInt64(chains.count))
        for item in chains {
            writer.identifier(item.chain)
            writer.varint(item.count)
            writer.fixed64(item.head)
        }
        writer.varint(UInt64(missing.count))
        for digest in missing { writer.raw(digest) }
        return writer.bytes
    }

    /// Reads a statement; whether it is signed, and by whom, is for the reader to ask.
    public init(decoding bytes: [UInt8]) throws(ExchangeError) {
        do {
            guard bytes.count <= Self.bytesMax else { throw ByteFault.outOfRange }
            var reader = ByteReader(bytes)
            guard try reader.byte() == Self.version else { throw ByteFault.outOfRange }
            let deviceKey = try reader.raw(32)
            let incarnation = try reader.raw(16)
            let formerCount = try reader.varint()
            guard formerCount <= UInt64(Self.formerCountMax) else { throw ByteFault.outOfRange }
            var former = [[UInt8]]()
            for _ in 0..<formerCount { former.append(try reader.raw(16)) }
            let space = try reader.identifier(SpaceID.self)
            let roster = RosterHead(count: try reader.varint(), head: try reader.fixed64())
            let words = ReadableWords(
                dictionaryCount: try reader.byte(), schemaDigest: try reader.raw(SchemaWords.digestByteCount))
            let time = try reader.signed()
            let chainCount = try reader.varint()
            guard chainCount <= UInt64(Self.chainCountMax) else { throw ByteFault.outOfRange }
            var chains = [ContextItem]()
            for _ in 0..<chainCount {
                let chain = try reader.identifier(ChainID.self)
                if let last = chains.last, last.chain >= chain { throw ByteFault.outOfRange }
                let count = try reader.varint()
                guard (1...ChainHead.countMax).contains(count) else { throw ByteFault.outOfRange }
                chains.append(ContextItem(chain: chain, count: count, head: try reader.fixed64()))
            }
            let missingCount = try reader.varint()
            guard missingCount <= UInt64(Self.missingCountMax) else { throw ByteFault.outOfRange }
            var missing = [[UInt8]]()
            for _ in 0..<missingCount { missing.append(try reader.raw(32)) }
            let signature = try reader.raw(Signature.byteCount)
            try reader.end()
            self.init(
                deviceKey: deviceKey, incarnation: incarnation, former: former, space: space, roster: roster, words: words, time: time,
                chains: chains,
                missing: missing, signature: signature, signingKey: nil)
        } catch {
            throw ExchangeError(.malformed, "A statement cannot be read.", hint: "Update Satchel on this device.", cause: error)
        }
    }
}
