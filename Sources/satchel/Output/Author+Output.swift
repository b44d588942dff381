import Clinic
import Records

extension Author {
    /// `Olena on HQ1, 2026-03-02 10:10 +01:00`
    var phrase: Phrase { "\(who), \(words: Moment.text(time))" }

    var who: Phrase {
        let person: Phrase = name.map { "\($0)" } ?? "somebody whose name is not here"
        let place: Phrase = device.map { "\($0)" } ?? "an unknown device"
        return "\(person) on \(place)"
    }

    var json: JSONValue {
        [
            "person": .text(person.description), "name": name.map(JSONValue.text) ?? .null,
            "device": device.map(JSONValue.text) ?? .null, "time": Moment.json(time),
        ]
    }
}
