import Records

/// Reads the checks of a kind, and those of a form.
struct CheckReader {
    static let checksMax = 128
    static let conditionPrefix = "when"

    /// `checks/KIND.checks.json`.
    static func checks(named kind: String, _ content: [UInt8], _ catalog: SchemaCatalog, _ faults: inout FaultCollector) -> [Check] {
        guard let root = faults.document(content) else { return [] }
        faults.only(["kind", "version", "status", "checks"], in: root, "")
        if root["kind"]?.textValue != kind { faults.fault("", "kind is not the name of the file") }
        _ = faults.version(root["version"])
        guard let known = catalog[kind] else {
            faults.fault("", "there is no kind of record of that name")
            return []
        }
        let names = FormNames(catalog: catalog, kind: known)
        return checks(root["checks"], names: { _ in names }, record: { _ in kind }, &faults)
    }

    /// - Parameters:
    ///   - names: what a check of a record may name; `nil` for a record that there is not.
    ///   - record: the record that a check is about.
    static func checks(
        _ value: JSONValue?, names: (String) -> FormNames?, record: (JSONValue) -> String?, _ faults: inout FaultCollector
    ) -> [Check] {
        var checks = [Check]()
        for (index, item) in faults.elements(value, "", "checks", 0...checksMax).enumerated() {
            let place = "check \(item["name"]?.textValue.flatMap { SnakeCase.accepts($0) ? $0 : nil } ?? String(index + 1))"
            faults.only(["name", "severity", "record", "field", "when", "messages"], in: item, place)
            let name = faults.name(item["name"], place, "name")
            let severity = item["severity"]?.textValue.flatMap(Check.Severity.init)
            if severity == nil { faults.fault(place, "severity is neither error nor warning") }
            let messages = faults.labels(item["messages"], place, "messages")
            guard let key = record(item), let scope = names(key) else {
                faults.fault(place, "record is no record of the form")
                continue
            }
            let field = faults.name(item["field"], place, "field")
            if let field, scope.kind[field] == nil { faults.fault(place, "a \(scope.kind.name) has no field \(field)") }
            let parsed = faults.expression(item["when"], place, "when")
            if item["when"] == nil { faults.fault(place, "when is missing: the condition that holds when something is wrong") }
            guard let condition = faults.typed(parsed, scope, place, "when"), let name, let severity, let field else { continue }
            if checks.contains(where: { $0.name == name && $0.record == key }) {
                faults.fault(place, "there is a second check of that name")
            }
            checks.append(Check(name: name, severity: severity, record: key, field: field, condition: condition, messages: messages))
        }
        return checks
    }
}
