import Records

/// A page for a partner who has no Satchel: complete in itself, printable, from right to left where the language is.
struct ReferralPage {
    struct Line {
        let label: String
        let value: String
    }

    let language: String
    let title: String
    let sections: [(heading: String, lines: [Line])]

    private static let rightToLeft: Set<String> = ["ar", "fa", "prs", "ps", "ur", "he"]

    var html: String {
        var body = ""
        for section in sections where !section.lines.isEmpty {
            body += "<h2>\(Self.escaped(section.heading))</h2>\n<dl>\n"
            for line in section.lines {
                body += "<dt>\(Self.escaped(line.label))</dt><dd><bdi>\(Self.escaped(line.value))</bdi></dd>\n"
            }
            body += "</dl>\n"
        }
        let direction = Self.rightToLeft.contains(language.prefix { $0 != "-" && $0 != "_" }.lowercased()) ? "rtl" : "ltr"
        return """
            <!DOCTYPE html>
            <html lang="\(Self.escaped(language))" dir="\(direction)">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <title>\(Self.escaped(title))</title>
            <style>
            body { font: 12pt/1.5 sans-serif; max-width: 45rem; margin: 2rem auto; padding: 0 1rem; }
            h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; border-bottom: 1px solid; break-after: avoid; }
            dl { display: grid; grid-template-columns: 14rem 1fr; gap: .3rem 1rem; } dt { font-weight: bold; } dd { margin: 0; white-space: pre-wrap; }
            </style>
            </head>
            <body>
            <h1>\(Self.escaped(title))</h1>
            \(body)</body>
            </html>

            """
    }

    static func escaped(_ text: String) -> String {
        var result = ""
        for character in text.unicodeScalars {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.unicodeScalars.append(character)
            }
        }
        return result
    }
}
