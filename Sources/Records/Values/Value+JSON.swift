extension Value {
    /// The value as JSON, in the shape that its type has in the schema files.
    ///
    /// A value of an unknown type is `{"unrecognized": type, "bytes": hexadecimal}`, and nothing is `null`.
    public var json: JSONValue {
        switch self {
        case .nothing: .null
        case .flag(let value): .flag(value)
        case .integer(let value): .integer(value)
        case .decimal(let value): .text(value.description)
        case .text(let value), .code(let value): .text(value)
        case .date(let value): .text(value.description)
        case .time(let value): .text(value.description)
        case .money(let value): ["amount": .text(value.amount.description), "currency": .text(value.currency)]
        case .reference(let value): .text(value.description)
        case .place(let value): .object(value.json)
        case .file(let value): .object(value.json)
        case .unrecognized(let type, let bytes): ["unrecognized": .integer(Int64(type)), "bytes": .text(Hexadecimal.text(bytes))]
        }
    }

    /// Reads what ``json`` writes, one element of a set at a time. Says nothing of limits and vocabularies.
    ///
    /// - Throws: ``RecordsErrorCode/notAValue`` when it has not the shape of the field's type.
    public init(json: JSONValue, field: Field) throws(RecordsError) {
        do throws(ValueFault) {
            self = try Value(json: json, type: field.type.element)
        } catch {
            throw RecordsError(.notAValue, error.message, hint: "Accepted for \(field.name): \(field.type.element.shape).")
        }
    }

    init(json: JSONValue, type: FieldType) throws(ValueFault) {
        switch json {
        case .null: self = .nothing
        case .object(let members) where members["unrecognized"] != nil: self = try Self.unrecognized(members)
        default: self = try Self.read(json, type)
        }
    }

    private static func read(_ json: JSONValue, _ type: FieldType) throws(ValueFault) -> Value {
        switch type.element {
        case .text, .notes: .text(try text(json, type))
        case .code: .code(try text(json, type))
        case .date: .date(try parsed(json, type, .notADate, "This is not a date that the calendar has."))
        case .time: .time(try parsed(json, type, .notATime, "This is not a time of day."))
        case .decimal: .decimal(try decimal(json, type, .notANumber))
        case .reference: .reference(try parsed(json, type, .notAReference, "This is not the identifier of a record."))
        case .integer:
            if let number = json.integerValue { .integer(number) } else { throw wrongType(type) }
        case .flag:
            if let flag = json.flagValue { .flag(flag) } else { throw wrongType(type) }
        case .money: .money(try money(json))
        case .place: .place(try Place(json: json))
        case .file: .file(try FileReference(json: json))
        case .codes, .references, .files: preconditionFailure("The type of an element is no set.")
        }
    }

    private static func unrecognized(_ members: [String: JSONValue]) throws(ValueFault) -> Value {
        guard members.count == 2, let type = members["unrecognized"]?.integerValue.flatMap(UInt8.init(exactly:)),
            let bytes = members["bytes"]?.textValue.flatMap(Hexadecimal.bytes)
        else { throw ValueFault(.wrongType, "A value of an unknown type is not written as it should be.") }
        return .unrecognized(type: type, bytes: bytes)
    }

    private static func text(_ json: JSONValue, _ type: FieldType) throws(ValueFault) -> String {
        guard let text = json.textValue else { throw wrongType(type) }
        return text
    }

    private static func parsed<Result: LosslessStringConvertible>(
        _ json: JSONValue, _ type: FieldType, _ code: ProblemCode, _ message: String
    ) throws(ValueFault) -> Result {
        guard let result = Result(try text(json, type)) else { throw ValueFault(code, message) }
        return result
    }

    private static func decimal(_ json: JSONValue, _ type: FieldType, _ code: ProblemCode) throws(ValueFault) -> DecimalNumber {
        var digits = try text(json, type)
        // Zeros at the end would use up digits that the number does not need.
        if digits.contains("."), digits.last == "0" {
            while digits.last == "0" { digits.removeLast() }
            if digits.last == "." { digits += "0" }
        }
        guard let number = DecimalNumber(digits) else { throw ValueFault(code, "This is not a decimal number of at most 18 digits.") }
        return number
    }

    private static func money(_ json: JSONValue) throws(ValueFault) -> Money {
        guard let members = json.objectValue, Set(members.keys) == ["amount", "currency"], let amount = members["amount"],
            let currency = members["currency"]?.textValue
        else { throw wrongType(.money) }
        guard let money = Money(amount: try decimal(amount, .money, .notMoney), currency: currency) else {
            throw ValueFault(.notMoney, "The currency is not three capital letters.")
        }
        return money
    }

    private static func wrongType(_ type: FieldType) -> ValueFault {
        ValueFault(.wrongType, "This is not \(type.element.shape).")
    }
}

extension Place {
    var json: [String: JSONValue] {
        [("code", code), ("parent", parent), ("dataset", dataset), ("text", text)]
            .reduce(into: [:]) { members, part in members[part.0] = part.1.map(JSONValue.text) }
    }

    init(json: JSONValue) throws(ValueFault) {
        guard let members = json.objectValue, Set(members.keys).isSubset(of: ["code", "parent", "dataset", "text"]),
            members.values.allSatisfy({ $0.textValue != nil || $0.isNull })
        else { throw ValueFault(.wrongType, "This is not \(FieldType.place.shape).") }
        let parts = members.compactMapValues(\.textValue)
        guard let place = Place(code: parts["code"], parent: parts["parent"], dataset: parts["dataset"], text: parts["text"]) else {
            throw ValueFault(.notAPlace, "A place needs a code or a text, and a parent needs a code.")
        }
        self = place
    }
}

extension FileReference {
    var json: [String: JSONValue] {
        [
            "sha256": .text(Hexadecimal.text(digest)), "media_type": .text(mediaType), "name": .text(name),
            // A size that no disk has, but that another device may have written, is kept as text.
            "size": Int64(exactly: size).map(JSONValue.integer) ?? .text(String(size)),
        ]
    }

    init(json: JSONValue) throws(ValueFault) {
        guard let members = json.objectValue, Set(members.keys) == ["sha256", "size", "media_type", "name"],
            let digest = members["sha256"]?.textValue.flatMap(Hexadecimal.bytes), let mediaType = members["media_type"]?.textValue,
            let name = members["name"]?.textValue, let size = members["size"],
            let size = size.integerValue.flatMap({ UInt64(exactly: $0) }) ?? size.textValue.flatMap({ UInt64($0) }),
            let file = FileReference(digest: digest, size: size, mediaType: mediaType, name: name)
        else { throw ValueFault(.notAFile, "This is not \(FieldType.file.shape).") }
        self = file
    }
}
