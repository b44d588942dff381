/// How a passphrase that was made up is handed over, the only time that it is shown.
enum PassphraseText {
    static func write(_ passphrase: String, to page: inout Page) {
        page.heading("Passphrase, shown this once:")
        page.line("  \(words: passphrase)")
        page.line("Learn it, or keep it where you would keep a key. Nobody can open the store without it.")
    }
}
