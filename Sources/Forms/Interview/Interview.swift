public import Records

/// A form asked question by question, as on a terminal: a pure state machine that takes lines and gives replies.
///
/// The next question is always the first, in the order of the form, that was not answered yet and is shown; so an answer that makes an
/// earlier field appear leads back to it.
public struct Interview: Sendable {
    public enum Question: Hashable, Sendable {
        case field(String, FormPlace)
        /// Whether one more record is added to a group.
        case more(String)
    }

    /// What was made of a line.
    public enum Reply: Hashable, Sendable {
        /// It was taken; what is doubtful about it is said.
        case taken(warnings: [FormProblem])
        /// It was not taken; the same question is asked again.
        case refused([FormProblem])
        case help
        /// There is no question before this one.
        case atStart
        case wentBack
    }

    public private(set) var session: FormSession
    /// What was asked, in order.
    private var asked: [Question] = []
    /// Groups that nobody wants to add to.
    private var closed: Set<String> = []
    public let locale: String

    public static let back = "<"
    public static let help = "?"

    public init(_ session: FormSession, locale: String = "en") {
        self.session = session
        self.locale = locale
    }

    /// The question to ask; `nil` when everything was asked.
    public var question: Question? {
        for section in session.state.sections {
            for entry in section.entries {
                for case .field(let field) in entry.items where !field.field.type.isFile {
                    let question = Question.field(field.field.name, entry.place)
                    if !asked.contains(question) { return question }
                }
            }
            if section.mayGrow, !closed.contains(section.section.record) { return .more(section.section.record) }
        }
        return nil
    }

    /// The section in which a question stands.
    public func section(of question: Question) -> FormSection? {
        let state = session.state
        switch question {
        case .more(let key): return session.form.sections.first { $0.record == key }
        case .field(let name, let place):
            return state.sections.first { section in
                section.entries.contains { entry in entry.place == place && entry.items.contains { Self.isField($0, name) } }
            }?.section
        }
    }

    /// What a field shows now.
    public func field(_ name: String, at place: FormPlace) -> FieldState? {
        for entry in session.state.sections.flatMap(\.entries) where entry.place == place {
            for case .field(let field) in entry.items where field.field.name == name { return field }
        }
        return nil
    }

    private static func isField(_ item: ItemState, _ name: String) -> Bool {
        if case .field(let field) = item { field.field.name == name } else { false }
    }

    // MARK: Answers

    /// Takes one line. Nothing but white space leaves a field as it is; `-` empties it.
    public mutating func receive(_ line: String) -> Reply {
        let text = TextRules.trimmed(line)
        guard let question else { return text == Self.back ? goBack() : .taken(warnings: []) }
        if text == Self.help { return .help }
        if text == Self.back { return goBack() }
        switch question {
        case .more(let key): return more(key, text)
        case .field(let name, let place): return answer(text, name, place)
        }
    }

    /// Takes a value that somebody else made of a line: a reference that was looked up.
    public mutating func receive(value: JSONValue) -> Reply {
        guard case .field(let name, let place) = question else { return .taken(warnings: []) }
        return take(value, name, place)
    }

    /// Has the fields asked again that keep the form from being saved.
    ///
    /// - Returns: what is wrong with them; nothing when the form can be saved.
    public mutating func reopen() -> [FormProblem] {
        let errors = session.state.errors
        asked.removeAll { question in
            guard case .field(let name, let place) = question else { return false }
            return errors.contains { $0.field == name && $0.place == place }
        }
        return errors
    }

    private mutating func goBack() -> Reply {
        guard let last = asked.popLast() else { return .atStart }
        if case .more(let key) = last {
            // A record that was added for the answer is taken back with it, when nothing was entered yet.
            if closed.remove(key) == nil, let place = session.places(of: key).last, !session.isEntered(place) { session.removeEntry(place) }
        }
        return .wentBack
    }

    private mutating func more(_ key: String, _ text: String) -> Reply {
        let isWanted: Bool
        switch text.isEmpty ? .flag(false) : typedFlag(text) {
        case .some(.flag(let flag)): isWanted = flag
        default:
            let problem = Problem(field: key, code: .wrongType, message: "This is neither yes nor no.", accepted: "yes or no")
            return .refused([FormProblem(problem, at: FormPlace(key))])
        }
        if isWanted { session.addEntry(to: key) } else { closed.insert(key) }
        asked.append(.more(key))
        return .taken(warnings: [])
    }

    private func typedFlag(_ text: String) -> JSONValue? {
        SchemaCatalog.typedFlag(text).map(JSONValue.flag)
    }

    private mutating func answer(_ text: String, _ name: String, _ place: FormPlace) -> Reply {
        guard let field = field(name, at: place)?.field, let kind = session.form[record: place.key]?.kind else {
            return .taken(warnings: [])
        }
        if text.isEmpty { return keep(name, place) }
        if text == "-" { return take(.null, name, place) }
        do throws(ValidationFailure) {
            if let codes = chosen(text, field) { return take(codes, name, place) }
            return take(try session.catalog.json(fromText: text, field: name, kind: kind), name, place)
        } catch {
            return .refused(error.problems.map { FormProblem($0, at: place) })
        }
    }

    /// The codes that numbers and words of a list of codes stand for; `nil` where the field has no codes.
    private func chosen(_ text: String, _ field: Field) -> JSONValue? {
        guard field.type.element == .code, let codes = field.vocabulary.flatMap(session.catalog.vocabulary)?.current else { return nil }
        guard field.type.isSet else { return .text(Self.code(text, codes)) }
        let parts = text.split { $0 == "," || $0 == "،" || $0 == ";" || $0 == "؛" }.map { TextRules.trimmed(String($0)) }
        return .array(parts.filter { !$0.isEmpty }.map { .text(Self.code($0, codes)) })
    }

    /// By its number in the list, its name, or its words in any language; what is none of these stays as it is, to be refused.
    private static func code(_ text: String, _ codes: [Vocabulary.Code]) -> String {
        if codes.contains(where: { $0.code == text }) { return text }
        if let number = Int(Digits.ascii(text)), codes.indices.contains(number - 1) { return codes[number - 1].code }
        let folded = SearchText.fold(text)
        let labelled = codes.filter { $0.code == text.lowercased() || $0.labels.values.contains { SearchText.fold($0) == folded } }
        return labelled.count == 1 ? labelled[0].code : text
    }

    private mutating func keep(_ name: String, _ place: FormPlace) -> Reply {
        guard let state = field(name, at: place) else { return .taken(warnings: []) }
        // What a field begins with becomes an answer once it was seen.
        if let value = state.value { return take(value, name, place) }
        guard state.isRequired else { return take(.null, name, place) }
        let missing = Problem(
            field: name, code: .missing, message: "It has to be filled in.", accepted: session.catalog.accepted(state.field))
        return .refused([FormProblem(missing, at: place)])
    }

    private mutating func take(_ value: JSONValue, _ name: String, _ place: FormPlace) -> Reply {
        var tried = session
        do {
            try tried.answer(value, to: name, at: place)
        } catch {
            return .refused([])
        }
        let problems = tried.state.problems(of: name, at: place)
        guard problems.allSatisfy({ $0.severity == .warning }) else { return .refused(problems.filter { $0.severity == .error }) }
        // A doubt may come up at a field that was answered before; it is said now.
        let known = Set(session.state.warnings)
        session = tried
        asked.append(.field(name, place))
        return .taken(warnings: tried.state.warnings.filter { !known.contains($0) })
    }
}

extension FieldType {
    /// Whether it is attached rather than typed.
    var isFile: Bool { element == .file }
}
