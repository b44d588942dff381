/// The workflows that a replica knows, by kind.
public struct Workflows: Sendable {
    public let workflows: [Workflow]

    /// Reads `workflows/*.json`; other files are passed over.
    ///
    /// - Parameters:
    ///   - files: content by path, the path relative to the folder of schemas.
    ///   - catalog: what kinds, fields and codes there are; a workflow that names another one has a fault.
    /// - Throws: ``RecordsErrorCode/brokenSchema``; the message has a line for every fault of every file.
    public init(files: [String: [UInt8]], catalog: SchemaCatalog) throws(RecordsError) {
        var reader = SchemaReader()
        workflows = reader.workflows(files, catalog)
        guard reader.faults.isEmpty else {
            throw RecordsError(
                .brokenSchema, "The files of workflows have faults:\n" + reader.faults.map { "  \($0)" }.joined(separator: "\n"),
                hint: "Correct these places of the files.")
        }
    }

    public subscript(kind: String) -> Workflow? { workflows.first { $0.kind == kind } }
}

extension SchemaReader {
    private static let workflowMembers: Set = [
        "workflow", "version", "status", "description", "field", "initial", "transitions",
    ]

    fileprivate mutating func workflows(_ files: [String: [UInt8]], _ catalog: SchemaCatalog) -> [Workflow] {
        var workflows = [Workflow]()
        for (path, content) in files.sorted(by: { $0.key < $1.key }) {
            guard let name = Self.name(in: path, folder: "workflows/", suffix: ".json") else { continue }
            self.path = path
            // An organisation may have left the kind out.
            if let kind = catalog[name], let workflow = workflow(of: kind, content, catalog) { workflows.append(workflow) }
        }
        return workflows
    }

    private mutating func workflow(of kind: RecordKind, _ content: [UInt8], _ catalog: SchemaCatalog) -> Workflow? {
        guard let root = document(content)?.root else { return nil }
        if root["workflow"]?.textValue != kind.name { fault("", "workflow is not the name of the file") }
        for member in (root.objectValue ?? [:]).keys.sorted() where !Self.workflowMembers.contains(member) {
            fault("", "there is a member that no workflow has")
        }
        let field = root["field"]?.textValue ?? ""
        guard let codes = kind[field].flatMap(catalog.vocabulary) else {
            fault("field", "it is not a field with codes")
            return nil
        }
        func checked(_ names: [String], _ place: String) -> [String] {
            if names.contains(where: { codes[$0] == nil }) { fault(place, "there is a code that the field does not have") }
            return names
        }
        func filled(_ names: [String], _ place: String) -> [String] {
            if names.contains(where: { kind[$0] == nil }) { fault(place, "there is a field that the kind does not have") }
            return names
        }
        let initial = checked([root["initial"]?.textValue ?? ""], "initial")[0]
        var transitions = [Workflow.Transition]()
        for (index, item) in (root["transitions"]?.arrayValue ?? []).enumerated() {
            let place = "transition \(index + 1)"
            guard let verb = item["verb"]?.textValue, SnakeCase.accepts(verb), let to = item["to"]?.textValue else {
                fault(place, "it has no verb or does not say where it leads to")
                continue
            }
            let from = checked(names(item["from"], place, "from"), place)
            if from.isEmpty { fault(place, "it comes from nowhere") }
            let sets = item["sets"]?.textValue
            if let sets, kind[sets]?.type != .date { fault(place, "sets is not a date of the kind") }
            transitions.append(
                Workflow.Transition(
                    verb: verb, from: from, to: checked([to], place)[0], needs: filled(names(item["needs"], place, "needs"), place),
                    sets: sets))
        }
        return Workflow(kind: kind.name, version: version(root["version"]), field: field, initial: initial, transitions: transitions)
    }
}
