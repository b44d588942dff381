import Records
import Trials

/// Consultations as a clinic writes them, the same for every run of one seed. Not the reference workload of the encoding.
struct Workload {
    private var generator: SeededGenerator
    private static let words = [
        "landlord", "notice", "hearing", "certificate", "Kesmar", "Tavrel", "registry", "appeal", "maintenance", "boundary", "witness",
        "bail",
        "loyer", "audience", "certificat", "tribunal", "héritage", "garde", "عقد", "محكمة", "شهادة", "ميراث", "суд", "довідка", "оренда",
        "спадщина",
    ]

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    private mutating func next(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &generator) }

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
