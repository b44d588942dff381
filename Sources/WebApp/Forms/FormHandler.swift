import Clinic
import Forms
import Records

/// Opens, checks, keeps and saves forms.
struct FormHandler {
    let visit: Visit
    let clinic: Clinic

    /// What a form is opened for.
    struct Opened {
        let definition: FormDefinition
        /// Where its page sends it.
        let action: String
        /// The record that it changes, as it was shown.
        var form: Form?
    }

    func answer(form name: String) async throws -> Answer {
        guard let definition = clinic.library[name] else { return .notFound }
        let opened = Opened(definition: definition, action: "/forms/\(name)")
        guard visit.method == "POST" else { return try await show(opened) }
        return try await act(opened, visit.form)
    }

    func answer(record: RecordID) async throws -> Answer {
        let form: Form
        if let token = visit.form["form_token"] {
            form = try await clinic.form(token: token)
            guard form.record == record else { return .notFound }
        } else {
            form = try await clinic.form(record)
        }
        guard let definition = clinic.library[form.kind] else { return .notFound }
        let opened = Opened(definition: definition, action: "/records/\(record)/edit", form: form)
        guard visit.method == "POST" else { return try await show(opened) }
        return try await act(opened, visit.form)
    }

    /// Goes on with what was left.
    func answer(draft id: String) async throws -> Answer {
        guard let draft = try await clinic.drafts().first(where: { $0.id == id }) else { return .notFound }
        if visit.method == "POST" {
            try await clinic.dropDraft(id)
            await visit.desk.say(PageFrame.Notice(tone: .good, text: visit.words("draft_dropped")))
            return .redirect("/new")
        }
        var body = FormBody()
        for (name, values) in draft.answers.sorted(by: { $0.key < $1.key }) { for value in values { body.append(name, value) } }
        guard let definition = clinic.library[draft.form] else { return .notFound }
        var opened = Opened(definition: definition, action: "/forms/\(draft.form)")
        if let record = draft.record {
            let form = if let token = body["form_token"] { try await clinic.form(token: token) } else { try await clinic.form(record) }
            opened = Opened(definition: definition, action: "/records/\(record)/edit", form: form)
        }
        let session = try await PostedAnswers(clinic: clinic, body: body).fill(try await self.session(opened))
        return .page(try await page(opened, session, draft: id, space: space(body), isStrict: false))
    }

    // MARK: Opening

    private func show(_ opened: Opened) async throws -> Answer {
        var session = try await self.session(opened)
        if opened.form == nil, let record = visit.query["for"].flatMap({ RecordID($0) }) {
            session = try await Self.about(record, session, clinic)
        }
        let draft = String(Secret().text.prefix(16))
        let about = visit.query["for"].flatMap { RecordID($0) }
        var space: SpaceID?
        if let about { space = try await clinic.summary(of: about)?.space }
        return .page(try await page(opened, session, draft: draft, space: opened.form?.space ?? space, isStrict: false))
    }

    private func session(_ opened: Opened) async throws -> FormSession {
        let circumstances = FormSession.Circumstances(
            today: visit.today, person: try await clinic.ownName(), place: try await clinic.place())
        return FormSession(
            opened.definition, library: clinic.library, circumstances: circumstances,
            existing: opened.form.map { FormSession.Existing(record: $0.record, fields: $0.fields) })
    }

    /// Fills in what the first record of a form hangs on: the case of a task, the client of a case.
    static func about(_ record: RecordID, _ session: FormSession, _ clinic: Clinic) async throws -> FormSession {
        guard let summary = try await clinic.summary(of: record), let kind = clinic.catalog[session.form.records[0].kind] else {
            return session
        }
        var session = session
        let place = FormPlace(session.form.records[0].key)
        let fitting = kind.fields.filter { $0.type.element == .reference && $0.refers.contains(summary.kind) }
        let best = kind.subjectFields.lazy.compactMap { name in fitting.first { $0.name == name } }.first ?? fitting.first
        guard let field = best else { return session }
        let value: JSONValue = field.type.isSet ? .array([.text(record.description)]) : .text(record.description)
        try? session.answer(value, to: field.name, at: place)
        return session
    }

    private func space(_ body: FormBody) -> SpaceID? { body["space"].flatMap { SpaceID($0) } }

    // MARK: Acting

    private func act(_ opened: Opened, _ body: FormBody) async throws -> Answer {
        let draft = body["draft"].flatMap { Self.isDraftName($0) ? $0 : nil } ?? String(Secret().text.prefix(16))
        if let path = await visit.desk.path(ofSaved: draft) { return .redirect(path) }
        var session = try await PostedAnswers(clinic: clinic, body: body).fill(try await self.session(opened))
        let action = body["action"] ?? "save"
        let space = opened.form?.space ?? space(body)
        switch action {
        case "save": return try await save(session, opened, body, draft: draft, space: space)
        case "drop":
            try await clinic.dropDraft(draft)
            return .redirect(opened.form.map { "/records/\($0.record)" } ?? "/new")
        case "refresh", "keep":
            try await keep(body, opened, draft)
        default:
            let parts = action.split(separator: ".").map(String.init)
            if parts.count == 2, parts[0] == "add" { session.addEntry(to: parts[1]) }
            if parts.count == 3, parts[0] == "remove", let index = Int(parts[2]) { session.removeEntry(FormPlace(parts[1], index)) }
        }
        var page = try await page(opened, session, draft: draft, space: space, isStrict: false)
        page.isDraftKept = action == "keep"
        return .page(page)
    }

    private static func isDraftName(_ text: String) -> Bool {
        text.utf8.count == 16 && text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
    }

    private func keep(_ body: FormBody, _ opened: Opened, _ draft: String) async throws {
        var answers = [String: [String]]()
        for (name, value) in body.pairs where !["page_token", "action", "draft"].contains(name) { answers[name, default: []].append(value) }
        try await clinic.keepDraft(
            FormDraftNote(id: draft, form: opened.definition.name, record: opened.form?.record, time: visit.now, answers: answers))
    }

    private func save(_ session: FormSession, _ opened: Opened, _ body: FormBody, draft: String, space: SpaceID?) async throws -> Answer {
        var trouble = [String]()
        if session.state.errors.isEmpty {
            do {
                let target: SpaceID
                if let space { target = space } else { target = try await clinic.space(nil) }
                let saved = try await clinic.saveTogether(
                    session.drafts.map { draft in
                        let target = draft.record == nil ? nil : opened.form.map(Draft.Target.form)
                        return Draft(target ?? .new(kind: draft.kind), draft.fields, name: draft.name)
                    }, in: target)
                return try await finish(saved, session, opened, draft: draft)
            } catch let failure as ValidationFailure {
                trouble = failure.problems.map { problem in
                    let words = visit.words.text(named: "problem_\(problem.code.rawValue)")
                    return problem.rule == nil ? words ?? problem.message : problem.message
                }
            }
        }
        // Nothing that was typed is lost with the page.
        try await keep(body, opened, draft)
        var page = try await page(opened, session, draft: draft, space: space, isStrict: true)
        page.isRefused = true
        page.trouble = trouble
        return .page(page, status: 422)
    }

    private func finish(_ saved: [Saved], _ session: FormSession, _ opened: Opened, draft: String) async throws -> Answer {
        try await clinic.dropDraft(draft)
        let main = saved.first { $0.kind == "case" } ?? saved[0]
        let path = "/records/\(main.record)"
        await visit.desk.saved(draft: draft, as: path)
        let count = saved.count { $0.operationCount > 0 }
        let text = count == 0 ? visit.words("saved_nothing") : visit.words("saved", count: count)
        await visit.desk.say(PageFrame.Notice(tone: .good, text: text + (main.number.map { " " + $0 } ?? "")))
        let values = visit.values(clinic)
        for one in saved {
            for field in one.conflictedFields {
                let text = visit.words("saved_conflict", ["field": values.label(field, of: one.kind)])
                await visit.desk.say(PageFrame.Notice(tone: .warning, text: text, link: "/records/\(one.record)/conflicts/\(field)"))
            }
        }
        for problem in session.state.warnings {
            let fields = FormFields(catalog: clinic.catalog, words: visit.words, values: values, isStrict: true)
            await visit.desk.say(PageFrame.Notice(tone: .warning, text: fields.text(problem)))
        }
        return .redirect(path)
    }
}
