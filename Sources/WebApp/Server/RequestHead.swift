/// The head of a request as it was sent, before any library made it tidy.
struct RequestHead: Sendable {
    let method: String
    let target: String
    /// Whether it says HTTP/1.1.
    let isHTTP11: Bool
    let fields: [(name: String, value: String)]

    init(method: String, target: String, isHTTP11: Bool = true, fields: [(name: String, value: String)]) {
        self.method = method
        self.target = target
        self.isHTTP11 = isHTTP11
        self.fields = fields
    }

    /// Every value of a field, in whatever case its name was written.
    func values(_ name: String) -> [String] { fields.filter { $0.name.lowercased() == name }.map(\.value) }

    /// The value of a field that may stand there once.
    func value(_ name: String) -> String? { values(name).first }

    /// The target without its query.
    var path: Substring { target.prefix { $0 != "?" } }
}

/// Why a request is not answered, in a word that never changes, and the status that says so.
struct Refusal: Error, Hashable, Sendable {
    let status: Int
    let reason: String

    static let method = Refusal(status: 405, reason: "method")
    static let version = Refusal(status: 505, reason: "version")
    static let target = Refusal(status: 400, reason: "target")
    static let host = Refusal(status: 421, reason: "host")
    static let duplicate = Refusal(status: 400, reason: "duplicate")
    static let framing = Refusal(status: 400, reason: "framing")
    static let field = Refusal(status: 400, reason: "field")
    static let tooManyFields = Refusal(status: 431, reason: "fields")
    static let fetchSite = Refusal(status: 403, reason: "fetch-site")
    static let frame = Refusal(status: 403, reason: "frame")
    static let origin = Refusal(status: 403, reason: "origin")
    static let lengthMissing = Refusal(status: 411, reason: "length")
    static let tooLong = Refusal(status: 413, reason: "too-long")
    static let mediaType = Refusal(status: 415, reason: "media-type")
    static let broken = Refusal(status: 400, reason: "broken")
}
