public import Records

/// All forms, and all checks of kinds, that go with a catalog.
public struct FormLibrary: Sendable {
    /// By name.
    public let forms: [FormDefinition]
    /// What is wrong with files, each with its place; these files are left out.
    public let faults: [String]
    public let catalog: SchemaCatalog
    private let checksByKind: [String: [Check]]

    static let formsFolder = "forms/"
    static let formSuffix = ".form.json"
    static let checksFolder = "checks/"
    static let checkSuffix = ".checks.json"
    public static let formsMax = 256

    /// Reads `forms/*.form.json` and `checks/*.checks.json`; other files are passed over.
    ///
    /// - Parameters:
    ///   - files: content by path, the path relative to the folder of schemas.
    ///   - more: files that are read besides: a form of the same name takes the other's place, checks of the same kind are added.
    /// - Complexity: O(*n*) in bytes.
    public init(files: [String: [UInt8]], more: [String: [UInt8]] = [:], catalog: SchemaCatalog) {
        var forms = [String: FormDefinition]()
        var checks = [String: [Check]]()
        var faults = [String]()
        for (path, content) in files.sorted(by: { $0.key < $1.key }) + more.sorted(by: { $0.key < $1.key }) {
            if let name = Self.name(in: path, Self.formsFolder, Self.formSuffix) {
                var reader = FormReader(name: name, path: path, catalog: catalog)
                let form = reader.form(content)
                faults += reader.faults.faults
                if let form, forms.count < Self.formsMax { forms[name] = form }
            } else if let kind = Self.name(in: path, Self.checksFolder, Self.checkSuffix) {
                var collector = FaultCollector(path: path)
                let found = CheckReader.checks(named: kind, content, catalog, &collector)
                faults += collector.faults
                if collector.faults.isEmpty { checks[kind, default: []] += found }
            }
        }
        self.forms = forms.values.sorted { $0.name < $1.name }
        self.faults = faults
        self.catalog = catalog
        checksByKind = checks
    }

    public subscript(form: String) -> FormDefinition? { forms.first { $0.name == form } }

    /// - Throws: ``FormsErrorCode/unknownForm``, with the name that may have been meant.
    public func form(_ name: String) throws(FormsError) -> FormDefinition {
        if let form = self[name] { return form }
        let nearest = Nearest.name(to: name, among: forms.map(\.name)).map { "Did you mean \($0)?" }
        throw FormsError(.unknownForm, "There is no form of that name.", hint: nearest ?? "`satchel form list` shows the forms.")
    }

    public func checks(of kind: String) -> [Check] { checksByKind[kind] ?? [] }

    /// One form, held to everything that a form of this catalog is held to.
    ///
    /// - Throws: ``FormsErrorCode/brokenForm``; the message has a line for every fault.
    public static func form(named name: String, _ content: [UInt8], catalog: SchemaCatalog) throws(FormsError) -> FormDefinition {
        var reader = FormReader(name: name, path: name + formSuffix, catalog: catalog)
        if let form = reader.form(content) { return form }
        throw FormsError(
            .brokenForm, "The form has faults:\n" + reader.faults.faults.map { "  \($0)" }.joined(separator: "\n"),
            hint: "Correct these places of the file.")
    }

    /// The name in the path of a form, `forms/first_contact.form.json`.
    static func name(in path: String, _ folder: String, _ suffix: String) -> String? {
        guard path.hasPrefix(folder), path.hasSuffix(suffix), path.utf8.count > folder.utf8.count + suffix.utf8.count else { return nil }
        return String(path.dropFirst(folder.count).dropLast(suffix.count))
    }
}

extension FormLibrary {
    /// What the checks of a kind find in a record.
    ///
    /// - Parameters:
    ///   - values: what a field of the record holds.
    ///   - behind: what a field holds of the record that a reference leads to; empty when it leads nowhere.
    ///   - touched: the fields that are being written; of a record that is changed only the checks that read one of them count, so
    ///     that an old record with a fault can still be corrected elsewhere. `nil` for a new record.
    /// - Complexity: O(*n*) in the checks of the kind.
    public func findings(
        kind: String, today: CalendarDate, touched: Set<String>? = nil, values: @escaping (String) -> [Value],
        behind: @escaping (_ reference: String, _ field: String) -> [Value]
    ) -> [CheckFinding] {
        guard let known = catalog[kind] else { return [] }
        let surroundings = Surroundings(today: today) { path in
            guard let owner = path.owner else { return Term(values(path.name), isSet: known[path.name]?.type.isSet ?? false) }
            let isSet = known[owner]?.refers.first.flatMap { catalog[$0]?[path.name] }?.type.isSet ?? false
            return Term(behind(owner, path.name), isSet: isSet)
        }
        return checks(of: kind).filter { check in
            let isTouched = touched.map { touched in
                touched.contains(check.field) || check.condition.paths.contains { touched.contains($0.owner ?? $0.name) }
            }
            return isTouched ?? true && check.condition.holds(surroundings)
        }
        .map { check in
            func day(_ expression: Expression?) -> CalendarDate? {
                switch expression {
                case .today: return today
                case .date(let date): return date
                case .path(let path):
                    guard case .date(let date)? = (path.owner.map { behind($0, path.name) } ?? values(path.name)).first else { return nil }
                    return date
                default: return nil
                }
            }
            return CheckFinding(check: check, own: day(.path(ExpressionPath(name: check.field))), other: day(check.comparedDays?.other))
        }
    }

    /// The kinds whose checks read one of these fields behind a reference to a record of this kind, each with the reference.
    ///
    /// - Complexity: O(*n*) in the checks of all kinds.
    public func watchers(of kind: String, fields: Set<String>) -> [(kind: String, reference: String)] {
        catalog.kinds.flatMap { other in
            other.fields.filter { $0.refers.contains(kind) }.filter { reference in
                checks(of: other.name).contains { !fields.isDisjoint(with: $0.fields(behind: reference.name)) }
            }.map { (other.name, $0.name) }
        }
    }
}
