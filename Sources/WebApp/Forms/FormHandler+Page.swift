import Clinic
import Forms
import Records

extension FormHandler {
    static let alikeMax = 5

    func page(_ opened: Opened, _ session: FormSession, draft: String, space: SpaceID?, isStrict: Bool) async throws -> FormPage {
        var titles = [RecordID: String]()
        for record in session.form.records {
            for place in session.places(of: record.key) {
                var shown = [String: JSONValue]()
                for field in clinic.catalog[record.kind]?.fields ?? [] where field.type.element == .reference {
                    shown[field.name] = session.value(of: field.name, at: place)
                }
                titles.merge(try await clinic.titles(in: shown, kind: record.kind)) { $1 }
            }
        }
        let values = visit.values(clinic, titles: titles)
        let locale = values.locale
        let spaces = try await clinic.spaces().map { (id: $0.id.description, name: $0.name ?? visit.words("space_unnamed")) }
        var page = FormPage(
            label: opened.definition.label(locale), help: opened.definition.help(locale), action: opened.action, session: session,
            fields: FormFields(catalog: clinic.catalog, words: visit.words, values: values, isStrict: isStrict),
            formToken: opened.form?.token, draft: draft, space: space, spaces: opened.form == nil ? spaces : [])
        page.alike = try await alike(session, isNew: opened.form == nil)
        return page
    }

    /// Clients who may be the one whose name is being typed, and clients who may be the other side.
    private func alike(_ session: FormSession, isNew: Bool) async throws -> [FormPage.AlikeLine] {
        var lines = [FormPage.AlikeLine]()
        for record in session.form.records {
            for place in session.places(of: record.key) {
                func text(_ field: String) -> String? { session.value(of: field, at: place)?.textValue }
                switch record.kind {
                case "client" where isNew:
                    let name = ["given_name", "father_name", "family_name"].compactMap(text).joined(separator: " ")
                    let names = [name, text("name_transliterated")].compactMap { $0 }.filter { !$0.isEmpty }
                    guard !names.isEmpty else { continue }
                    let found = try await clinic.similarClients(
                        names: names, birthDate: text("birth_date").flatMap { CalendarDate($0) }, phone: text("phone"), limit: Self.alikeMax
                    )
                    lines += found.map { line($0, "alike_client") }
                case "party" where isNew:
                    let name = ["given_name", "father_name", "family_name", "name"].compactMap(text).joined(separator: " ")
                    guard !name.isEmpty else { continue }
                    lines += try await clinic.similarClients(names: [name], limit: Self.alikeMax).map { line($0, "alike_other_side") }
                case "case":
                    guard let name = text("opposing_party"), !name.isEmpty else { continue }
                    lines += try await clinic.similarClients(names: [name], limit: Self.alikeMax).map { line($0, "alike_other_side") }
                default: continue
                }
            }
        }
        return lines
    }

    private func line(_ found: SimilarClient, _ heading: String) -> FormPage.AlikeLine {
        let reasons = found.likeness.reasons.map { visit.words.text(named: "likeness_\($0.rawValue)") ?? $0.rawValue }
        return FormPage.AlikeLine(
            link: "/records/\(found.client.id)", title: found.client.title,
            reasons: (visit.words.text(named: heading) ?? "") + ": " + reasons.joined(separator: visit.words("list_separator")))
    }
}
