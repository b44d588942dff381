import Clinic
import Records

struct PersonDone: Renderable {
    let text: Phrase
    /// Made up just now.
    let passphrase: String?

    var json: JSONValue { ["done": true, "passphrase": passphrase.json] }

    func write(to page: inout Page) {
        page.line(text)
        if let passphrase { PassphraseText.write(passphrase, to: &page) }
    }
}

struct PersonTable: Renderable {
    let persons: [PersonRow]

    var json: JSONValue {
        [
            "persons": .array(
                persons.map { ["id": .text($0.id.description), "name": $0.name.json, "current": .flag($0.isCurrent)] })
        ]
    }

    func write(to page: inout Page) {
        var table = Table(["NAME", "", "PERSON"], flexible: 0)
        for person in persons {
            table.row([person.name.map { "\($0)" } ?? "(name not here)", person.isCurrent ? "you" : "", .words(person.id.description)])
        }
        page.table(table)
    }
}
