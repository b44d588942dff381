import Records

/// The way into the pages.
struct LaunchView: Renderable {
    let file: String
    /// Whether a browser was started with it.
    let isShown: Bool
    let seconds: Int

    var json: JSONValue { ["launch": .text(file), "shown": .flag(isShown), "seconds": .integer(Int64(seconds))] }

    func write(to page: inout Page) {
        if isShown {
            page.line("The pages are opening in your browser. If nothing appears, open this file in one within \(String(seconds)) seconds:")
        } else {
            page.line("Open this file in a browser on this computer within \(String(seconds)) seconds; `satchel open` makes another:")
        }
        page.line("  \(words: file)")
    }
}
