import Records

/// Items of one space that will be sealed as one frame.
struct Packing: Sendable {
    private(set) var space: SpaceID
    private(set) var bytes: [UInt8]
    private var isLarge: Bool
    private var isOfStatements: Bool

    init(_ item: ParcelItem, in space: SpaceID) {
        self.space = space
        bytes = item.bytes
        isLarge = bytes.count > Frame.packedItemBytesMax
        isOfStatements =
            switch item {
            case .statement, .difference, .passedOn: true
            case .segment, .chunk, .end: false
            }
    }

    /// - Parameter readByAll: statements about the common space may lie in a frame of one of these, so that they travel together with
    ///   what is said there: everybody who opens the parcel opens it.
    /// - Parameter form: on a stick, which may be damaged, only statements are joined with each other and with one thing behind them.
    /// - Returns: `nil` when the two do not belong into one frame.
    func joined(by next: Packing, common: SpaceID, readByAll: Set<SpaceID>, form: ParcelForm) -> Packing? {
        guard form == .network || isOfStatements else { return nil }
        guard !isLarge, !next.isLarge, bytes.count + next.bytes.count <= Frame.packedBytesMax else { return nil }
        guard space == next.space || space == common && isOfStatements && readByAll.contains(next.space) else { return nil }
        var joined = next
        joined.bytes = bytes + next.bytes
        joined.isOfStatements = isOfStatements && next.isOfStatements
        return joined
    }
}
