import Records

/// Consultations as a clinic writes them, the same for every run of one seed. Not the reference workload of the encoding.
struct Workload {
    private var state: UInt64
    private static let words = [
        "landlord", "notice", "hearing", "certificate", "Kesmar", "Tavrel", "registry", "appeal", "maintenance", "boundary", "witness",
        "bail",
        "loyer", "audience", "certificat", "tribunal", "héritage", "garde", "عقد", "محكمة", "شهادة", "ميراث", "суд", "довідка", "оренда",
        "спадщина",
    ]

    init(seed: UInt64) { state = seed }

    private mutating func next(_ bound: Int) -> Int {
        // SplitMix64 (Steele, Lea, Flood 2014).
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return Int((value ^ value >> 31) % UInt64(bound))
    }

    mutating func consultation(_ index: Int) -> [String: JSONValue] {
        let text = (0..<12 + next(20)).map { _ in Self.words[next(Self.words.count)] }.joined(separator: " ")
        let day = 1 + index / 400 % 28
        return [
            "date": .text("2026-0\(1 + index / 11_200 % 9)-\(day < 10 ? "0" : "")\(day)"),
            "mode": .text(["in_person", "phone"][next(2)]),
            "language": .text(["en", "fr", "ar", "uk"][next(4)]),
            "service": .text(["information", "counselling", "legal_assistance"][next(3)]),
            "advice": .text(text),
            "minutes_spent": .integer(Int64(10 + next(12) * 5)),
            "attended": .integer(Int64(1 + next(4))),
            "safe_to_contact": .flag(next(10) > 0),
        ]
    }
}
