import Records

/// What a check of the store found.
public struct VaultCheckReport: Sendable {
    /// One thing that is wrong, and what to do about it.
    public struct Fault: Hashable, Sendable {
        public let message: String
        public let hint: String
    }

    /// In the order in which they were found; empty when all is well.
    public internal(set) var faults: [Fault] = []
    public internal(set) var rowCount = 0
    public internal(set) var segmentCount = 0
    public internal(set) var entryCount: UInt64 = 0
    public internal(set) var documentCount = 0
    /// Files that a crash left behind; they hold nothing that is needed.
    public internal(set) var orphanCount = 0

    mutating func add(_ message: String, hint: String = "") {
        let fault = Fault(message: message, hint: hint)
        if !faults.contains(fault) { faults.append(fault) }
    }

    /// Goes on after a failure: a check lists all faults.
    mutating func attempt(_ message: String, _ body: (inout VaultCheckReport) throws -> Void) {
        do {
            try body(&self)
        } catch let error as any ExplainedFailure {
            add("\(message): \(error.message)", hint: error.hint)
        } catch {
            add("\(message).", hint: SealedDatabase.checkHint)
        }
    }
}

/// What a repair gave up; peers bring it back.
public struct VaultRepairReport: Sendable {
    public let entries: [LostEntries]
    /// Digests of documents that were dropped because they were damaged.
    public let documents: [[UInt8]]
}
