/// Whether one value may be written into a field, and in which spelling.
extension SchemaCatalog {
    /// - Parameter known: what the field holds already; such values are let through although their code was retired
    ///   or this version does not know their type, so that a form can be saved as it was shown.
    func accept(_ json: JSONValue, in field: Field, known: [Value]) throws(ValueFault) -> Value {
        let value = try Value(json: json, type: field.type)
        if known.contains(value) { return value }
        let accepted = try accept(value, in: field)
        return accepted
    }

    private func accept(_ value: Value, in field: Field) throws(ValueFault) -> Value {
        switch value {
        case .text(let text):
            let normalized = try TextRules.normalized(text, max: field.textMax, multiline: field.multiline)
            guard !field.isTimeZone || TimeZoneName(normalized) != nil else {
                throw ValueFault(.notATimeZone, "There is no time zone of that name.", suggestion: TimeZoneName.nearest(normalized))
            }
            return .text(normalized)
        case .code(let code):
            try check(code: code, of: field)
            return value
        case .integer(let number):
            guard (field.minimum ?? .min) <= number, number <= (field.maximum ?? .max) else {
                throw ValueFault(.outOfRange, "The number is too small or too large.")
            }
            return value
        case .decimal(let number): try check(number)
        case .money(let money): try check(money.amount)
        case .place(let place): return .place(try accept(place, textMax: field.textMax))
        case .file(let file): return .file(try accept(file, nameMax: field.textMax))
        case .unrecognized: throw ValueFault(.wrongType, "A value of an unknown type can be kept but not written.")
        case .nothing, .flag, .date, .time, .reference: break
        }
        return value
    }

    private func check(code: String, of field: Field) throws(ValueFault) {
        guard let vocabulary = vocabulary(of: field) else {
            throw ValueFault(.unknownCode, "The vocabulary of the field is missing.")
        }
        guard let known = vocabulary[code] else {
            throw ValueFault(
                .unknownCode, "There is no such code in the vocabulary \(vocabulary.name).", suggestion: vocabulary.nearest(code))
        }
        guard !known.retired else {
            throw ValueFault(.retiredCode, "The code was retired: it is still read where it stands, but no longer written.")
        }
    }

    private func check(_ number: DecimalNumber) throws(ValueFault) {
        let whole = String(number.mantissa.magnitude).utf8.count - Int(number.scale)
        guard whole <= 15, number.scale <= 6 else { throw ValueFault(.outOfRange, "The number has too many digits.") }
    }

    private func accept(_ place: Place, textMax: Int) throws(ValueFault) -> Place {
        let result = Place(
            code: try accept(place.code, max: 64), parent: try accept(place.parent, max: 64), dataset: try accept(place.dataset, max: 200),
            text: try accept(place.text, max: textMax))
        guard let result else { throw ValueFault(.notAPlace, "A place needs a code or a text.") }
        return result
    }

    private func accept(_ file: FileReference, nameMax: Int) throws(ValueFault) -> FileReference {
        let result = FileReference(
            digest: file.digest, size: file.size, mediaType: try TextRules.normalized(file.mediaType, max: 200, multiline: false),
            name: try TextRules.normalized(file.name, max: nameMax, multiline: false))
        guard let result, file.mediaType.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }), file.size <= Int64.max else {
            throw ValueFault(.notAFile, "The media type or the size of the file cannot be.")
        }
        return result
    }

    private func accept(_ text: String?, max: Int) throws(ValueFault) -> String? {
        guard let text else { return nil }
        return try TextRules.normalized(text, max: max, multiline: false)
    }
}

extension Vocabulary {
    /// The code whose label was typed, in whatever language, or else whose name is nearest.
    func nearest(_ typed: String) -> String? {
        let folded = SearchText.fold(typed)
        let labelled = current.first { code in code.labels.values.contains { SearchText.fold($0) == folded } }
        return labelled?.code ?? Nearest.name(to: typed, among: current.map(\.code))
    }
}
