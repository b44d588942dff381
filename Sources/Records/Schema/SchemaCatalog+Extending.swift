/// What an organisation adds to a catalog: fields of kinds that there are, vocabularies, and codes. `Schemas/forms.md`, *Releases*.
public struct CatalogExtension: Sendable {
    /// The catalog with everything that fits.
    public let catalog: SchemaCatalog
    /// What does not, with its place; it is left out, and the rest holds.
    public let faults: [String]
}

extension SchemaCatalog {
    /// What names of an organisation's own begin with where it chooses nothing else. The product never uses it.
    public static let extensionPrefix = "x_"

    /// This catalog and what `files` add to it: `records/KIND.extension.json`, `vocabularies/NAME.extension.json` and whole new
    /// `vocabularies/NAME.json`; other files are passed over.
    ///
    /// Names of fields and vocabularies, and codes added to a vocabulary of the product, begin with `x_` or with `prefix`, so that no
    /// later version of the product means something else by them. What does not fit is left out: an older version of the product may
    /// lack a kind that the organisation adds a field to.
    ///
    /// - Complexity: O(*n*) in bytes and in fields of the catalog.
    public func extended(by files: [String: [UInt8]], prefix: String? = nil) -> CatalogExtension {
        var reader = SchemaReader()
        let prefixes = [Self.extensionPrefix] + (prefix.map { [$0] } ?? [])
        var vocabularies = Dictionary(uniqueKeysWithValues: self.vocabularies.map { ($0.name, $0) })
        var kinds = Dictionary(uniqueKeysWithValues: self.kinds.map { ($0.name, $0) })
        var faults = [String]()
        for (path, content) in files.sorted(by: { $0.key < $1.key }) {
            // Vocabularies come after records in the alphabet, and fields need them.
            guard path.hasPrefix("vocabularies/") else { continue }
            if let vocabulary = reader.extended(path, content, vocabularies, prefixes) { vocabularies[vocabulary.name] = vocabulary }
        }
        for (path, content) in files.sorted(by: { $0.key < $1.key }) where path.hasPrefix("records/") {
            guard let kind = reader.extended(path, content, kinds, prefixes) else { continue }
            let known = Set(kinds[kind.name]?.fields.map(\.name) ?? [])
            let fitting = kind.fields.filter { field in
                guard !known.contains(field.name) else { return true }
                if let vocabulary = field.vocabulary, vocabularies[vocabulary] == nil {
                    faults.append("\(path), \(field.name): there is no vocabulary \(vocabulary)")
                    return false
                }
                if let target = field.refers.first(where: { kinds[$0] == nil }) {
                    faults.append("\(path), \(field.name): it refers to \(target), and there is no such kind of record")
                    return false
                }
                return true
            }
            kinds[kind.name] = kind.with(fitting)
        }
        return CatalogExtension(
            catalog: SchemaCatalog(kinds: Array(kinds.values), vocabularies: Array(vocabularies.values)), faults: reader.faults + faults)
    }

    /// What records that were written with this catalog would lose with a newer one: fields and codes that are gone, types and merge
    /// rules that are others. Retiring is allowed; dropping never is.
    public func losses(in newer: SchemaCatalog) -> [String] {
        var losses = [String]()
        for kind in kinds {
            guard let other = newer[kind.name] else {
                losses.append("the kind \(kind.name) is gone")
                continue
            }
            for field in kind.fields {
                guard let now = other[field.name] else {
                    losses.append("\(kind.name).\(field.name) is gone; a released field stays for ever")
                    continue
                }
                if now.type != field.type {
                    losses.append("\(kind.name).\(field.name) was \(field.type.rawValue) and cannot become \(now.type.rawValue)")
                }
                if now.merge != field.merge {
                    losses.append("\(kind.name).\(field.name) merges as \(field.merge.rawValue) and cannot merge as \(now.merge.rawValue)")
                }
                if now.vocabulary != field.vocabulary { losses.append("\(kind.name).\(field.name) has another vocabulary") }
                if !Set(field.refers).isSubset(of: now.refers) { losses.append("\(kind.name).\(field.name) refers to fewer kinds") }
                if now.textMax < field.textMax { losses.append("\(kind.name).\(field.name) takes shorter texts") }
            }
        }
        for vocabulary in vocabularies {
            guard let other = newer.vocabulary(vocabulary.name) else {
                losses.append("the vocabulary \(vocabulary.name) is gone")
                continue
            }
            for code in vocabulary.codes where other[code.code] == nil {
                losses.append("the code \(code.code) of \(vocabulary.name) is gone; retire it instead")
            }
        }
        return losses
    }
}
