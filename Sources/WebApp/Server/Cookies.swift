/// The cookies of a request. One that is there twice is not there: two readers could take two different ones.
struct Cookies: Sendable {
    private var values: [String: [String]] = [:]

    init(_ fields: [String]) {
        for pair in fields.flatMap({ $0.split(separator: ";") }) {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { continue }
            values[String(parts[0].drop { $0 == " " }), default: []].append(String(parts[1]))
        }
    }

    subscript(name: String) -> String? {
        guard let found = values[name], found.count == 1 else { return nil }
        return found[0]
    }
}
