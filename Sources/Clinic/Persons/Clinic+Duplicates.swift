import Names
public import Records
import ReplicatedLog
import Views

/// A client who may be the one that was asked about.
public struct SimilarClient: Sendable {
    public let client: RecordSummary
    public let likeness: Likeness
    /// Whether somebody said that both are one person; see ``Clinic/link(_:_:)``.
    public let isLinked: Bool
}

/// Two clients who may be one person.
public struct DuplicatePair: Sendable {
    public let first: RecordSummary
    public let second: RecordSummary
    public let likeness: Likeness
}

extension Clinic {
    /// How many records with like names are looked through, for each caseload.
    static let candidatesMax = 2000

    /// The clients on this device who may be the person of whom this is known, the likeliest first.
    ///
    /// Nothing is decided: names, dates of birth and telephone numbers are compared, in any script and spelling.
    ///
    /// - Parameter names: the whole name, each as one text, in every spelling that is known.
    /// - Complexity: O(*n*) in the clients who have two parts of the name, or the telephone number; about a millisecond among 100,000.
    public func similarClients(
        names: [String], birthDate: CalendarDate? = nil, phone: String? = nil, limit: Int = 20
    ) throws -> [SimilarClient] {
        try similar(to: Identity(names: names, birthDate: birthDate, phones: [phone].compactMap { $0 }), excluding: nil, limit: limit)
    }

    /// The clients who may be the same person as this one.
    ///
    /// - Throws: `.notFound`, `.notAClient`.
    public func duplicates(of record: RecordID, limit: Int = 20) throws -> [SimilarClient] {
        let row = try client(record)
        return try similar(to: Identity(of: row), excluding: row, limit: limit)
    }

    /// All pairs of clients of this device who may be one person and were not linked, the likeliest first.
    ///
    /// - Complexity: one lookup a client.
    public func duplicates(in space: SpaceID? = nil, limit: Int = 200) throws -> [DuplicatePair] {
        var clients = [RecordRow]()
        try view.eachRecord(kind: "client", space: space) { clients.append($0) }
        var pairs = [DuplicatePair]()
        for row in clients {
            for found in try similar(to: Identity(of: row), excluding: row, limit: 20) where !found.isLinked {
                // Every pair once; of another caseload, whichever way round it is found.
                if let space, found.client.space == space, found.client.id < row.id { continue }
                if space == nil, found.client.id < row.id { continue }
                pairs.append(DuplicatePair(first: summary(row), second: found.client, likeness: found.likeness))
            }
        }
        return Array(pairs.sorted { ($1.likeness.score, $0.first.id) < ($0.likeness.score, $1.first.id) }.prefix(limit))
    }

    private func similar(to identity: Identity, excluding row: RecordRow?, limit: Int) throws -> [SimilarClient] {
        let rows = try view.records(keyed: identity.lookups, kinds: ["client"], limit: Self.candidatesMax)
        let found = try rows.filter { $0.id != row?.id }.compactMap { other -> SimilarClient? in
            guard let likeness = identity.likeness(to: Identity(of: other)) else { return nil }
            return SimilarClient(client: summary(other), likeness: likeness, isLinked: try row.map { try areLinked($0, other) } ?? false)
        }
        return Array(found.sorted { ($1.likeness.score, $0.client.id) < ($0.likeness.score, $1.client.id) }.prefix(limit))
    }

    /// Somebody may say it of either.
    func areLinked(_ first: RecordRow, _ second: RecordRow) throws -> Bool {
        first.sets["same_person_as"]?.contains(.reference(second.id)) ?? false
            || second.sets["same_person_as"]?.contains(.reference(first.id)) ?? false
    }

    func client(_ record: RecordID) throws -> RecordRow {
        let row = try existing(record)
        guard row.kind == "client" else {
            throw ClinicError(.notAClient, "This is no client, but a \(row.kind).", hint: "Name a client by title or identifier.")
        }
        return row
    }
}
