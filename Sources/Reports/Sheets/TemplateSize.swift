/// How much a template can make of a model at most, so that one that repeats lists within lists is refused before it fills the memory.
struct TemplateSize {
    let templates: [String: SheetTemplate]
    private let counts: [String: Int]
    private let longest: Int

    init(templates: [String: SheetTemplate], context: [String: Any]) {
        self.templates = templates
        var counts = [String: Int]()
        var longest = 0
        Self.measure(context, under: "", &counts, &longest)
        self.counts = counts
        self.longest = longest
    }

    /// - Precondition: partials do not lead back to themselves.
    func byteCountMax(of template: String) -> Int { templates[template].map { size(of: $0.nodes) } ?? 0 }

    private func size(of nodes: [SheetTemplate.Node]) -> Int {
        nodes.reduce(0) { sum, node in
            let size =
                switch node {
                case .text(let byteCount): byteCount
                // Strings are counted by what most of them have; the few long ones do not multiply.
                case .name: 64
                case .partial(let name): byteCountMax(of: name)
                case .section(let name, let inner):
                    Self.times(counts[name.split(separator: ".").last.map(String.init) ?? ""] ?? 1, size(of: inner))
                }
            return sum.addingReportingOverflow(size).overflow ? .max : sum + size
        }
    }

    private static func times(_ count: Int, _ size: Int) -> Int {
        let product = max(1, count).multipliedReportingOverflow(by: size)
        return product.overflow ? .max : product.partialValue
    }

    private static func measure(_ value: Any, under name: String, _ counts: inout [String: Int], _ longest: inout Int) {
        if let members = value as? [String: Any] {
            for (name, member) in members { measure(member, under: name, &counts, &longest) }
        } else if let items = value as? [Any] {
            counts[name] = max(counts[name] ?? 0, items.count)
            for item in items { measure(item, under: name, &counts, &longest) }
        } else if let text = value as? String {
            longest = max(longest, text.utf8.count)
        }
    }

    /// Whether partials are missing or lead back to themselves, or sections lie too deep within each other, over all partials.
    static func fault(
        in nodes: [SheetTemplate.Node], depth: Int, path: inout [String], _ templates: [String: SheetTemplate]
    ) -> String? {
        guard depth <= SheetTemplate.depthMax else { return "sections lie within each other more than \(SheetTemplate.depthMax) deep" }
        for node in nodes {
            switch node {
            case .text, .name: continue
            case .section(_, let inner):
                if let fault = fault(in: inner, depth: depth + 1, path: &path, templates) { return fault }
            case .partial(let name):
                guard let template = templates[name] else { return "it names a template that is missing" }
                guard !path.contains(name) else { return "it leads back to itself" }
                path.append(name)
                defer { path.removeLast() }
                if let fault = fault(in: template.nodes, depth: depth, path: &path, templates) { return fault }
            }
        }
        return nil
    }
}
