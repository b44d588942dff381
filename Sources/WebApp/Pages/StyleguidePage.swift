/// The design system on a page of its own: every part that pages are made of, once.
struct StyleguidePage: PageModel {
    static let template = "styleguide"

    var section: Section? { nil }
    func title(_ words: Words) -> String { "Styleguide" }

    func context(_ words: Words) -> [String: Any] {
        [
            "colours": ["ground", "paper", "ink", "quiet", "line", "accent", "good", "warning", "bad"].map { ["name": $0] as [String: Any] }
        ]
    }
}
