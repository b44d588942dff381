import Mustache

/// What stands around every page.
struct PageFrame: Sendable {
    let words: Words
    let preferences: Preferences
    /// Whether the store is open: only then is there anything to navigate to.
    let isOpen: Bool
    let person: String?
    let token: String
    let conflictCount: Int
    /// What the last change did, once.
    let notices: [Notice]
    let isDevelopment: Bool

    struct Notice: Sendable, Hashable {
        enum Tone: String, Sendable { case good, warning }

        let tone: Tone
        let text: String
        var link: String?
    }

    func render(_ model: some PageModel, with content: PageContent) -> String {
        var inner = model.context(words)
        inner["t"] = words.plain as [String: Any]
        inner["token"] = token
        inner["language"] = words.language.rawValue
        let body = content.templates.render(inner, withTemplate: type(of: model).template) ?? ""
        let navigation = Section.allCases.map { section in
            [
                "path": section.path, "label": words(section.wordsName), "current": section == model.section,
                "badge": section == .conflicts && conflictCount > 0 ? NumberText.text(conflictCount, words.language) as Any : false,
            ] as [String: Any]
        }
        var outer: [String: Any] = [
            "t": words.plain as [String: Any], "token": token, "language": words.language.rawValue,
            "direction": words.language.direction, "theme": preferences.theme.rawValue, "title": model.title(words), "body": body,
            "open": isOpen, "navigation": navigation, "template": type(of: model).template,
            "notices": notices.map {
                ["tone": $0.tone.rawValue, "text": $0.text, "link": $0.link.map { $0 as Any } ?? false] as [String: Any]
            },
            "languages": Language.allCases.map {
                ["code": $0.rawValue, "name": $0.ownName, "current": $0 == words.language] as [String: Any]
            },
            "themes": Preferences.Theme.allCases.map {
                ["code": $0.rawValue, "name": words.text(named: "theme_\($0.rawValue)") ?? $0.rawValue, "current": $0 == preferences.theme]
                    as [String: Any]
            },
            "calendars": PageFrame.calendars(words, preferences), "development": isDevelopment,
        ]
        outer["person"] = person
        return content.templates.render(outer, withTemplate: "layout") ?? ""
    }
}
