/// What calendars are called: for people, and by people.
enum CalendarNames {
    static let labels: [CalendarSystem: [String: String]] = [
        .gregorian: ["en": "Gregorian", "fr": "grégorien", "ar": "ميلادي", "uk": "григоріанський", "fa": "میلادی"],
        .persian: ["en": "Persian", "fr": "persan", "ar": "هجري شمسي", "uk": "перський", "fa": "هجری شمسی"],
        .islamic: ["en": "Islamic", "fr": "islamique", "ar": "هجري", "uk": "ісламський", "fa": "هجری قمری"],
        .islamicCivil: [
            "en": "Islamic civil", "fr": "islamique civil", "ar": "هجري مدني", "uk": "ісламський цивільний", "fa": "هجری قمری مدنی",
        ],
        .ethiopian: ["en": "Ethiopian", "fr": "éthiopien", "ar": "إثيوبي", "uk": "ефіопський", "am": "ኢትዮጵያ"],
    ]

    /// What is typed beside a date, besides the labels.
    static let typed: [CalendarSystem: [String]] = [
        .gregorian: ["gregorian", "greg", "ce", "ad", "م", "ميلادية"],
        .persian: ["persian", "shamsi", "solar hijri", "jalali", "ap", "sh", "هجري شمسي", "شمسي", "ه ش", "خورشیدی"],
        .islamic: ["islamic", "hijri", "umm al-qura", "umalqura", "ah", "هجري", "هجرية", "هـ", "قمري", "هجري قمري", "ه ق"],
        .islamicCivil: ["islamic civil", "islamic tabular", "tabular"],
        .ethiopian: ["ethiopian", "ethiopic", "amete mihret", "am", "ec", "ዓ.ም", "ዓ ም", "إثيوبية"],
    ]
}
