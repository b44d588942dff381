import Clinic
import Forms
import Records

/// What can be written down: the first contact on one screen, then a form for every kind.
struct NewPage: PageModel {
    static let template = "new"

    struct Choice: Sendable, Hashable {
        let link: String
        let label: String
        let help: String?
    }

    let intake: Choice?
    let others: [Choice]
    let drafts: [TodayPage.DraftLine]

    var section: Section? { .new }
    func title(_ words: Words) -> String { words("nav_new") }

    static func make(_ clinic: Clinic, _ visit: Visit) async throws -> NewPage {
        let locale = visit.words.language.rawValue
        func choice(_ form: FormDefinition) -> Choice {
            Choice(link: "/forms/\(form.name)", label: form.label(locale), help: form.help(locale))
        }
        let forms = clinic.library.forms
        return NewPage(
            intake: clinic.library["first_contact"].map(choice), others: forms.filter { $0.name != "first_contact" }.map(choice),
            drafts: try await TodayPage.drafts(clinic, visit.values(clinic)))
    }

    func context(_ words: Words) -> [String: Any] {
        func context(_ choice: Choice) -> [String: Any] {
            ["link": choice.link, "label": choice.label, "help": choice.help.map { $0 as Any } ?? false]
        }
        return [
            "intake": intake.map { context($0) as Any } ?? false, "others": others.map(context),
            "drafts": drafts.map { ["link": $0.link, "form": $0.form, "time": $0.time] as [String: Any] }, "has_drafts": !drafts.isEmpty,
        ]
    }
}
