import Records

/// An obligation as it is typed on one line: `debtor; act; due; amount`, the last two perhaps left out.
enum ObligationText {
    static let shape = "'debtor; act; due; amount', such as 'Karim H.; returns the keys; 2026-05-01' or '…; 2026-05-01; 300 USD'"

    /// - Parameter number: which one of the command, from 1, for what is said about it.
    /// - Throws: `ValidationFailure`, naming the obligation.
    static func fields(_ text: String, number: Int, catalog: SchemaCatalog) throws -> [String: JSONValue] {
        let parts = text.split(omittingEmptySubsequences: false) { $0 == ";" || $0 == "؛" }.map(String.init)
        guard (2...4).contains(parts.count) else {
            throw CommandError(.badArguments, "Obligation \(number) does not have two to four parts.", hint: "Write it as \(shape).")
        }
        var fields = [String: JSONValue]()
        var problems = [Problem]()
        for (name, part) in zip(["debtor", "act", "due", "amount"], parts) {
            do {
                let value = try catalog.json(fromText: part, field: name, kind: ObligationNoun.kind)
                if !value.isNull { fields[name] = value }
            } catch {
                problems += error.problems
            }
        }
        guard problems.isEmpty else {
            for index in problems.indices { problems[index].record = "obligation \(number)" }
            throw ValidationFailure(problems: problems)
        }
        return fields
    }
}
