public import Records
import ReplicatedLog
import Views

extension Clinic {
    /// How many pairs one record of a decision holds: what a decision takes more is put into further records.
    private static let pairsPerRecord = 100

    /// Records a person's decision about what they were shown: a record of the check, or several, and the result on the case.
    ///
    /// Each pair is recorded as it was compared. What came in since, and a pair whose names, dates or numbers were changed since, goes on
    /// waiting.
    ///
    /// - Parameters:
    ///   - seen: the ``InterestCheck/token`` of what was shown.
    ///   - result: a code of the vocabulary `conflict_result`.
    /// - Returns: what was done to the case, then the records of the check.
    /// - Throws: `.badToken`, also for the token of another case.
    public func decideInterest(of record: RecordID, seen: String, result: String, decision: String?, by: String?) throws -> [Saved] {
        guard let shown = InterestToken.decode(seen), shown.matter == record else {
            throw ClinicError(
                .badToken, "This is not a token of a check of this case.", hint: "`satchel case check` prints what it found and its token.")
        }
        let check = try checkInterests(of: record)
        let pending = check.pending.filter { shown.pairs.contains($0.pair) }
        let decided = pending.isEmpty ? check.decided.filter { shown.pairs.contains($0.pair) } : pending
        let today = JSONValue.text(String(Timestamp.text(now).prefix(10)))
        var fields: [String: JSONValue] = ["case": .text(record.description), "checked_on": today, "result": .text(result)]
        if let matches = check.indexMatches { fields["index_matches"] = .integer(Int64(matches)) }
        if let decision { fields["decision"] = .text(decision) }
        if let by { fields["decided_by"] = .text(by) }
        let starts = decided.isEmpty ? [0] : Array(stride(from: 0, to: decided.count, by: Self.pairsPerRecord))
        var drafts = starts.map { start in
            let part = decided[start..<min(start + Self.pairsPerRecord, decided.count)]
            return [Draft(.new(kind: "conflict_check"), fields.merging(Self.record(of: part)) { $1 }, name: "check")]
        }
        drafts[0].insert(
            Draft(.form(try form(record)), ["conflict_of_interest": .text(result), "conflict_checked_on": today], name: "case"), at: 0)
        guard drafts.count > 1 else { return try saveTogether(drafts[0], in: check.matter.space) }
        return try batching { try drafts.flatMap { try saveTogether($0, in: check.matter.space) } }
    }

    /// The fields that say which pairs were decided about, and who is in them.
    private static func record(of pairs: ArraySlice<InterestConflict>) -> [String: JSONValue] {
        guard !pairs.isEmpty else { return [:] }
        var named = [RecordID]()
        for row in pairs.flatMap({ [$0.party, $0.client] }) where ["party", "client"].contains(row.kind) && !named.contains(row.id) {
            named.append(row.id)
        }
        return [
            "matches": .array(named.map { .text($0.description) }),
            "pairs": .text(pairs.map(\.pair).sorted().map(\.text).joined(separator: " ")),
        ]
    }

    /// The pairs of a case that were decided about. Records of checks that name no pairs, as people write them by hand, decide nothing.
    func interestDecisions(of matter: RecordRow) throws -> Set<InterestPair> {
        var pairs = Set<InterestPair>()
        for related in try view.related(to: matter.id) where related.record.kind == "conflict_check" && related.field == "case" {
            guard case .code(let result)? = related.record.values["result"], !["not_checked", "possible_match"].contains(result),
                case .text(let text)? = related.record.values["pairs"]
            else { continue }
            pairs.formUnion(text.split(separator: " ").compactMap { InterestPair($0) })
        }
        return pairs
    }
}
