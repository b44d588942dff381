import Clinic
import Forms
import Records

/// Reads what a page of a form sent into a session of that form.
///
/// An input is called by its record, the number of it in a group, and its field: `client.given_name`, `members.0.given_name`. What was
/// shown is named in `asked`, so that a box without a tick says something; `count.members` is how many a group has; `ref.` before a name
/// is the record that the page showed there.
struct PostedAnswers {
    let clinic: Clinic
    let body: FormBody

    static func name(_ field: String, at place: FormPlace, repeats: Bool) -> String {
        repeats ? "\(place.key).\(place.index).\(field)" : "\(place.key).\(field)"
    }

    /// - Returns: the session with every answer that differs from what it shows, and the texts as they were typed, by name of the input.
    func fill(_ session: FormSession) async throws -> FormSession {
        var session = session
        for record in session.form.records where record.repeats {
            let count = min(Int(body["count.\(record.key)"] ?? "0") ?? 0, record.countMax)
            for _ in 0..<max(0, count) { session.addEntry(to: record.key) }
        }
        let asked = Set(body.values("asked"))
        for record in session.form.records {
            guard let kind = clinic.catalog[record.kind] else { continue }
            let fields = Set(
                session.form.sections.filter { $0.record == record.key }.flatMap(\.items).compactMap { item -> String? in
                    if case .field(let field) = item { field.field } else { nil }
                })
            for place in session.places(of: record.key) {
                for field in kind.fields where fields.contains(field.name) && field.type.element != .file {
                    let name = Self.name(field.name, at: place, repeats: record.repeats)
                    guard asked.contains(name) else { continue }
                    let answer = try await answer(field, named: name, shown: session.value(of: field.name, at: place), kind: kind.name)
                    if let answer { try session.answer(answer, to: field.name, at: place) }
                }
            }
        }
        return session
    }

    /// - Returns: `nil` where the input says what was shown in it.
    private func answer(_ field: Field, named name: String, shown: JSONValue?, kind: String) async throws -> JSONValue? {
        if field.type.isSet {
            var elements = [JSONValue]()
            for text in body.values(name) where !text.allSatisfy(\.isWhitespace) {
                for part in field.type.element == .reference ? [text] : text.split(separator: ",").map(String.init) {
                    let element: JSONValue = field.type.element == .reference ? await reference(part, shown: nil, field) : .text(part)
                    if !elements.contains(element) { elements.append(element) }
                }
            }
            let before = shown?.arrayValue ?? []
            return Set(elements) == Set(before) && elements.count == before.count ? nil : .array(elements)
        }
        let typed = body[name] ?? ""
        let titles = try await self.titles(shown, field)
        if typed == TypedText.text(shown, field: field, title: { titles[$0] }) { return nil }
        if typed.allSatisfy(\.isWhitespace) { return shown == nil ? nil : .null }
        if field.type == .reference { return await reference(typed, shown: body["ref.\(name)"], field) }
        // What cannot be read is kept as it was typed, and the form says what is wrong with it.
        return (try? clinic.catalog.json(fromText: typed, field: field.name, kind: kind)) ?? .text(typed)
    }

    private func titles(_ shown: JSONValue?, _ field: Field) async throws -> [RecordID: String] {
        guard field.type == .reference, let record = shown?.textValue.flatMap({ RecordID($0) }) else { return [:] }
        return try await clinic.summary(of: record).map { [record: $0.title] } ?? [:]
    }

    /// The record that somebody means; the text itself where it leads nowhere, to be refused with what would be accepted.
    private func reference(_ typed: String, shown: String?, _ field: Field) async -> JSONValue {
        if RecordID(typed) != nil { return .text(typed) }
        if let record = shown.flatMap({ RecordID($0) }), let summary = try? await clinic.summary(of: record), summary.title == typed {
            return .text(record.description)
        }
        let kind = field.refers.count == 1 ? field.refers[0] : nil
        return .text((try? await clinic.find(named: typed, kind: kind).description) ?? typed)
    }
}
