/// Which requests are looked at at all: those that a browser sends for a page of ours, and no others.
///
/// Holds before anything is routed and without any state. Who may see what is the session's matter; see ``Desk``.
struct RequestRules: Sendable {
    /// Name and port as they have to stand in `Host`, exactly.
    let host: String

    static let targetBytesMax = 512
    static let fieldBytesMax = 8 << 10
    static let fieldsBytesMax = 16 << 10
    static let fieldCountMax = 64
    static let bodyBytesMax = 1 << 20
    /// Where the launch file sends its secret: the only request that comes from elsewhere.
    static let launchPath = "/launch"

    /// Fields of which two would let two readers understand two things.
    private static let single: Set<String> = [
        "host", "origin", "cookie", "content-length", "content-type", "content-encoding", "sec-fetch-site", "sec-fetch-mode",
        "sec-fetch-dest", "sec-fetch-user", "referer", "connection", "authorization", "accept-language",
    ]
    /// Fields that no browser sends to a page of ours, and that make proxies and libraries do surprising things.
    private static let refused: Set<String> = [
        "transfer-encoding", "upgrade", "expect", "trailer", "te", "proxy-connection", "content-encoding", "x-http-method-override",
        "x-method-override", "x-original-url", "x-rewrite-url", "x-forwarded-host", "forwarded", "authorization", "http2-settings",
    ]
    private static let destinations: Set<String> = ["document", "script", "style", "image", "empty"]

    /// - Returns: `nil` when the request may be answered.
    func refusal(of head: RequestHead) -> Refusal? {
        guard head.isHTTP11 else { return .version }
        guard head.method == "GET" || head.method == "POST" else { return .method }
        if let refusal = Self.fields(of: head) { return refusal }
        guard head.values("host") == [host] else { return .host }
        guard Self.isOurs(head.target) else { return .target }
        return Self.fetch(head, host) ?? Self.body(of: head)
    }

    private static func fields(of head: RequestHead) -> Refusal? {
        guard head.fields.count <= fieldCountMax else { return .tooManyFields }
        var bytes = 0
        var seen = Set<String>()
        for (name, value) in head.fields {
            let size = name.utf8.count + value.utf8.count + 4
            bytes += size
            guard size <= fieldBytesMax, bytes <= fieldsBytesMax else { return .tooManyFields }
            guard !name.isEmpty, name.utf8.allSatisfy(isTokenByte), !value.utf8.contains(where: { ($0 < 0x20 && $0 != 9) || $0 == 0x7F })
            else { return .field }
            let name = name.lowercased()
            guard !refused.contains(name) else { return name == "transfer-encoding" ? .framing : .field }
            guard seen.insert(name).inserted || !single.contains(name) else { return name == "host" ? .host : .duplicate }
        }
        return nil
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == UInt8(ascii: "-")
            || byte == UInt8(ascii: "_")
    }

    /// A path of ours has segments of letters, digits, `-`, `_` and `.`, none of them empty or of dots alone, and a query of the same.
    static func isOurs(_ target: String) -> Bool {
        guard target.utf8.count <= targetBytesMax, target.hasPrefix("/") else { return false }
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        func isPlain(_ byte: UInt8) -> Bool { isTokenByte(byte) || byte == UInt8(ascii: ".") }
        if target != "/", parts[0] != "/" {
            for segment in parts[0].dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
                guard !segment.isEmpty, segment.utf8.allSatisfy(isPlain), segment.contains(where: { $0 != "." }) else { return false }
            }
        }
        guard parts.count == 2 else { return true }
        return parts[1].utf8.allSatisfy { isPlain($0) || $0 == UInt8(ascii: "=") || $0 == UInt8(ascii: "&") }
    }

    /// Who asks, by what every browser since 2023 says of it and no page can forge.
    ///
    /// Ports of one host are one *site*, so `same-site` is somebody else. `none` is an address that was typed or a tab that was restored.
    private static func fetch(_ head: RequestHead, _ host: String) -> Refusal? {
        let site = head.value("sec-fetch-site")
        let isNavigation = head.value("sec-fetch-mode") == "navigate" && head.value("sec-fetch-dest") == "document"
        if head.method == "POST", head.path == launchPath {
            // It comes from a file, which has no origin; what proves it is the secret.
            guard isNavigation, site == "cross-site" || site == "none" else { return .fetchSite }
            guard (head.value("origin") ?? "null") == "null" else { return .origin }
            return nil
        }
        guard site == "same-origin" || (site == "none" && isNavigation && head.method == "GET") else { return .fetchSite }
        guard destinations.contains(head.value("sec-fetch-dest") ?? "empty") else { return .frame }
        guard let origin = head.value("origin") else { return nil }
        // Without a referrer browsers write null for a form of the same origin.
        return origin == "http://" + host || origin == "null" ? nil : .origin
    }

    private static func body(of head: RequestHead) -> Refusal? {
        let length = head.value("content-length")
        if head.method == "GET" { return length == nil || length == "0" ? nil : .framing }
        guard let length else { return .lengthMissing }
        guard !length.isEmpty, length.utf8.count <= 19, length.utf8.allSatisfy({ (48...57).contains($0) }), let bytes = Int(length) else {
            return .framing
        }
        guard bytes <= bodyBytesMax else { return .tooLong }
        return head.value("content-type") == "application/x-www-form-urlencoded" ? nil : .mediaType
    }
}
