import Testing

@testable import WebApp

/// A browser as the server sees it.
struct Visitor: Sendable {
    let laptop: Laptop
    var cookie: String
    var token = ""

    init?(launching laptop: Laptop) async {
        self.laptop = laptop
        let secret = await laptop.desk.launchSecret()
        let answer = await Self.launch(laptop, secret.text)
        guard answer.status == 200, let cookie = answer.field("set-cookie") else { return nil }
        self.cookie = String(cookie.prefix { $0 != ";" })
    }

    static func launch(_ laptop: Laptop, _ secret: String) async -> RawAnswer {
        let request = RawRequest(
            method: "POST", target: "/launch",
            fields: [
                ("Host", laptop.application.host), ("Origin", "null"), ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate"),
                ("Sec-Fetch-Dest", "document"), ("Content-Type", "application/x-www-form-urlencoded"),
            ]
        ).with(form: "secret=\(secret)")
        return await RawAnswer.asking(laptop.socket.port, request.bytes)
    }

    func request(_ method: String, _ target: String) -> RawRequest {
        let request = RawRequest(
            method: method, target: target,
            fields: [
                ("Host", laptop.application.host), ("Sec-Fetch-Site", "same-origin"), ("Sec-Fetch-Mode", "navigate"),
                ("Sec-Fetch-Dest", "document"), ("Cookie", cookie), ("Accept-Language", "en"),
            ])
        guard method == "POST" else { return request }
        return request.adding("Origin", "null").adding("Content-Type", "application/x-www-form-urlencoded")
    }

    func get(_ target: String) async -> RawAnswer { await ask(request("GET", target)) }

    func post(_ target: String, _ form: String) async -> RawAnswer {
        await ask(request("POST", target).with(form: form + (form.isEmpty ? "" : "&") + "page_token=\(token)"))
    }

    func ask(_ request: RawRequest) async -> RawAnswer { await RawAnswer.asking(laptop.socket.port, request.bytes) }

    /// Takes the token of a page.
    mutating func read(_ target: String) async -> RawAnswer {
        let answer = await get(target)
        if let found = answer.text.firstMatch(of: /data-token="([0-9a-f]{64})"/) { token = String(found.output.1) }
        return answer
    }

    mutating func unlock(_ passphrase: String = Laptop.passphrase) async throws {
        _ = await read("/unlock")
        let typed = passphrase.replacing(" ", with: "+").replacing(",", with: "%2C")
        let answer = await post("/unlock", "passphrase=\(typed)")
        let cookie = try #require(answer.fields("set-cookie").first { $0.hasPrefix("satchel=") })
        self.cookie = String(cookie.prefix { $0 != ";" })
        _ = await read("/find")
    }
}
