public import Records
import ReplicatedLog
import Views

extension Clinic {
    /// Says that two clients are one person. Both records stay as they are; ``unlink(_:_:)`` takes it back.
    ///
    /// - Returns: what was saved, of the first; nothing is written when it was said before.
    public func link(_ first: RecordID, _ second: RecordID) throws -> Saved {
        let row = try client(first)
        let other = try client(second)
        guard first != second else {
            throw ClinicError(.samePerson, "A client is the same person anyway.", hint: "Name two clients.")
        }
        if try areLinked(row, other) { return try saveLinks(of: first) { $0 } }
        return try saveLinks(of: first) { $0.union([second]) }
    }

    /// Takes back that two clients are one person, whichever of the two says so.
    ///
    /// - Throws: `.notLinked`.
    public func unlink(_ first: RecordID, _ second: RecordID) throws -> Saved {
        let row = try client(first)
        let other = try client(second)
        guard try areLinked(row, other) else {
            throw ClinicError(.notLinked, "Nobody said that these two are one person.", hint: "`satchel client show` tells who is linked.")
        }
        var saved = [Saved]()
        if row.sets["same_person_as"]?.contains(.reference(second)) ?? false {
            saved.append(try saveLinks(of: first) { $0.subtracting([second]) })
        }
        if other.sets["same_person_as"]?.contains(.reference(first)) ?? false {
            saved.append(try saveLinks(of: second) { $0.subtracting([first]) })
        }
        guard let result = saved.first else { preconditionFailure("one of the two said it") }
        return result
    }

    private func saveLinks(of record: RecordID, _ change: (Set<RecordID>) -> Set<RecordID>) throws -> Saved {
        let form = try form(record)
        let held = (form.fields["same_person_as"]?.arrayValue ?? []).compactMap { $0.textValue.flatMap(RecordID.init) }
        return try save(form, fields: ["same_person_as": .array(change(Set(held)).sorted().map { .text($0.description) })])
    }
}
