import Clinic
import Forms
import Records

/// A form on one screen.
struct FormPage: PageModel {
    static let template = "form"

    let label: String
    let help: String?
    /// Where it is sent.
    let action: String
    let session: FormSession
    let fields: FormFields
    /// Of the record that is edited: what the form showed when it was opened.
    var formToken: String?
    let draft: String
    let space: SpaceID?
    let spaces: [(id: String, name: String)]
    /// Clients who may be the one that is being written down.
    var alike: [AlikeLine] = []
    /// Said at the top: how many fields cannot be saved like this.
    var isRefused = false
    var isDraftKept = false
    /// What is the matter with the save as a whole.
    var trouble: [String] = []

    struct AlikeLine: Sendable, Hashable {
        let link: String
        let title: String
        let reasons: String
    }

    var section: Section? { .new }
    func title(_ words: Words) -> String { label }

    func context(_ words: Words) -> [String: Any] {
        let errors = session.state.errors.filter { fields.isStrict || $0.code != ProblemCode.missing.rawValue }
        let summary = errors.map { problem in
            let repeats = session.form[record: problem.place.key]?.repeats ?? false
            let name = problem.field.map { PostedAnswers.name($0, at: problem.place, repeats: repeats) } ?? problem.place.key
            let kind = session.form[record: problem.place.key]?.kind ?? ""
            return [
                "link": "#f-" + name.replacing(".", with: "-"), "label": problem.field.map { fields.values.label($0, of: kind) } ?? "",
                "text": fields.text(problem),
            ] as [String: Any]
        }
        return [
            "label": label, "help": help.map { $0 as Any } ?? false, "action": action, "sections": fields.sections(session),
            "form_token": formToken.map { $0 as Any } ?? false, "draft": draft,
            "spaces": spaces.map { ["id": $0.id, "name": $0.name, "chosen": $0.id == space?.description] as [String: Any] },
            "several_spaces": spaces.count > 1, "space": space?.description ?? "",
            "alike": alike.map { ["link": $0.link, "title": $0.title, "reasons": $0.reasons] as [String: Any] },
            "has_alike": !alike.isEmpty,
            "refused": isRefused && !(summary.isEmpty && trouble.isEmpty), "problems": summary, "trouble": trouble,
            "problem_count": words("form_problems", count: summary.count + trouble.count), "draft_kept": isDraftKept,
            "groups": session.form.records.filter(\.repeats).map {
                ["key": $0.key, "count": session.places(of: $0.key).count] as [String: Any]
            },
        ]
    }
}
