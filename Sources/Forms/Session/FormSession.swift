public import Records

/// A form that is being filled in: a pure value that takes answers and says what is to be shown.
///
/// It owns no clock and no store: the day, the person and the place are given to it. A page keeps one for each form that is open, or
/// makes one of the posted answers each time.
public struct FormSession: Sendable {
    /// Who fills the form in, when and where.
    public struct Circumstances: Hashable, Sendable {
        public var today: CalendarDate
        /// The name of the person.
        public var person: String?
        /// Where the device is used.
        public var place: Place?

        public init(today: CalendarDate, person: String? = nil, place: Place? = nil) {
            self.today = today
            self.person = person
            self.place = place
        }
    }

    /// A record that exists already and is shown in the form's first record.
    public struct Existing: Sendable {
        public let record: RecordID
        public let fields: [String: JSONValue]

        public init(record: RecordID, fields: [String: JSONValue]) {
            self.record = record
            self.fields = fields
        }
    }

    public let form: FormDefinition
    public let library: FormLibrary
    public let circumstances: Circumstances
    let existing: Existing?
    /// What was entered, by record; fields that were emptied hold `null`.
    var answers: [FormPlace: [String: JSONValue]] = [:]
    /// How many records each repeat group has.
    var counts: [String: Int] = [:]

    public init(_ form: FormDefinition, library: FormLibrary, circumstances: Circumstances, existing: Existing? = nil) {
        self.form = form
        self.library = library
        self.circumstances = circumstances
        self.existing = existing
    }

    public var catalog: SchemaCatalog { library.catalog }

    /// The places of a record of the form: one, or as many as its group has.
    public func places(of key: String) -> [FormPlace] {
        guard let record = form[record: key] else { return [] }
        return record.repeats ? (0..<counts[key, default: 0]).map { FormPlace(key, $0) } : [FormPlace(key)]
    }

    /// Writes an answer down, right or wrong; ``state`` says what is wrong with it. `null` empties the field.
    ///
    /// - Throws: ``FormsErrorCode/badAnswers`` for a record or a field that the form does not have.
    public mutating func answer(_ value: JSONValue, to field: String, at place: FormPlace) throws(FormsError) {
        guard places(of: place.key).contains(place) else {
            throw FormsError(
                .badAnswers, "The form has no such record.", hint: "Its records: " + form.records.map(\.key).joined(separator: ", ") + ".")
        }
        guard item(field, of: place.key) != nil else {
            let names = items(of: place.key).map(\.field)
            let shown = SnakeCase.accepts(field) ? field : "(unreadable)"
            let nearest = Nearest.name(to: field, among: names).map { " Did you mean \($0)?" } ?? ""
            throw FormsError(
                .badAnswers, "The form asks no \(shown) of its record \(place.key).\(nearest)",
                hint: "It asks: " + names.joined(separator: ", ") + ".")
        }
        answers[place, default: [:]][field] = value
    }

    /// Adds a record to a repeat group.
    ///
    /// - Returns: where its answers go; `nil` when the group has as many as it may.
    @discardableResult
    public mutating func addEntry(to key: String) -> FormPlace? {
        guard let record = form[record: key], record.repeats, counts[key, default: 0] < record.countMax else { return nil }
        let place = FormPlace(key, counts[key, default: 0])
        counts[key] = place.index + 1
        return place
    }

    /// Takes a record out of a repeat group; those after it move up.
    public mutating func removeEntry(_ place: FormPlace) {
        let count = counts[place.key, default: 0]
        guard (0..<count).contains(place.index) else { return }
        for index in place.index..<count {
            answers[FormPlace(place.key, index)] = index + 1 < count ? answers[FormPlace(place.key, index + 1)] : nil
        }
        counts[place.key] = count - 1
    }

    func items(of key: String) -> [FormField] {
        form.sections.filter { $0.record == key }.flatMap(\.items).compactMap { if case .field(let item) = $0 { item } else { nil } }
    }

    func item(_ field: String, of key: String) -> FormField? { items(of: key).first { $0.field == field } }

    // MARK: What fields hold

    /// What a field shows: what was entered, or what the record holds already, or what it begins with.
    public func value(of field: String, at place: FormPlace) -> JSONValue? {
        if let entered = answers[place]?[field] {
            // Not `nil` in a conditional expression, which would be the JSON value of that name.
            if entered.isNull || entered == [] { return .none }
            return entered
        }
        if isExisting(place) { return existing?.fields[field] }
        guard let initial = item(field, of: place.key)?.initial else { return nil }
        switch initial {
        case .value(let value): return value
        case .today: return .text(circumstances.today.description)
        case .person: return circumstances.person.map(JSONValue.text)
        case .place: return circumstances.place.map { Value.place($0).json }
        }
    }

    func isExisting(_ place: FormPlace) -> Bool { existing != nil && place.key == form.records[0].key }

    /// As values, sets as their elements; what cannot be read counts as nothing.
    func values(of field: String, at place: FormPlace) -> [Value] {
        guard let record = form[record: place.key], let schema = catalog[record.kind]?[field], let json = value(of: field, at: place) else {
            return []
        }
        let elements = schema.type.isSet ? json.arrayValue ?? [] : [json]
        return elements.compactMap { try? Value(json: $0, field: schema) }
    }

    /// Whether anything was entered: a record of which only the beginnings stand is not saved.
    func isEntered(_ place: FormPlace) -> Bool { answers[place]?.values.contains { !$0.isNull && $0 != [] } ?? false }

    /// Whether a record would be saved: the first always, every one of a repeat group, others once something was entered.
    public func isSaved(_ place: FormPlace) -> Bool {
        place.key == form.records[0].key || form[record: place.key]?.repeats ?? false || isEntered(place)
    }
}
