import Mustache
public import Records

/// All sheets of paper: what stands on them, their words and their templates.
public struct SheetLibrary: Sendable {
    public static let filesMax = 64
    public static let fileBytesMax = 256 * 1024
    /// The largest page, before it is made, by an estimate from the template and the longest lists.
    public static let pageBytesMax = 8 << 20

    /// In the order of the file.
    public let definitions: [SheetDefinition]
    let strings: SheetStrings
    let templates: [String: SheetTemplate]
    /// What surrounds every sheet. It holds the policy that keeps scripts and loads out, and cannot be replaced.
    private let frame: MustacheTemplate
    private let mustache: MustacheLibrary

    private static let folder = "sheets/"
    private static let frameName = "page"

    /// - Parameters:
    ///   - files: content by path below the folder of schemas; only `sheets/` is read.
    ///   - replacements: content by name of file, `intake.mustache`; each takes the place of the one of `files`. A `strings.json` needs to
    ///     hold only the strings that differ.
    /// - Throws: ``SheetErrorCode/brokenSheets`` with a line for every fault of every file.
    public init(files: [String: [UInt8]], replacements: [String: [UInt8]] = [:]) throws(SheetError) {
        var own = [String: [UInt8]]()
        for (path, content) in files where path.hasPrefix(Self.folder) { own[String(path.dropFirst(Self.folder.count))] = content }
        var reader = SheetReader()
        if replacements.count > Self.filesMax { reader.fault("the folder of sheets", "it has more than \(Self.filesMax) files") }
        var words = reader.strings(own["strings.json"] ?? [])
        for (name, content) in replacements.sorted(by: { $0.key < $1.key }) {
            if content.count > Self.fileBytesMax {
                reader.fault(Self.shown(name), "it has more than \(Self.fileBytesMax >> 10) KiB")
            } else if name == Self.frameName + ".mustache" {
                reader.fault(Self.shown(name), "the frame of the page cannot be replaced")
            } else if name == "strings.json" {
                words.merge(reader.strings(content)) { $0.merging($1) { $1 } }
            } else {
                own[name] = content
            }
        }
        definitions = reader.definitions(own["sheets.json"] ?? [])
        strings = SheetStrings(words: words)
        var templates = [String: SheetTemplate]()
        for (file, content) in own.sorted(by: { $0.key < $1.key }) where file.hasSuffix(".mustache") {
            let name = String(file.dropLast(".mustache".count))
            guard name != Self.frameName else { continue }
            guard SheetTemplate.isName(name), !name.contains(".") else {
                reader.fault(Self.shown(file), "the name is not of small letters, digits and underscores")
                continue
            }
            do throws(SheetFault) { templates[name] = try SheetTemplate(content) } catch { reader.fault(file, error.what) }
        }
        for fault in Self.links(definitions, templates) { reader.fault(fault.file, fault.what) }
        guard reader.faults.isEmpty else {
            throw SheetError(
                .brokenSheets, "The sheets have faults:\n" + reader.faults.map { "  \($0)" }.joined(separator: "\n"),
                hint: "Correct these files, or take them out of the folder.")
        }
        guard let page = own[Self.frameName + ".mustache"].flatMap({ String(validating: $0, as: UTF8.self) }),
            let frame = try? MustacheTemplate(string: page)
        else { throw SheetError(.brokenSheets, "The frame of the page is missing.") }
        self.templates = templates
        self.frame = frame
        mustache = MustacheLibrary(templates: templates.mapValues(\.mustache))
    }

    public var languages: [String] { strings.languages }

    public func definition(_ name: String) throws(SheetError) -> SheetDefinition {
        guard let definition = definitions.first(where: { $0.name == name }) else {
            throw SheetError(
                .unknownSheet, "There is no such sheet.", hint: "There are " + definitions.map(\.name).joined(separator: ", ") + ".")
        }
        return definition
    }

    /// The title of a sheet in a language.
    public func title(_ name: String, _ language: String) -> String { strings.text(SheetDefinition.titlePrefix + name, language) }

    /// One HTML file that holds everything it needs.
    ///
    /// - Throws: ``SheetErrorCode/tooLarge``.
    public func page(_ model: SheetModel, paper: SheetPaper) throws(SheetError) -> String {
        let context = model.context(strings.all(model.language))
        let size = TemplateSize(templates: templates, context: context)
        guard size.byteCountMax(of: model.sheet) <= Self.pageBytesMax, let body = mustache.render(context, withTemplate: model.sheet) else {
            throw SheetError(
                .tooLarge, "The sheet would be longer than \(Self.pageBytesMax >> 20) MiB.",
                hint: "Its template repeats lists within lists: use the one that comes with Satchel.")
        }
        return frame.render(
            [
                "language": model.language, "direction": model.direction, "title": model.title, "paper": paper.rawValue,
                "foot": model.number.flatMap { try? CaseNumber(parsing: $0).description } ?? "", "body": body,
            ] as [String: Any])
    }

    /// What a sheet or template names that is not there, and partials that lead back to themselves.
    private static func links(
        _ definitions: [SheetDefinition], _ templates: [String: SheetTemplate]
    ) -> [(file: String, what: String)] {
        var faults = [(file: String, what: String)]()
        for definition in definitions where templates[definition.name] == nil {
            faults.append((definition.name + ".mustache", "it is missing"))
        }
        for (name, template) in templates.sorted(by: { $0.key < $1.key }) {
            var path = [name]
            if let fault = TemplateSize.fault(in: template.nodes, depth: 0, path: &path, templates) {
                faults.append((name + ".mustache", fault))
            }
        }
        return faults
    }

    private static func shown(_ name: String) -> String { String(name.filter { $0.isASCII && $0 != "\u{1B}" && $0 >= " " }.prefix(64)) }
}

/// What the page is printed on.
public enum SheetPaper: String, Hashable, Sendable, CaseIterable { case a4 = "A4", letter = "letter" }
