/// Where an answer stands: a record of the form and, of a repeat group, which of its records, counted from 0.
public struct FormPlace: Hashable, Sendable {
    public let key: String
    public let index: Int

    public init(_ key: String, _ index: Int = 0) {
        self.key = key
        self.index = index
    }
}
