public import Records

/// Which records to list.
public struct RecordQuery: Hashable, Sendable {
    /// `created` and `updated` start with the newest, `title` and `due` with the first; records without come last.
    public enum Order: String, Hashable, Sendable, CaseIterable { case created, updated, title, due }

    public static let limitMax = 10_000

    /// `nil` for all kinds.
    public var kind: String?
    /// `nil` for all spaces.
    public var space: SpaceID?
    /// For each field the value that is shown, or an element that its set has; `null` for fields without a value.
    public var filters: [String: JSONValue] = [:]
    /// Also records that were moved to another space, as history.
    public var includesMoved = false
    public var order = Order.updated
    /// Up to ``limitMax``.
    public var limit = 50
    public var offset = 0

    public init(
        kind: String? = nil, space: SpaceID? = nil, filters: [String: JSONValue] = [:], order: Order = .updated, limit: Int = 50,
        offset: Int = 0
    ) {
        self.kind = kind
        self.space = space
        self.filters = filters
        self.order = order
        self.limit = limit
        self.offset = offset
    }
}
