public import Records

/// The state that the entries of one space fold into: a pure function of the entries folded, whatever their order
/// across chains. Values themselves are not kept, only what decides which of them stand.
///
/// It lies in few flat rows: 32 bytes per operation, 32 per entry, about 64 per record. A register is no object; its operations are
/// found by walking the list of its record, or through ``Crowd`` when the record has many.
///
/// Folding an operation walks at most ``Crowd/operationCountMin`` operations of its record; on a record with more it costs
/// O(chains that wrote on its register + log of the operations there), times the operations that it names as superseded. No order
/// of operations that peers choose makes it worse. A state holds up to 2³¹ operations and 2³² − 2 entries; more traps, long after
/// memory is exhausted.
public struct SpaceState: Sendable {
    /// Part of what a state hash is a function of.
    public static let foldVersion: UInt8 = 1

    public let space: SpaceID
    public internal(set) var heads: [ChainID: ChainHead] = [:]

    var chains = ChainTable()
    var persons = Interned<PersonID>()
    var names = NameTable()
    var entries = Arena<FoldedEntry>()
    var operations = Arena<FoldedOperation>()
    var records = RecordTable()
    var context = ContextIndex()
    var crowd = Crowd()
    var adoption = AdoptionIndex()
    /// Per place, operations that one folded before names as superseded and that are still to come.
    var awaited: [RegisterKey: Set<OperationID>] = [:]

    /// A chain turned out to have another course than entries folded before said that their authors had seen, and what they had
    /// not seen was folded as if they had; or it became known too late that an author had seen what was adopted from another space.
    /// The space has to be folded again from the log, onto ``beginning``.
    public internal(set) var isContradicted = false

    public init(space: SpaceID) { self.space = space }

    /// Nothing folded, but what was found out about wrong claims.
    public var beginning: SpaceState {
        var fresh = SpaceState(space: space)
        for (chain, claims) in context.voided {
            let index = fresh.chains.index(of: chains[chain])
            for claim in claims { fresh.context.void(claim, on: index) }
        }
        carryAdoptions(to: &fresh)
        return fresh
    }

    public var vector: VersionVector {
        VersionVector(heads.mapValues { VersionVector.Position(count: $0.count, head: $0.hash) })
    }

    public var operationCount: Int { operations.count }
    public var recordCount: Int { records.count }
}
