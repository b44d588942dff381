import Records

extension FormSession {
    /// What is shown now and what is wrong with it.
    ///
    /// - Complexity: O(*n*) in items, records of groups, and names in conditions.
    public var state: FormState {
        let sections = form.sections.compactMap(section)
        return FormState(sections: sections, problems: problems(shown: sections))
    }

    private func section(_ section: FormSection) -> SectionState? {
        guard let record = form[record: section.record], let kind = catalog[record.kind] else { return nil }
        let places = places(of: section.record)
        let owner = record.repeats ? FormPlace(record.links.first?.key ?? section.record) : FormPlace(section.record)
        let isWanted = section.condition?.holds(surroundings(of: owner)) ?? true
        let entries = places.map { place in
            EntryState(place: place, items: section.items.compactMap { item($0, of: kind, at: place, sectionIsWanted: isWanted) })
        }
        // A section is never hidden over something that was filled in.
        let isKept =
            record.repeats ? !places.isEmpty : entries.contains { $0.items.contains { if case .field = $0 { true } else { false } } }
        guard isWanted || isKept else { return nil }
        return SectionState(
            section: section, repeats: record.repeats, mayGrow: record.repeats && isWanted && places.count < record.countMax,
            entries: entries)
    }

    private func item(_ item: FormItem, of kind: RecordKind, at place: FormPlace, sectionIsWanted: Bool) -> ItemState? {
        switch item {
        case .computed(let computed):
            guard sectionIsWanted else { return nil }
            return .computed(ComputedState(item: computed, text: computed.value.term(surroundings(of: place)).description))
        case .field(let item):
            guard let field = kind[item.field] else { return nil }
            let isWanted = sectionIsWanted && item.condition?.holds(surroundings(of: place)) ?? true
            let value = value(of: item.field, at: place)
            // What a field only begins with does not show it.
            let isFilled = value != nil && (isExisting(place) || answers[place]?[item.field] != nil)
            guard isWanted || isFilled else { return nil }
            return .field(
                FieldState(
                    item: item, field: field, value: value, isRequired: isWanted && (item.required || field.required), isKept: !isWanted))
        }
    }

    /// What expressions of one record of the form find.
    func surroundings(of place: FormPlace) -> Surroundings {
        Surroundings(today: circumstances.today) { path in
            guard let owner = path.owner else { return term(path.name, at: place) }
            // A link leads to another record of the form, and so does its name.
            let key = form[record: place.key]?.links.first { $0.field == owner }?.key ?? owner
            return form[record: key] == nil ? .empty : term(path.name, at: FormPlace(key))
        } group: { group, field in
            places(of: group).map { place in field.map { term($0, at: place) } ?? .present }
        }
    }

    private func term(_ name: String, at place: FormPlace) -> Term {
        guard let record = form[record: place.key], let kind = catalog[record.kind] else { return .empty }
        if let field = kind[name] { return Term(values(of: name, at: place), isSet: field.type.isSet) }
        for section in form.sections where section.record == place.key {
            for case .computed(let computed) in section.items where computed.name == name {
                return computed.value.term(surroundings(of: place))
            }
        }
        return .empty
    }
}
