import HTTPTypes

/// What every answer carries, whatever it is an answer to.
enum SecurityHeaders {
    static let contentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; font-src 'self'; connect-src 'self'; "
        + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

    static let all: [HTTPField] = [
        field("Content-Security-Policy", contentSecurityPolicy),
        field("X-Content-Type-Options", "nosniff"),
        field("Cross-Origin-Opener-Policy", "same-origin"),
        field("Cross-Origin-Resource-Policy", "same-origin"),
        field("Referrer-Policy", "no-referrer"),
        field("Cache-Control", "no-store"),
    ]

    /// What a browser forgets when the store is locked. Cookies stay: the page that asks for the passphrase needs one.
    static let forgetting = field("Clear-Site-Data", "\"cache\", \"storage\"")

    static func field(_ name: String, _ value: String) -> HTTPField {
        guard let name = HTTPField.Name(name) else { preconditionFailure("a name of a field that is written here is one") }
        return HTTPField(name: name, value: value)
    }
}
