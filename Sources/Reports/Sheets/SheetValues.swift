import Records

/// Values of records as they stand on paper.
struct SheetValues: Sendable {
    let catalog: SchemaCatalog
    let language: String
    let titles: [String: String]
    let dates: SheetDates

    /// - Returns: `nil` where there is nothing to be read.
    func text(_ json: JSONValue?, _ field: Field) -> String? {
        guard let json, !json.isNull, field.type != .notes else { return nil }
        let items = field.type.isSet ? json.arrayValue ?? [] : [json]
        let texts = items.compactMap { item -> String? in
            guard let value = try? Value(json: item, field: field) else { return nil }
            switch value {
            case .date(let date): return dates.text(date)
            // A record that is not on this device has nothing to be called by.
            case .reference(let record): return titles[record.description]
            default: return catalog.display(value, field: field, locale: language)
            }
        }
        .filter { !$0.isEmpty }
        return texts.isEmpty ? nil : texts.joined(separator: separator)
    }

    private var separator: String { ["ar", "fa", "prs", "ps", "ur"].contains(language) ? "، " : ", " }

    /// A box for each code of a short list, for yes and for no.
    func ticks(_ json: JSONValue?, _ field: Field) -> [SheetModel.Tick] {
        if field.type == .flag {
            return [true, false].map { flag in
                SheetModel.Tick(label: catalog.display(.flag(flag), field: field, locale: language), isTicked: json?.flagValue == flag)
            }
        }
        guard field.type.element == .code, let vocabulary = field.vocabulary.flatMap(catalog.vocabulary) else { return [] }
        let written = Set(field.type.isSet ? (json?.arrayValue ?? []).compactMap(\.textValue) : [json?.textValue].compactMap { $0 })
        let codes = vocabulary.codes.filter { !$0.retired || written.contains($0.code) }
        // A code that is in no list would be lost among boxes.
        guard codes.count <= SheetModel.ticksMax, written.isSubset(of: codes.map(\.code)) else { return [] }
        return codes.map { SheetModel.Tick(label: $0.label(language), isTicked: written.contains($0.code)) }
    }

    /// The SHA-256 of a file in groups that can be compared by eye.
    func fingerprint(_ json: JSONValue?, _ field: Field) -> String? {
        guard field.type == .file, let digest = json?["sha256"]?.textValue, digest.utf8.count == 64 else { return nil }
        let digits = Array(digest)
        return stride(from: 0, to: digits.count, by: 8).map { String(digits[$0..<$0 + 8]) }.joined(separator: " ")
    }
}
