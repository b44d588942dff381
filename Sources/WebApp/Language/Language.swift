/// A language of the pages.
public enum Language: String, Sendable, Hashable, CaseIterable {
    case english = "en"
    case french = "fr"
    case arabic = "ar"
    case ukrainian = "uk"

    var direction: String { self == .arabic ? "rtl" : "ltr" }

    /// What it calls itself.
    var ownName: String {
        switch self {
        case .english: "English"
        case .french: "Français"
        case .arabic: "العربية"
        case .ukrainian: "Українська"
        }
    }

    /// The first language of `Accept-Language` that there is; its weights are in falling order in every browser.
    static func accepted(_ header: String?) -> Language {
        for part in (header ?? "").prefix(200).split(separator: ",") {
            let tag = part.drop { $0 == " " }.prefix { $0 != ";" && $0 != "-" && $0 != " " }
            if let language = Language(rawValue: tag.lowercased()) { return language }
        }
        return .english
    }
}
