import Records

extension FormSession {
    /// In the order of the form's sections and fields; what stands at no field comes last.
    func problems(shown sections: [SectionState]) -> [FormProblem] {
        var problems = [FormProblem]()
        for record in form.records {
            for place in places(of: record.key) where isSaved(place) { problems += self.problems(at: place, sections) }
        }
        var order = [String: Int]()
        for section in form.sections {
            for case .field(let item) in section.items { order["\(section.record).\(item.field)"] = order.count }
        }
        func position(_ problem: FormProblem) -> Int { order["\(problem.place.key).\(problem.field ?? "")"] ?? .max }
        return problems.enumerated().sorted {
            (position($0.element), $0.element.place.index, $0.offset) < (position($1.element), $1.element.place.index, $1.offset)
        }
        .map(\.element)
    }

    private func problems(at place: FormPlace, _ sections: [SectionState]) -> [FormProblem] {
        guard let record = form[record: place.key] else { return [] }
        var problems = [FormProblem]()
        let isExisting = isExisting(place)
        do throws(ValidationFailure) {
            _ = try catalog.validate(
                kind: record.kind, fields: entered(place), creating: !isExisting, current: isExisting ? held : [:])
        } catch {
            let linked = Set(record.links.map(\.field))
            problems += error.problems.filter { !linked.contains($0.field) }.map { FormProblem($0, at: place) }
        }
        for section in sections {
            for entry in section.entries where entry.place == place {
                for case .field(let field) in entry.items where field.isRequired && field.value == nil {
                    guard !problems.contains(where: { $0.field == field.field.name }) else { continue }
                    let missing = Problem(field: field.field.name, code: .missing, message: "It has to be filled in.")
                    problems.append(FormProblem(missing, at: place))
                }
            }
        }
        let findings = library.findings(
            kind: record.kind, today: circumstances.today, touched: isExisting ? Set(answers[place, default: [:]].keys) : nil,
            values: { values(of: $0, at: place) },
            behind: { reference, field in
                record.links.first { $0.field == reference }.map { values(of: field, at: FormPlace($0.key)) } ?? []
            })
        problems += findings.map { FormProblem($0.check, at: place) }
        let surroundings = surroundings(of: place)
        problems += form.checks.filter { $0.record == place.key && $0.condition.holds(surroundings) }.map { FormProblem($0, at: place) }
        return problems
    }

    /// What the existing record holds, as values.
    private var held: [String: [Value]] {
        guard let existing, let kind = catalog[form.records[0].kind] else { return [:] }
        var held = [String: [Value]]()
        for (name, json) in existing.fields {
            guard let field = kind[name] else { continue }
            held[name] = (field.type.isSet ? json.arrayValue ?? [] : [json]).compactMap { try? Value(json: $0, field: field) }
        }
        return held
    }

    /// The fields of a record that a save would write, without links.
    private func entered(_ place: FormPlace) -> [String: JSONValue] {
        if isExisting(place) { return answers[place] ?? [:] }
        var fields = [String: JSONValue]()
        for item in items(of: place.key) {
            guard let value = value(of: item.field, at: place) else { continue }
            // A beginning that nobody saw because the field was hidden is not written.
            if answers[place]?[item.field] == nil, !isWanted(item, at: place) { continue }
            fields[item.field] = value
        }
        return fields
    }

    private func isWanted(_ item: FormField, at place: FormPlace) -> Bool {
        guard let section = form.sections.first(where: { $0.record == place.key && $0.items.contains(.field(item)) }) else { return false }
        let record = form[record: place.key]
        let owner = record?.repeats ?? false ? FormPlace(record?.links.first?.key ?? place.key) : place
        return section.condition?.holds(surroundings(of: owner)) ?? true && item.condition?.holds(surroundings(of: place)) ?? true
    }

    /// The records that the form saves together, in its order: the first, then what hangs on it.
    public var drafts: [FormDraft] {
        form.records.flatMap { record in
            places(of: record.key).filter(isSaved).map { place in
                var fields = entered(place)
                for link in record.links {
                    let target = FormPlace(link.key)
                    guard isSaved(target), !isExisting(place) else { continue }
                    let name = isExisting(target) ? existing?.record.description ?? "" : "@" + name(of: target)
                    let isSet = catalog[record.kind]?[link.field]?.type.isSet ?? false
                    fields[link.field] = isSet ? .array([.text(name)]) : .text(name)
                }
                return FormDraft(
                    place: place, kind: record.kind, name: name(of: place), record: isExisting(place) ? existing?.record : nil,
                    fields: fields)
            }
        }
    }

    /// `client`, and of a group `obligation_2`.
    public func name(of place: FormPlace) -> String {
        form[record: place.key]?.repeats ?? false ? "\(place.key)_\(place.index + 1)" : place.key
    }
}
