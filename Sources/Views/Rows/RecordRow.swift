public import Records
public import ReplicatedLog

/// A record as it stands.
public struct RecordRow: Hashable, Sendable, Identifiable {
    public let id: RecordID
    public let space: SpaceID
    /// The space that it was moved to: here it is history, and edited no more.
    public let movedTo: SpaceID?
    public let kind: String
    /// The version of the kind's schema that the record was created with.
    public let schemaVersion: UInt32
    /// One line, with codes in English; ``RecordTitle/text(_:kind:catalog:locale:)`` has it in other languages. May be empty.
    public let title: String
    /// The number people know it by, such as a case number.
    public let number: String?
    /// The code in the field `status`.
    public let status: String?
    /// The deadline as a date that may be partial; the earliest where several stand.
    public let due: String?
    /// Whether the deadline is over, by the rules of its kind; everything that stands says so.
    public let isDone: Bool
    /// Whether the deadline is over once its day has passed.
    public let lapses: Bool
    /// What is shown of each register: of several survivors the one of greatest (claimed time, operation). A field that
    /// was emptied on purpose holds ``Value/nothing``.
    public let values: [String: Value]
    /// The elements of each set, by their canonical bytes.
    public let sets: [String: [Value]]
    /// Fields to be settled by a person, and how many different values they hold: 2 or more.
    public let conflicts: [String: Int]
    public let noteCount: Int
    public let created: Provenance
    /// The latest claimed time among what stands, creation and notes; edits of sets are not counted.
    public let updated: Provenance

    /// All values by field, as JSON in the shapes of the schema files; sets as arrays, notes left out.
    public var fields: [String: JSONValue] {
        var result = values.mapValues(\.json)
        result[Projection.movedField] = nil
        for (field, elements) in sets where result[field] == nil || preferredSets.contains(field) {
            result[field] = .array(elements.map(\.json))
        }
        return result
    }

    /// The fields that the catalog has as sets. Some version may have written the same field as a register.
    let preferredSets: Set<String>
}

/// A number of records that were counted or cut off.
public struct RecordPage: Hashable, Sendable {
    public let rows: [RecordRow]
    /// All that fit, also those before and after this page.
    public let total: Int
}

/// How many records of a kind a space has.
public struct KindCount: Hashable, Sendable {
    public let space: SpaceID
    public let kind: String
    public let count: Int
}

/// A record that refers to another.
public struct RelatedRow: Hashable, Sendable {
    public let record: RecordRow
    /// The field that refers.
    public let field: String
}
