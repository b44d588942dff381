/// Which words go with a count, by the rules of CLDR 47 for whole numbers.
enum PluralForm: String, Sendable, CaseIterable {
    case zero, one, two, few, many, other

    init(_ count: Int, _ language: Language) {
        let (tens, ones) = (count % 100, count % 10)
        switch language {
        case .english: self = count == 1 ? .one : .other
        case .french: self = count == 0 || count == 1 ? .one : (count != 0 && count % 1_000_000 == 0 ? .many : .other)
        case .arabic:
            switch count {
            case 0: self = .zero
            case 1: self = .one
            case 2: self = .two
            default: self = (3...10).contains(tens) ? .few : ((11...99).contains(tens) ? .many : .other)
            }
        case .ukrainian:
            if ones == 1, tens != 11 {
                self = .one
            } else if (2...4).contains(ones), !(12...14).contains(tens) {
                self = .few
            } else {
                self = .many
            }
        }
    }

    /// The forms that a text with a count has in a language; `other` also stands for fractions, which no count is.
    static func needed(_ language: Language) -> Set<PluralForm> {
        switch language {
        case .english: [.one, .other]
        case .french: [.one, .many, .other]
        case .arabic: Set(allCases)
        case .ukrainian: [.one, .few, .many, .other]
        }
    }
}
