import Records

/// Conditions that wait for each other.
///
/// A field is shown when its condition holds, and a condition can only hold once the fields that it reads could be filled in.
enum ConditionCycle {
    /// - Returns: the first circle that is found, as `record.field`, its beginning said again at its end.
    /// - Complexity: O(*n*) in items and names of conditions.
    static func first(in form: FormDefinition, _ catalog: SchemaCatalog) -> [String]? {
        var needs = [String: [String]]()
        var order = [String]()
        for section in form.sections {
            let key = section.record
            let owner = form[record: key]?.repeats == true ? form[record: key]?.links.first?.key ?? key : key
            let whole = section.condition.map { targets($0, of: owner, form, catalog) } ?? []
            for item in section.items {
                switch item {
                case .field(let field):
                    let node = "\(key).\(field.field)"
                    order.append(node)
                    needs[node] = whole + (field.condition.map { targets($0, of: key, form, catalog) } ?? [])
                case .computed(let computed):
                    let node = "\(key).\(computed.name)"
                    order.append(node)
                    needs[node] = targets(computed.value, of: key, form, catalog)
                }
            }
        }
        var done = Set<String>()
        for start in order {
            if let cycle = walk(start, needs, &done) { return cycle }
        }
        return nil
    }

    private static func targets(_ expression: Expression, of key: String, _ form: FormDefinition, _ catalog: SchemaCatalog) -> [String] {
        let record = form[record: key]
        return expression.paths.map { path in
            guard let owner = path.owner else { return "\(key).\(path.name)" }
            // Through a link it is the record of the form.
            let linked = record?.links.first { $0.field == owner }?.key
            return "\(linked ?? owner).\(path.name)"
        }
    }

    /// Depth first, without recursion: forms may have hundreds of conditions in a row.
    private static func walk(_ start: String, _ needs: [String: [String]], _ done: inout Set<String>) -> [String]? {
        var path = [(node: String, next: Int)]()
        guard !done.contains(start) else { return nil }
        path.append((start, 0))
        while let (node, next) = path.last {
            let targets = needs[node] ?? []
            guard next < targets.count else {
                done.insert(node)
                path.removeLast()
                continue
            }
            path[path.count - 1].next += 1
            let target = targets[next]
            if let place = path.firstIndex(where: { $0.node == target }) { return path[place...].map(\.node) + [target] }
            if !done.contains(target) { path.append((target, 0)) }
        }
        return nil
    }
}
