package import Records
package import ReplicatedLog

/// The log in memory, for tests and simulations: what it holds is gone with it.
package final class MemoryLogStore: LogStore {
    private var chains: [SpaceID: [ChainID: [UnverifiedSegment]]] = [:]
    private var chainHeads: [SpaceID: [ChainID: ChainHead]] = [:]
    private var heldSegments: [HeldSegment.ID: HeldSegment] = [:]
    private var stated: [SealedLogStore.StatementKey: StoredStatement] = [:]
    private var outboxItems: [OutboxItem] = []
    private var settings: [String: [UInt8]] = [:]
    private var nextOutboxID: Int64 = 1
    /// Thrown, once, by the next write before anything of it is kept.
    package var nextFailure: VaultError?

    package init() {}

    package func write(_ batch: LogBatch) throws {
        let heads = try batch.newHeads { chainHeads[$0]?[$1] }
        if let failure = nextFailure {
            nextFailure = nil
            throw failure
        }
        for (space, cuts) in batch.cuts {
            for (chain, head) in cuts {
                chains[space]?[chain]?.removeAll { $0.end > head?.count ?? 0 }
                chainHeads[space]?[chain] = head
            }
        }
        for segment in batch.segments { chains[segment.space, default: [:]][segment.chain, default: []].append(segment.contents) }
        for (space, heads) in heads { chainHeads[space, default: [:]].merge(heads) { $1 } }
        for id in batch.released { heldSegments[id] = nil }
        for segment in batch.held { heldSegments[segment.id] = segment }
        for statement in batch.statements {
            stated[SealedLogStore.StatementKey(device: statement.deviceKey, space: statement.space)] = statement
        }
        outboxItems.removeAll { batch.outboxDone.contains($0.id) }
        for bytes in batch.outbox {
            outboxItems.append(OutboxItem(id: nextOutboxID, bytes: bytes))
            nextOutboxID += 1
        }
        for (name, value) in batch.settings { settings[name] = value }
    }

    package var spaces: [SpaceID] { chains.keys.sorted() }

    package func heads(in space: SpaceID) -> [ChainHead] { (chainHeads[space] ?? [:]).sorted { $0.key < $1.key }.map(\.value) }

    package func head(of chain: ChainID, in space: SpaceID) -> ChainHead? { chainHeads[space]?[chain] }

    package func segments(of chain: ChainID, in space: SpaceID, from sequence: UInt64) throws -> [UnverifiedSegment] {
        (chains[space]?[chain] ?? []).filter { $0.end > sequence }
    }

    package func allSegments(in space: SpaceID, _ visit: (UnverifiedSegment) throws -> Void) throws {
        for (_, segments) in (chains[space] ?? [:]).sorted(by: { $0.key < $1.key }) {
            for segment in segments { try visit(segment) }
        }
    }

    package func entry(_ chain: ChainID, _ sequence: UInt64, in space: SpaceID) throws -> EntryBody? {
        guard let segment = try segments(of: chain, in: space, from: sequence).first else { return nil }
        return segment.entries[Int(sequence - segment.first)]
    }

    package func held() throws -> [HeldSegment] { heldSegments.values.sorted { $0.id < $1.id } }

    package func statements() throws -> [StoredStatement] { Array(stated.values) }

    package func outbox() throws -> [OutboxItem] { outboxItems }

    package func setting(_ name: String) throws -> [UInt8]? { settings[name] }

    @discardableResult
    package func compact(_ space: SpaceID, limit: Int) throws -> Int {
        var gone = 0
        for (chain, segments) in (chains[space] ?? [:]).sorted(by: { $0.key < $1.key }) {
            var joined = [UnverifiedSegment]()
            for segment in segments {
                if gone + 1 < limit, let whole = joined.last?.joined(with: segment),
                    whole.encoded().count <= UnverifiedSegment.encodedBytesTarget
                {
                    joined[joined.count - 1] = whole
                    gone += 1
                } else {
                    joined.append(segment)
                }
            }
            chains[space]?[chain] = joined
        }
        return gone
    }

    package func erase(_ sequences: [ChainID: Set<UInt64>], in space: SpaceID) throws {
        for (chain, sequences) in sequences {
            let segments = chains[space]?[chain] ?? []
            chains[space]?[chain] = segments.map { $0.erasing(sequences) }
        }
    }

    package func remove(_ space: SpaceID) throws {
        chains[space] = nil
        chainHeads[space] = nil
        heldSegments = heldSegments.filter { $0.value.contents.space != space }
        stated = stated.filter { $0.key.space != space }
    }
}
