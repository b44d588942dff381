import Records

@testable import Reports

/// A case with everything that sheets show.
enum Office {
    static let catalog = try! SchemaCatalog.embedded()
    static let files = SchemaCatalog.embeddedFiles
    static let library = try! SheetLibrary(files: files)
    static let number = "K7Q-RD-0042-" + String(CaseNumber(device: "K7Q", incarnation: "RD", number: 42)!.checkCharacter)

    static func id(_ number: UInt64) -> RecordID {
        RecordID(chain: ChainID(bytes: [UInt8](repeating: 7, count: 16))!, sequence: number, ordinal: 0)
    }

    static func row(_ kind: String, _ number: UInt64, _ fields: [String: JSONValue], conflicts: [String: Int] = [:]) -> SheetSource.Row {
        SheetSource.Row(id: id(number), kind: kind, fields: fields, conflicts: conflicts)
    }

    static var source: SheetSource {
        SheetSource(
            rows: [
                "client": [
                    row(
                        "client", 1,
                        [
                            "given_name": "مريم", "family_name": "O’Brien & <b>Haddad</b>", "birth_date": "1986~", "sex": "female",
                            "displacement": ["idp"], "phone_safe": false, "address": "Block 4\nTent 12",
                        ], conflicts: ["family_name": 2])
                ],
                "case": [row("case", 2, ["number": .text(number), "title": "Eviction", "opened_on": "2026-05-03"])],
                "consent": [
                    row(
                        "consent", 3,
                        ["purposes": ["legal_help", "referral"], "recipients": [.text(id(9).description)], "means": "verbal"])
                ],
                "document": [
                    row(
                        "document", 4,
                        [
                            "type": "passport",
                            "scan": [
                                "sha256": .text(String(repeating: "0123abcd", count: 8)), "size": 10, "media_type": "image/png",
                                "name": "scan.png",
                            ],
                        ])
                ],
                "custody_event": (0..<3).map { row("custody_event", 10 + $0, ["event": "received", "on": "2026-05-03"]) },
            ],
            titles: [id(9).description: "Partner <Court>"], number: number, caseload: "North", day: CalendarDate("2026-06-01")!)
    }

    static func model(_ sheet: String, _ language: String = "en", blank: Bool = false) throws -> SheetModel {
        try library.model(
            try library.definition(sheet), source: blank ? nil : source, catalog: catalog, language: language)
    }
}
