extension SchemaReader {
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
