import Clinic
import Records
import Roster

extension SpaceRow {
    var phrase: Phrase {
        let called: Phrase = name.map { "\($0)" } ?? "\(words: id.description) (its name comes with a stick)"
        return access == .read ? "\(called) (read)" : called
    }

    var json: JSONValue {
        [
            "id": .text(id.description), "name": name.json, "access": (access?.word).json, "records": .integer(Int64(recordCount)),
            "entries": .integer(Int64(clamping: entryCount)), "conflicts": .integer(Int64(conflictCount)),
        ]
    }
}
