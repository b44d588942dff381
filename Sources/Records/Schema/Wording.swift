/// The few words that values need in each language.
enum Wording {
    static let yes = ["en": "Yes", "fr": "Oui", "ar": "نعم", "uk": "Так"]
    static let no = ["en": "No", "fr": "Non", "ar": "لا", "uk": "Ні"]
    /// Stands before an estimated date.
    static let about = ["en": "about", "fr": "vers", "ar": "نحو", "uk": "близько"]
    static let newer = [
        "en": "(written by a newer version)", "fr": "(écrit par une version plus récente)", "ar": "(كُتب بإصدار أحدث)",
        "uk": "(записано новішою версією)",
    ]

    /// Yes or no as it is typed in any of the languages, or as `true` and `false`.
    static func flag(_ text: String) -> Bool? {
        let typed = SearchText.fold(text)
        if typed == "true" || yes.values.contains(where: { SearchText.fold($0) == typed }) { return true }
        if typed == "false" || no.values.contains(where: { SearchText.fold($0) == typed }) { return false }
        return nil
    }
}
