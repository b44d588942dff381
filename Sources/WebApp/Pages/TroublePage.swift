import Clinic
import Records

/// Says what did not work, and what to do.
struct TroublePage: PageModel {
    static let template = "trouble"

    let heading: String
    let text: String
    /// In English, from the program itself, where the pages have no words of their own for it.
    var detail: String?

    var section: Section? { nil }

    init(name: String, _ words: Words) {
        heading = words.text(named: "trouble_\(name)") ?? ""
        text = words.text(named: "trouble_\(name)_text") ?? ""
    }

    init(_ error: any Error, _ words: Words) {
        guard let failure = error as? any ExplainedFailure else {
            self.init(name: "unexplained", words)
            return
        }
        let isKnown = words.text(named: "trouble_\(failure.codeText)") != nil
        self.init(name: isKnown ? failure.codeText : "failed", words)
        if !isKnown { detail = failure.message }
    }

    static func status(_ error: any Error) -> Int {
        guard let failure = error as? any ExplainedFailure else { return 500 }
        if failure.codeText == ClinicErrorCode.notFound.rawValue { return 404 }
        return failure.kind == .storage || failure.kind == .damaged ? 500 : 422
    }

    func title(_ words: Words) -> String { heading }

    func context(_ words: Words) -> [String: Any] { ["heading": heading, "text": text, "detail": detail.map { $0 as Any } ?? false] }
}
