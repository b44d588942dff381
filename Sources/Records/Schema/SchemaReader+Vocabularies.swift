extension SchemaReader {
    /// Every code that was ever released, by vocabulary: records hold them.
    static let releasedPath = "released.json"

    /// Codes are retired, never removed.
    mutating func checkReleased(_ content: [UInt8]) {
        path = Self.releasedPath
        guard let lists = document(content)?.root["codes"]?.objectValue else { return fault("", "codes is not an object of lists") }
        for (name, list) in lists.sorted(by: { $0.key < $1.key }) {
            path = Self.releasedPath
            let released = names(list, name, "codes")
            // A folder may do without a whole vocabulary: its kinds then have no field of it, which is checked elsewhere.
            guard let vocabulary = vocabularies.first(where: { $0.name == name }) else { continue }
            path = "vocabularies/\(name).json"
            for code in released where vocabulary[code] == nil {
                fault(code, "the code was released and is missing; codes are retired (\"retired\": true), never removed")
            }
        }
    }

    mutating func vocabulary(named name: String, _ content: [UInt8]) -> Vocabulary? {
        guard let root = document(content)?.root else { return nil }
        if root["vocabulary"]?.textValue != name { fault("", "vocabulary is not the name of the file") }
        let version = version(root["version"])
        let labels = labels(root["labels"], "")
        guard let items = root["codes"]?.arrayValue, !items.isEmpty, items.count <= Self.codesMax else {
            fault("", "codes is not an array of 1 to \(Self.codesMax) codes")
            return nil
        }
        var codes = [Vocabulary.Code]()
        var seen = Set<String>()
        for (index, item) in items.enumerated() {
            let place = "code \(index + 1)"
            guard let code = item["code"]?.textValue, SnakeCase.acceptsCode(code) else {
                fault(place, "code is not of small letters, digits and underscores, 1 to 64")
                continue
            }
            guard seen.insert(code).inserted else {
                fault(place, "\(code) is there twice")
                continue
            }
            codes.append(
                Vocabulary.Code(
                    code: code, labels: self.labels(item["labels"], code), retired: flag(item["retired"], code, "retired", or: false),
                    maps: texts(item["maps"], code, "maps")))
        }
        return Vocabulary(name: name, version: version, labels: labels, codes: codes)
    }
}
