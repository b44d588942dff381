/// Reading of `rules/*.json`. What is not known is a fault: a misspelt suspension must not be passed over.
extension SchemaReader {
    static let holidaysMax = 366
    static let holidayYearsMax = 200
    static let suspensionsMax = 64

    private static let ruleMembers: Set = [
        "$schema", "rule", "version", "status", "jurisdiction", "labels", "description", "basis", "start_event", "period",
        "first_day_counts", "end_of_month", "roll", "weekend", "holidays", "suspensions", "hard_maximum",
    ]

    mutating func rule(named name: String, _ content: [UInt8]) -> LimitationRule? {
        guard let root = document(content)?.root else { return nil }
        let before = faults.count
        if root["rule"]?.textValue != name || !SnakeCase.accepts(name) {
            fault("", "rule is not the name of the file, or not in snake_case")
        }
        for member in (root.objectValue ?? [:]).keys.sorted() where !Self.ruleMembers.contains(member) {
            fault("", "there is a member that no rule has")
        }
        let version = version(root["version"])
        let status = choice(root["status"], "", "status", of: LimitationRule.Status.self)
        let jurisdiction = root["jurisdiction"]?.textValue ?? ""
        if jurisdiction.utf8.count != 2 || !jurisdiction.utf8.allSatisfy({ (65...90).contains($0) }) {
            fault("", "jurisdiction is not a country's code of two capital letters")
        }
        let labels = labels(root["labels"], "")
        let startEvent = self.labels(root["start_event"], "start_event")
        let basis = root["basis"]?.textValue ?? ""
        if basis.isEmpty { fault("", "basis is not a text") }
        let period = period(root["period"], "period")
        let firstDayCounts = flag(root["first_day_counts"], "", "first_day_counts")
        let endOfMonth = choice(root["end_of_month"], "", "end_of_month", of: EndOfMonthRule.self)
        let roll = choice(root["roll"], "", "roll", of: LimitationRule.Roll.self)
        let weekend = weekend(root["weekend"])
        let (holidays, holidayYears) = holidays(root["holidays"])
        let suspensions = suspensions(root["suspensions"])
        let hardMaximum = root["hard_maximum"].flatMap { self.period($0, "hard_maximum") }
        if hardMaximum?.unit == .workingDays { fault("hard_maximum", "it is in working days") }
        guard faults.count == before, let status, let period, let endOfMonth, let roll else { return nil }
        return LimitationRule(
            id: name, version: version, status: status, jurisdiction: jurisdiction, labels: labels, basis: basis, startEvent: startEvent,
            period: period, firstDayCounts: firstDayCounts, endOfMonth: endOfMonth, roll: roll, weekend: weekend, holidays: holidays,
            holidayYears: holidayYears, suspensions: suspensions, hardMaximum: hardMaximum)
    }

    private mutating func period(_ value: JSONValue?, _ place: String) -> LimitationRule.Period? {
        guard let unit = choice(value?["unit"], place, "unit", of: LimitationRule.Unit.self) else { return nil }
        guard let count = value?["count"]?.integerValue, let period = LimitationRule.Period(Int(clamping: count), unit) else {
            fault(place, "count is not a number from 1 to \(unit.countMax)")
            return nil
        }
        if (value?.objectValue ?? [:]).count != 2 { fault(place, "it has more than a count and a unit") }
        return period
    }

    private mutating func weekend(_ value: JSONValue?) -> Set<Weekday> {
        let names = value == nil ? nil : names(value, "", "weekend")
        let days = (names ?? []).map { Weekday(rawValue: $0) }
        guard names != nil, !days.contains(nil), Set(days).count == days.count, days.count < 7 else {
            fault("", "weekend is not a list of at most six days of the week, such as friday and saturday")
            return []
        }
        return Set(days.compactMap { $0 })
    }

    private mutating func holidays(_ value: JSONValue?) -> (days: Set<Int>, years: Set<Int>) {
        guard let years = value?.objectValue, years.count <= Self.holidayYearsMax else {
            fault("", "holidays is not an object of at most \(Self.holidayYearsMax) years, each with a list of days")
            return ([], [])
        }
        var days = Set<Int>()
        for (year, list) in years.sorted(by: { $0.key < $1.key }) {
            let dates = (list.arrayValue ?? []).map { $0.textValue.flatMap(CalendarDate.init) }
            let numbers = dates.compactMap { $0.flatMap { !$0.estimated && String($0.year) == year ? $0.dayNumber : nil } }
            guard list.arrayValue != nil, numbers.count == dates.count, dates.count <= Self.holidaysMax, Int(year) != nil else {
                fault("holidays", "a year is not a list of at most \(Self.holidaysMax) days of that year, as 2026-01-07")
                continue
            }
            days.formUnion(numbers)
        }
        return (days, Set(years.keys.compactMap { Int($0) }))
    }

    private mutating func suspensions(_ value: JSONValue?) -> [LimitationRule.Suspension] {
        guard let items = value?.arrayValue, items.count <= Self.suspensionsMax else {
            fault("", "suspensions is not a list of at most \(Self.suspensionsMax)")
            return []
        }
        return items.enumerated().compactMap { index, item in
            let (from, to) = (item["from"]?.textValue ?? "", item["to"]?.textValue ?? "")
            if let first = CalendarDate(from)?.dayNumber, let last = CalendarDate(to)?.dayNumber, first <= last {
                return .once(first...last)
            }
            if let first = Self.dayOfYear(from), let last = Self.dayOfYear(to) { return .yearly(from: first, to: last) }
            fault("suspension \(index + 1)", "from and to are not two days as 2026-03-01, in order, nor two days of every year as --08-01")
            return nil
        }
    }

    /// `--08-01` as 801; 29 February is one.
    private static func dayOfYear(_ text: String) -> Int? {
        guard text.hasPrefix("--"), let date = CalendarDate("2000-" + text.dropFirst(2)), let month = date.month, let day = date.day else {
            return nil
        }
        return Int(month) * 100 + Int(day)
    }
}

extension SchemaReader {
    mutating func rules(_ files: [String: [UInt8]]) -> [LimitationRule] {
        var rules = [LimitationRule]()
        for (path, content) in files.sorted(by: { $0.key < $1.key }) {
            guard let name = Self.name(in: path, folder: "rules/", suffix: ".json") else { continue }
            self.path = path
            if let rule = rule(named: name, content) { rules.append(rule) }
        }
        if rules.count > LimitationRules.rulesMax { fault("", "there are more than \(LimitationRules.rulesMax) rules") }
        return rules
    }
}
