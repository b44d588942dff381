import Crypto
import Exchange
import Records
import ReplicatedLog
import Sealing

/// Parcels, and the items behind their seals.
struct ParcelTarget: FuzzTarget {
    let seeds: [[UInt8]]
    private let keys: [RecipientPrivateKey]
    private let own: RecipientPrivateKey
    private let common: SpaceID
    private let log: FuzzedLog

    init(_ vectors: FuzzVectors) throws {
        let vector = try vectors.json("parcel.json")
        guard let common = SpaceID(bytes: try FuzzVectors.bytes(vector["common"])) else { throw FuzzFinding("parcel.json is another one") }
        self.common = common
        seeds = [try FuzzVectors.bytes(vector["parcel"]), try FuzzVectors.bytes(vector["network"])]
        keys = try (vector["recipients"]?.arrayValue ?? []).map {
            try RecipientPrivateKey(seed: SymmetricKey(data: try FuzzVectors.bytes($0["seed"])))
        }
        guard let own = keys.first else { throw FuzzFinding("parcel.json names no recipient") }
        self.own = own
        log = try FuzzedLog(vectors)
    }

    /// All items that one recipient can open.
    func inner(_ input: [UInt8]) -> [UInt8]? {
        guard var reader = try? ParcelReader(ByteArraySource(input), keys: keys) else { return nil }
        var bytes = [UInt8]()
        while let event = try? reader.next() { if case .item(let item, _) = event { bytes += item.bytes } }
        return bytes
    }

    func wrapped(_ inner: [UInt8]) -> [UInt8]? {
        var random = SystemRandomNumberGenerator()
        let recipient = ParcelRecipient(key: own.publicKey, spaces: [common, log.space])
        guard var writer = try? ParcelWriter(recipients: [recipient], common: common, form: .network, random: &random),
            let frame = try? writer.frame(Array(inner.prefix(Frame.sealedBytesMax - 64)), in: log.space),
            let end = try? writer.finish(random: &random)
        else { return nil }
        return writer.header + frame + end
    }

    func statements(in parcel: [UInt8]) -> [[UInt8]] {
        guard var reader = try? ParcelReader(ByteArraySource(parcel), keys: keys) else { return [] }
        var result = [[UInt8]]()
        while let event = try? reader.next() {
            guard case .item(let item, _) = event else { continue }
            switch item {
            case .statement(let bytes), .passedOn(let bytes): result.append(bytes)
            case .difference, .segment, .chunk, .end: break
            }
        }
        return result
    }

    func run(_ input: [UInt8]) throws(FuzzFinding) -> FuzzOutcome {
        var eventCount = 0
        var reached = "opened"
        do {
            var reader = try ParcelReader(ByteArraySource(input), keys: keys)
            while let event = try reader.next() {
                eventCount += 1
                guard eventCount <= input.count else { throw FuzzFinding("more came out of a parcel than its bytes can say") }
                guard case .item(let item, let space) = event else { continue }
                if try !Self.take(item, in: space).isEmpty { reached = "items read" }
            }
            guard reader.bytesRead == UInt64(input.count) else { throw FuzzFinding("the reader stopped before the end") }
        } catch let finding as FuzzFinding {
            throw finding
        } catch let error as ExchangeError {
            return .refused(error.code.rawValue)
        } catch {
            throw FuzzFinding("an error of another kind: \(type(of: error))")
        }
        return .accepted(reached: reached)
    }

    /// - Returns: what the item turned out to be; empty when its own parser refused it.
    private static func take(_ item: ParcelItem, in space: SpaceID) throws(FuzzFinding) -> String {
        switch item {
        case .statement(let bytes), .passedOn(let bytes):
            guard let statement = try? Statement(decoding: bytes) else { return "" }
            _ = statement.isSigned
            return "statement"
        case .difference(let bytes):
            return (try? Statement(difference: bytes) { _ in nil }) == nil ? "" : "difference"
        case .segment(let bytes):
            return (try? UnverifiedSegment(decoding: bytes, in: space)) == nil ? "" : "segment"
        case .chunk(let chunk):
            guard chunk.bytes.count <= ParcelItem.chunkBytesMax else { throw FuzzFinding("a chunk is over its limit") }
            return "chunk"
        case .end:
            return "end"
        }
    }
}

/// Statements, in full and as differences of a known one.
struct StatementTarget: FuzzTarget {
    let seeds: [[UInt8]]
    private let base: Statement

    init(_ vectors: FuzzVectors) throws {
        let parcels = try ParcelTarget(vectors)
        var statements = [[UInt8]]()
        for bytes in parcels.seeds {
            guard let inner = parcels.inner(bytes), let parcel = parcels.wrapped(inner) else { continue }
            statements += parcels.statements(in: parcel)
        }
        let all = statements.compactMap { try? Statement(decoding: $0) }
        guard let base = all.first else { throw FuzzFinding("no statement among the vectors") }
        self.base = base
        seeds = statements + all.compactMap { statement in statement.difference(from: base) }
    }

    func run(_ input: [UInt8]) throws(FuzzFinding) -> FuzzOutcome {
        if let statement = try? Statement(decoding: input) {
            guard statement.encoded == input else { throw FuzzFinding("accepted, though it is not the one spelling of what it says") }
            return .accepted(reached: statement.isSigned ? "signed" : "read")
        }
        do throws(ExchangeError) {
            let statement = try Statement(difference: input) { _ in base }
            guard (try? Statement(decoding: statement.encoded)) == statement else {
                throw ExchangeError(.notAParcel, "a difference makes what is no statement")
            }
            return .accepted(reached: statement.isSigned ? "difference, signed" : "difference")
        } catch {
            guard error.code != .notAParcel else { throw FuzzFinding(error.message) }
            return .refused(error.code.rawValue)
        }
    }
}
