import Records

/// A new organisation and the keys to it, the only time that they are shown.
struct FoundedView: Renderable {
    let code: String
    let home: String
    let rootKey: String
    /// Made up just now.
    let passphrase: String?
    /// The first caseload.
    let space: String?

    var json: JSONValue {
        ["code": .text(code), "home": .text(home), "rootKey": .text(rootKey), "passphrase": passphrase.json, "space": space.json]
    }

    func write(to page: inout Page) {
        page.line("The organisation is founded. This is its headquarters, device \(code).")
        page.line("Store: \(home)")
        page.heading("Root key, shown this once:")
        page.line("  \(words: rootKey)")
        page.line("Write it down or print it, twice, and keep it away from every computer. When headquarters is lost, it makes")
        page.line("another one; who else has it can take the organisation over.")
        if let passphrase { PassphraseText.write(passphrase, to: &page) }
        page.heading(
            space == nil
                ? "Next: `satchel space create NAME`, then `satchel device approve` for each laptop."
                : "Next: `satchel device approve` for each laptop.")
    }
}
