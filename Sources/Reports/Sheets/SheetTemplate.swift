import Mustache

/// A template that was looked at before the template engine sees it: whoever hands one over is not trusted with more than the paper.
///
/// Known are `{{name}}`, sections, `{{> partial}}` and comments. What would put words on the page unescaped, change the delimiters,
/// inherit, or call, is refused, and so is markup that does anything but stand there.
struct SheetTemplate: Sendable {
    static let bytesMax = 64 * 1024
    /// Sections within sections, over all partials.
    static let depthMax = 8

    /// A template as a tree.
    indirect enum Node: Sendable {
        case text(byteCount: Int)
        case name(String)
        case section(String, [Node])
        case partial(String)
    }

    let nodes: [Node]
    let mustache: MustacheTemplate

    /// - Throws: what is wrong, in words.
    init(_ content: [UInt8]) throws(SheetFault) {
        guard content.count <= Self.bytesMax else { throw SheetFault("it has more than \(Self.bytesMax >> 10) KiB") }
        guard let text = String(validating: content, as: UTF8.self) else { throw SheetFault("it is not UTF-8") }
        var lexer = TemplateLexer(text)
        nodes = try lexer.nodes(until: nil, depth: 0)
        try Self.checkMarkup(text)
        do {
            mustache = try MustacheTemplate(string: text)
        } catch {
            throw SheetFault("it is not a template that can be read")
        }
    }

    /// A name as it may stand in braces: small letters, digits and underscores, with dots between.
    static func isName(_ text: String) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return text.utf8.count <= 64
            && parts.allSatisfy { part in
                !part.isEmpty && part.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 95 }
            }
    }

    /// The elements that a sheet is made of; anything else could load, run or send something.
    private static let elements: Set<String> = [
        "address", "article", "aside", "b", "bdi", "bdo", "blockquote", "br", "caption", "circle", "col", "colgroup", "dd", "div", "dl",
        "dt",
        "em", "figcaption", "figure", "footer", "g", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "i", "img", "li", "line", "main",
        "ol", "p", "path", "polygon", "polyline", "pre", "rect", "s", "section", "small", "span", "strong", "sub", "sup", "svg", "table",
        "tbody", "td", "tfoot", "th", "thead", "title", "tr", "u", "ul",
    ]

    private static func checkMarkup(_ text: String) throws(SheetFault) {
        if text.contains("<!") { throw SheetFault("it has a comment or declaration of HTML; comments are written as {{! … }}") }
        for tag in text.matches(of: /<\/?([^\s\/>]*)([^>]*)/) {
            let name = tag.output.1.lowercased()
            guard elements.contains(name) else { throw SheetFault("it has an element that sheets do not use: <\(shown(name))>") }
            let attributes = tag.output.2.lowercased()
            if attributes.contains(/\bon[a-z]+\s*=/) { throw SheetFault("it has an attribute that runs something") }
            if attributes.contains(/\b(href|action|formaction|srcset|background|poster|data|ping|xlink:href)\s*=/) {
                throw SheetFault("it has an attribute that leads elsewhere")
            }
            let sources = attributes.matches(of: /\bsrc\s*=\s*/).count
            if attributes.matches(of: /\bsrc\s*=\s*"data:image\/(png|jpeg|gif);base64,/).count != sources {
                throw SheetFault("an image is not within the template as data:image/png;base64, (or jpeg, gif)")
            }
            if attributes.contains("url(") || attributes.contains("@import") { throw SheetFault("it has a style that loads something") }
        }
    }

    /// A name from outside, short and harmless enough for a message.
    private static func shown(_ name: String) -> String { String(name.filter { $0.isASCII && ($0.isLetter || $0.isNumber) }.prefix(20)) }
}

/// What is wrong with a template, without its path.
struct SheetFault: Error, Hashable {
    let what: String
    init(_ what: String) { self.what = what }
}
