import Records

/// What an expression comes to for one record on one day.
///
/// A date that is known to the month or the year is the span of its days, and what is counted from it is a span of numbers: nothing
/// is guessed. An estimated date counts as it is written.
public enum Term: Hashable, Sendable {
    case empty
    case flag(Bool)
    /// Billionths, so that sums of decimals are exact.
    case number(ClosedRange<Int128>)
    /// Days since 1 March 0000.
    case days(ClosedRange<Int>)
    case text(String)
    case codes(Set<String>)
    /// Something of which only can be asked whether it is there.
    case present

    static let unit: Int128 = 1_000_000_000

    static func whole(_ number: Int) -> Term { .number(Int128(number) * unit...Int128(number) * unit) }

    static func whole(_ range: ClosedRange<Int>) -> Term { .number(Int128(range.lowerBound) * unit...Int128(range.upperBound) * unit) }

    init(_ number: DecimalNumber) {
        var scaled = Int128(number.mantissa)
        for _ in number.scale..<DecimalNumber.scaleMax { scaled *= 10 }
        self = .number(scaled...scaled)
    }

    init(_ date: CalendarDate) { self = .days(Days.span(date)) }

    /// What a field holds: nothing, one value, or the elements of a set.
    init(_ values: [Value], isSet: Bool) {
        let values = values.filter { $0 != .nothing }
        guard let first = values.first else {
            self = .empty
            return
        }
        if isSet {
            let codes = values.compactMap { if case .code(let code) = $0 { code } else { nil } }
            self = codes.isEmpty ? .present : .codes(Set(codes))
            return
        }
        self =
            switch first {
            case .nothing: .empty
            case .flag(let flag): .flag(flag)
            case .integer(let number): .number(Int128(number) * Self.unit...Int128(number) * Self.unit)
            case .decimal(let number): Term(number)
            // The amount; two currencies are not told apart.
            case .money(let money): Term(money.amount)
            case .text(let text), .code(let text): .text(text)
            case .date(let date): Term(date)
            case .time(let time): .whole(Int(time.minutes))
            case .reference, .place, .file, .unrecognized: .present
            }
    }

    /// As people read it: `40`, `39–40`, `2.5`; empty where there is nothing.
    public var description: String {
        switch self {
        case .empty, .present: ""
        case .flag(let flag): flag ? "true" : "false"
        case .number(let range):
            range.lowerBound == range.upperBound
                ? Self.text(range.lowerBound) : "\(Self.text(range.lowerBound))–\(Self.text(range.upperBound))"
        case .days(let range): Days.date(range.lowerBound).map(\.description) ?? ""
        case .text(let text): text
        case .codes(let codes): codes.sorted().joined(separator: ", ")
        }
    }

    private static func text(_ number: Int128) -> String {
        let whole = String(number.magnitude / unit.magnitude)
        var fraction = String(number.magnitude % unit.magnitude)
        fraction = String(repeating: "0", count: 9 - fraction.count) + fraction
        while fraction.hasSuffix("0") { fraction.removeLast() }
        return (number < 0 ? "-" : "") + whole + (fraction.isEmpty ? "" : "." + fraction)
    }
}

/// Days of the Gregorian calendar by number.
enum Days {
    /// Counted from 1 March 0000, so that leap days end years.
    static func number(year: Int, month: Int, day: Int) -> Int {
        let shifted = month > 2 ? month - 3 : month + 9
        let year = month > 2 ? year : year - 1
        return 365 * year + year / 4 - year / 100 + year / 400 + (153 * shifted + 2) / 5 + day - 1
    }

    /// The first and the last day that a date may mean.
    static func span(_ date: CalendarDate) -> ClosedRange<Int> {
        let year = Int(date.year)
        let first = number(year: year, month: Int(date.month ?? 1), day: Int(date.day ?? 1))
        let month = Int(date.month ?? 12)
        let last = number(year: year, month: month, day: date.day.map(Int.init) ?? CalendarDate.days(inMonth: month, of: year))
        return first...last
    }

    static func date(_ number: Int) -> CalendarDate? {
        let cycle = number / 146_097
        let rest = number - cycle * 146_097
        let yearOfCycle = (rest - rest / 1460 + rest / 36_524 - rest / 146_096) / 365
        let dayOfYear = rest - (365 * yearOfCycle + yearOfCycle / 4 - yearOfCycle / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        return CalendarDate(
            year: yearOfCycle + cycle * 400 + (month <= 2 ? 1 : 0), month: month, day: dayOfYear - (153 * shifted + 2) / 5 + 1)
    }

    /// Whole years between two days; somebody born on 29 February is a year older on 1 March.
    static func years(from: Int, to: Int) -> Int {
        guard let birth = date(from), let day = date(to) else { return 0 }
        let years = Int(day.year) - Int(birth.year)
        let isBefore = (day.month ?? 0, day.day ?? 0) < (birth.month ?? 0, birth.day ?? 0)
        return isBefore ? years - 1 : years
    }
}
