/// Splits a template into text and tags, and accepts only the tags that sheets may use.
struct TemplateLexer {
    private var rest: Substring

    init(_ text: String) { rest = text[...] }

    /// - Parameter name: the section that has to be closed; `nil` at the outermost level.
    mutating func nodes(until name: String?, depth: Int) throws(SheetFault) -> [SheetTemplate.Node] {
        guard depth <= SheetTemplate.depthMax else {
            throw SheetFault("sections lie within each other more than \(SheetTemplate.depthMax) deep")
        }
        var nodes = [SheetTemplate.Node]()
        while let open = rest.firstRange(of: "{{") {
            nodes.append(.text(byteCount: rest[..<open.lowerBound].utf8.count))
            rest = rest[open.upperBound...]
            guard let close = rest.firstRange(of: "}}") else { throw SheetFault("a tag is not closed") }
            let tag = rest[..<close.lowerBound]
            rest = rest[close.upperBound...]
            guard !rest.hasPrefix("}"), tag.utf8.count <= 200 else { throw SheetFault("it has a tag that sheets do not use") }
            switch tag.first {
            case "#", "^":
                let section = try named(tag.dropFirst())
                nodes.append(.section(section, try self.nodes(until: section, depth: depth + 1)))
            case "/":
                guard let name, try named(tag.dropFirst()) == name else { throw SheetFault("a section is closed that is not open") }
                return nodes
            case ">":
                let partial = tag.dropFirst().drop { $0 == " " }
                nodes.append(.partial(try named(partial)))
            case "!": break
            default: nodes.append(.name(tag == "." ? "." : try named(tag)))
            }
        }
        guard name == nil else { throw SheetFault("a section is not closed") }
        nodes.append(.text(byteCount: rest.utf8.count))
        return nodes
    }

    private func named(_ text: Substring) throws(SheetFault) -> String {
        guard SheetTemplate.isName(String(text)) else {
            throw SheetFault("it has a tag that is not {{name}}, {{#name}}, {{^name}}, {{/name}}, {{>name}} or {{! comment}}")
        }
        return String(text)
    }
}
