/// Asks for the passphrase.
struct UnlockPage: PageModel {
    static let template = "unlock"

    let storeExists: Bool
    var problem: String?

    var section: Section? { nil }
    func title(_ words: Words) -> String { words("unlock_title") }

    func context(_ words: Words) -> [String: Any] {
        ["exists": storeExists, "problem": problem.map { $0 as Any } ?? false]
    }
}
