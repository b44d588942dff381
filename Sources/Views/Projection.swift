import Records
import ReplicatedLog

/// What tables beside the record's own row say about it: a function of its state and of the catalog, so that it can be
/// recomputed from the row when it has to be taken out of an index again.
struct Projection: Equatable {
    struct Link: Hashable {
        let field: String
        let target: RecordID
    }

    var title = ""
    /// Folded, to sort and to compare with what is looked for.
    var titleKey = ""
    var number: String?
    var numberKey: String?
    var status: String?
    /// The earliest of the dates that stand: two people who moved a deadline do not hide the nearer one.
    var due: String?
    /// Whether the deadline is over, by the rules of the kind. All that stands says so: a doubt does not hide a deadline.
    var isDone = false
    /// Whether it is over once its day has passed.
    var lapses = false
    var links: Set<Link> = []
    /// Fields to be settled, with the number of different values.
    var conflicts: [String: Int] = [:]
    /// For a record that says who a person is.
    var person: PersonID?
    /// The space that it was moved to, if that is another than the one that it is held in.
    var movedTo: SpaceID?

    /// The register that says where a record lives: in every space that ever held it, the id of a space.
    static let movedField = "moved_to"

    static let hidden = Projection()
}

extension Projection {
    init(of state: RecordState, in space: SpaceID, catalog: SchemaCatalog) {
        if case .text(let text) = state.registers[Self.movedField]?.first?.value, let target = SpaceID(text), target != space {
            movedTo = target
        }
        guard let creation = state.creation else { return }
        let kind = catalog[creation.kind]
        // Only what is asked for below.
        var shown = [String: Value]()
        for name in (kind?.titleFields ?? []) + ["status", "person"] { shown[name] = state.registers[name]?.first?.value }
        title = RecordTitle.text(shown, kind: kind, catalog: catalog, locale: "en")
        titleKey = SearchText.fold(title)
        links = Self.links(of: state)
        conflicts = Self.conflicts(of: state, kind: kind)
        guard let kind else { return }
        if let field = kind.numberField, case .text(let text) = shown[field.name] {
            number = text
            numberKey = Self.numberKey(text)
        }
        if kind["status"]?.type == .code, case .code(let code) = shown["status"] { status = code }
        if let field = kind.deadline { due = Self.earliest(state.registers[field.name] ?? []) }
        isDone = kind.done.contains { Self.holds($0, in: state) }
        lapses = !isDone && kind.done.contains(.passed)
        if kind.name == "person", case .text(let text) = shown["person"] { person = PersonID(text) }
    }

    /// A number as it is compared: without case, dashes and spaces.
    static func numberKey(_ text: String) -> String? {
        let key = SearchText.fold(text).filter { $0 != " " }
        return key.isEmpty ? nil : key
    }

    private static func holds(_ rule: DoneRule, in state: RecordState) -> Bool {
        guard let field = rule.field, let standings = state.registers[field], !standings.isEmpty else { return false }
        return standings.allSatisfy { standing in
            switch (rule, standing.value) {
            case (.yes, .flag(let flag)): flag
            case (.codes(_, let codes), .code(let code)): codes.contains(code)
            case (.filled, .nothing): false
            case (.filled, _): true
            default: false
            }
        }
    }

    private static func earliest(_ standings: [Standing]) -> String? {
        standings.compactMap { standing -> String? in
            guard case .date(let date) = standing.value else { return nil }
            let text = date.description
            return date.estimated ? String(text.dropLast()) : text
        }
        .min()
    }

    private static func links(of state: RecordState) -> Set<Link> {
        var links = Set<Link>()
        func add(_ value: Value, _ field: String) {
            if case .reference(let target) = value { links.insert(Link(field: field, target: target)) }
        }
        for (field, standings) in state.registers {
            for standing in standings { add(standing.value, field) }
        }
        for (field, elements) in state.sets {
            for element in elements { add(element, field) }
        }
        return links
    }

    /// A field that the catalog does not know is settled by people, like any other fact.
    private static func conflicts(of state: RecordState, kind: RecordKind?) -> [String: Int] {
        state.registers.reduce(into: [:]) { result, register in
            guard register.value.count > 1, kind?[register.key]?.merge ?? .review == .review else { return }
            let distinct = Set(register.value.map(\.value.canonicalBytes)).count
            if distinct > 1 { result[register.key] = distinct }
        }
    }
}
