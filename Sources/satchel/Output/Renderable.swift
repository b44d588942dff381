import Records

/// What a command found out, as a value: written as JSON or as a page, which is the renderer's business.
protocol Renderable {
    var json: JSONValue { get }
    func write(to page: inout Page)
}

/// The one way in which results leave a command.
struct Renderer: Sendable {
    let asJSON: Bool
    let terminal: Terminal

    func bytes(of result: some Renderable) -> [UInt8] {
        if asJSON { return Visible.json(result.json, pretty: terminal.outputIsTerminal) + [UInt8(ascii: "\n")] }
        var page = Page(terminal: terminal)
        result.write(to: &page)
        return Array(page.text.utf8)
    }
}
