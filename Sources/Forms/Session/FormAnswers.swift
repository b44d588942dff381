public import Records

extension FormSession {
    /// All answers at once, as a file or a page brings them: an object of records by key, those of a repeat group as arrays.
    ///
    /// ```json
    /// {"client": {"given_name": "Оксана"}, "members": [{"given_name": "Марко"}, {"given_name": "Ніна"}]}
    /// ```
    ///
    /// - Throws: ``FormsErrorCode/badAnswers``; the session is then as it was.
    public mutating func answer(all answers: JSONValue) throws(FormsError) {
        guard let records = answers.objectValue else {
            throw FormsError(.badAnswers, "The answers are not an object of records.", hint: "Write {\"\(form.records[0].key)\": {…}}.")
        }
        var session = self
        for (key, value) in records.sorted(by: { $0.key < $1.key }) {
            guard let record = form[record: key] else {
                let shown = SnakeCase.accepts(key) ? key : "(unreadable)"
                throw FormsError(
                    .badAnswers, "The form has no record \(shown).",
                    hint: "Its records: " + form.records.map(\.key).joined(separator: ", ") + ".")
            }
            if record.repeats {
                guard let entries = value.arrayValue else {
                    throw FormsError(.badAnswers, "\(key) repeats, so its answers are an array.", hint: "Write [{…}, {…}].")
                }
                for entry in entries {
                    guard let place = session.addEntry(to: key) else {
                        throw FormsError(
                            .badAnswers, "There are more than \(record.countMax) of \(key).", hint: "Save the rest with another form.")
                    }
                    try session.fill(entry, at: place)
                }
            } else {
                try session.fill(value, at: FormPlace(key))
            }
        }
        self = session
    }

    private mutating func fill(_ value: JSONValue, at place: FormPlace) throws(FormsError) {
        guard let fields = value.objectValue else {
            throw FormsError(.badAnswers, "The answers of \(place.key) are not an object of fields.", hint: "Write {\"field\": value, …}.")
        }
        for (field, value) in fields.sorted(by: { $0.key < $1.key }) { try answer(value, to: field, at: place) }
    }
}
