/// The matrix: every rule broken in every way that came to mind, of an honest request that reads and of one that writes.
enum HostileRequests {
    static func all(reading: RawRequest, writing: RawRequest, host: String) -> [(name: String, bytes: [UInt8])] {
        let changed = hosts(host) + fetches(host) + duplicates + refused + versions + oversized + sessions
        var requests = changed.flatMap { name, change in
            [("GET \(name)", change(reading)), ("POST \(name)", change(writing))]
        }
        requests += methods.map { method in ("method \(method)", reading.changing { $0.method = method }) }
        requests += targets(reading.target, host).map { target in ("target \(target)", reading.changing { $0.target = target }) }
        requests += bodies(writing)
        return requests.map { ($0.0, $0.1.bytes) } + raw(reading, writing)
    }

    typealias Change = (name: String, apply: (RawRequest) -> RawRequest)

    private static func hosts(_ host: String) -> [Change] {
        let port = host.split(separator: ":").last.map(String.init) ?? ""
        let others = [
            "127.0.0.1:\(port)", "localhost:\(port)", "[::1]:\(port)", "evil.example", "evil.example:\(port)", "satchel-test.localhost",
            "satchel-test.localhost:1", "satchel-test.localhost.:\(port)", "SATCHEL-TEST.localhost:\(port)",
            "x.satchel-test.localhost:\(port)",
            "satchel-test.localhost:\(port)@evil.example", "evil.example#satchel-test.localhost:\(port)",
            "satchel-test.localhost:\(port), evil",
            "satchel-test.localhost:0\(port)", "",
        ]
        return others.map { other in ("host \(other)", { $0.with("Host", other) }) } + [
            ("no host", { $0.with("Host", nil) }), ("host twice", { $0.adding("Host", host) }),
            ("host and another", { $0.adding("host", "evil.example") }),
        ]
    }

    private static func fetches(_ host: String) -> [Change] {
        let sites = ["cross-site", "same-site", "Same-Origin", "same-origin, none", "", "null"]
        let origins = [
            "http://evil.example", "https://\(host)", "http://127.0.0.1", "http://localhost:8080", "file://", "http://\(host).evil.example",
            "http://\(host)/", "HTTP://\(host)",
        ]
        let places = ["iframe", "frame", "object", "embed", "worker"]
        var changes = sites.map { site -> Change in ("site \(site)", { $0.with("Sec-Fetch-Site", site) }) }
        changes += origins.map { origin -> Change in ("origin \(origin)", { $0.with("Origin", origin) }) }
        changes += places.map { place -> Change in ("into \(place)", { $0.with("Sec-Fetch-Dest", place) }) }
        changes.append(("no site", { $0.with("Sec-Fetch-Site", nil) }))
        changes.append(("none by script", { $0.with("Sec-Fetch-Site", "none").with("Sec-Fetch-Mode", "cors") }))
        return changes
    }

    private static var duplicates: [Change] {
        [
            "Cookie", "Origin", "Sec-Fetch-Site", "Sec-Fetch-Mode", "Sec-Fetch-Dest", "Content-Type", "Content-Length", "Referer",
            "Accept-Language",
        ].map { name in ("two \(name)", { $0.adding(name, "0").adding(name.lowercased(), "0") }) }
    }

    private static var refused: [Change] {
        [
            ("Transfer-Encoding", "chunked"), ("Transfer-Encoding", "identity"), ("Upgrade", "h2c"), ("Expect", "100-continue"),
            ("TE", "trailers"),
            ("X-HTTP-Method-Override", "DELETE"), ("X-Forwarded-Host", "evil.example"), ("Forwarded", "host=evil.example"),
            ("Content-Encoding", "gzip"), ("Authorization", "Basic eDp5"), ("X-Original-URL", "/lock"),
        ].map { name, value in ("\(name): \(value)", { $0.adding(name, value) }) }
    }

    private static var versions: [Change] {
        ["HTTP/1.0", "HTTP/0.9", "HTTP/2.0", "HTTP/1.2", "ICY/1.1"].map { version in
            (version, { request in request.changing { $0.version = version } })
        }
    }

    private static var oversized: [Change] {
        [
            ("a long field", { $0.adding("X-Long", String(repeating: "a", count: 9000)) }),
            ("a long name", { $0.adding(String(repeating: "a", count: 9000), "x") }),
            ("long fields", { request in (0..<5).reduce(request) { $0.adding("X-\(String($1))", String(repeating: "a", count: 4000)) } }),
            ("many fields", { request in (0..<80).reduce(request) { $0.adding("X-\($1)", "a") } }),
        ]
    }

    private static var sessions: [Change] {
        [
            ("no cookie", { $0.with("Cookie", nil) }), ("an empty cookie", { $0.with("Cookie", "satchel=") }),
            ("a wrong cookie", { $0.with("Cookie", "satchel=" + String(repeating: "0", count: 64)) }),
            (
                "a short cookie",
                { request in request.with("Cookie", request.fields.first { $0.0 == "Cookie" }.map { String($0.1.dropLast()) }) }
            ),
            (
                "the cookie twice",
                { request in
                    let cookie = request.fields.first { $0.0 == "Cookie" }?.1 ?? ""
                    return request.with("Cookie", cookie + "; " + cookie)
                }
            ),
            (
                "the cookie by another name",
                { request in
                    request.with("Cookie", request.fields.first { $0.0 == "Cookie" }.map { $0.1.replacing("satchel=", with: "Satchel=") })
                }
            ),
        ]
    }

    private static let methods = [
        "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "HEAD", "CONNECT", "PROPFIND", "MKCOL", "MOVE", "COPY", "LOCK", "UNLOCK", "SEARCH",
        "PURGE",
        "get", "Post", "GETT", "FOO",
    ]

    private static func targets(_ target: String, _ host: String) -> [String] {
        [
            "http://\(host)\(target)", "http://evil.example\(target)", "//evil.example\(target)", "/\(target)", "\(target)/",
            "\(target)/..",
            "/..\(target)", "/.\(target)", "/%2e%2e\(target)", target.replacing("/records", with: "/%72ecords"), "\(target)%00",
            "\(target)#x",
            "\(target);x=1", "\(target)\\..", "\(target)?x=%00", "\(target)?x=<script>", "\(target)?back=//evil.example", "*", "",
            "/" + String(repeating: "a", count: 600), "\(target)?q=" + String(repeating: "a", count: 600), "records", "\(target)\u{E9}",
            "/assets/../lists",
            "/assets/..", "/etc/passwd", "/.git/config",
        ]
    }

    private static func bodies(_ writing: RawRequest) -> [(String, RawRequest)] {
        let form = String(decoding: writing.body, as: UTF8.self)
        let token = form.split(separator: "page_token=").last.map(String.init) ?? ""
        let forms: [(String, String)] = [
            ("no token", form.replacing("page_token", with: "token")), ("an empty token", form.replacing(token, with: "")),
            ("a wrong token", form.replacing(token, with: String(repeating: "0", count: 64))),
            ("two tokens", form + "&page_token=\(token)"),
            ("half an escape", form + "&x=%4"), ("no hexadecimal", form + "&x=%zz"), ("no UTF-8", form + "&x=%ff%fe"),
            ("a NUL", form + "&x=%00"),
            ("an escape sequence", form + "&x=%1b%5b"), ("nine levels", form + "&a.b.c.d.e.f.g.h.i=1"),
            ("an empty level", form + "&a..b=1"),
            ("a name of signs", form + "&%3Cscript%3E=1"), ("a long name", form + "&" + String(repeating: "a", count: 300) + "=1"),
            ("no value", form + "&x"), ("many pairs", form + String(repeating: "&x=1", count: 5000)),
            ("a long value", form + "&x=" + String(repeating: "a", count: 300_000)), ("JSON", "{\"field\":\"notes\",\"text\":\"x\"}"),
        ]
        let types = [
            "text/plain", "application/json", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded; charset=utf-7",
            "application/x-www-form-urlencoded, text/plain", "APPLICATION/X-WWW-FORM-URLENCODED", "",
        ]
        let lengths = ["-1", "+5", "5, 5", "0x10", "99999999999999999999", "1048577", "", "1e3"]
        return forms.map { ("body with \($0.0)", writing.with(form: $0.1)) }
            + types.map { ("type \($0)", writing.with("Content-Type", $0)) }
            + lengths.map { ("length \($0)", writing.with("Content-Length", $0)) } + [
                ("no type", writing.with("Content-Type", nil)), ("no length", writing.with("Content-Length", nil)),
                ("token in the address", writing.with(form: "field=notes&text=x").changing { $0.target += "?page_token=" + token }),
                ("a change by GET", writing.changing { $0.method = "GET" }),
                ("another's launch", writing.changing { $0.target = "/launch" }.with("Sec-Fetch-Site", "cross-site")),
            ]
    }

    private static func raw(_ reading: RawRequest, _ writing: RawRequest) -> [(name: String, bytes: [UInt8])] {
        let good = String(decoding: reading.bytes, as: UTF8.self)
        let texts = [
            ("lines without CR", good.replacing("\r\n", with: "\n").replacing("Host: ", with: "Host:\n ")),
            ("a folded field", good.replacing("Sec-Fetch-Site: same", with: "Sec-Fetch-Site:\r\n same")),
            ("a space before the colon", good.replacing("Host:", with: "Host :")),
            ("a field without a colon", good.replacing("Host: ", with: "Host ")),
            ("no head", "\r\n\r\n"), ("no HTTP", "EHLO laptop\r\n\r\n"), ("TLS", "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}"),
            ("a NUL in a field", good.replacing("en\r\n", with: "e\u{0}n\r\n")),
        ]
        return texts.map { ($0.0, Array($0.1.utf8)) } + [
            ("a body longer than it says", writing.with("Content-Length", "4").bytes)
        ]
    }
}
