/// What a page shows: a plain value that its template only arranges.
protocol PageModel: Sendable {
    /// The name of the template.
    static var template: String { get }
    /// Where the page belongs in the navigation.
    var section: Section? { get }
    /// The title of the browser's window and tab, which never says anything of a client: others read it over a shoulder.
    func title(_ words: Words) -> String
    /// What the template finds; see ``PageFrame`` for what every template finds besides.
    func context(_ words: Words) -> [String: Any]
}

/// The parts of the navigation.
enum Section: String, Sendable, CaseIterable {
    case today, find, new, lists, conflicts, stick

    var path: String { self == .today ? "/" : "/\(rawValue)" }
    var wordsName: String { "nav_\(rawValue)" }
}
