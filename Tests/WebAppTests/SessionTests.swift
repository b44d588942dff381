import Clinic
import Records
import Testing

@testable import WebApp

struct SessionTests {
    @Test func `the launch secret lets one browser in, once, within a minute`() async throws {
        let laptop = try await Laptop()
        try await laptop.serving {
            let first = await laptop.desk.launchSecret()
            let second = await laptop.desk.launchSecret()
            #expect(await Visitor.launch(laptop, first.text).status == 403, "one that was made before is void")
            #expect(await Visitor.launch(laptop, String(repeating: "0", count: 64)).status == 403)
            #expect(await Visitor.launch(laptop, second.text).status == 200)
            #expect(await Visitor.launch(laptop, second.text).status == 403)
            let late = await laptop.desk.launchSecret()
            laptop.seconds.advance(Desk.launchSeconds)
            #expect(await Visitor.launch(laptop, late.text).status == 403)
        }
    }

    @Test func `whoever guesses ten times has to be let in anew`() async throws {
        let laptop = try await Laptop()
        let secret = await laptop.desk.launchSecret()
        for _ in 0..<Desk.launchTriesMax { #expect(await laptop.desk.redeem(Secret().text) == nil) }
        #expect(await laptop.desk.redeem(secret.text) == nil)
    }

    @Test func `before the passphrase there is nothing to see, and a wrong one opens nothing`() async throws {
        let laptop = try await Laptop()
        try await laptop.serving {
            var visitor = try #require(await Visitor(launching: laptop))
            for target in ["/", "/find", "/records/\(laptop.client)", "/lists/client"] {
                let answer = await visitor.get(target)
                #expect(answer.status == 303 && answer.field("location") == "/unlock", "\(target)")
            }
            _ = await visitor.read("/unlock")
            let answer = await visitor.post("/unlock", "passphrase=wrong+words")
            #expect(answer.status == 422)
            #expect(answer.body.contains("This passphrase opens nothing here"))
            #expect(!answer.body.contains("wrong words"))
            #expect(await laptop.desk.clinic == nil)
        }
    }

    @Test func `unlocking changes the session, and the page before it can do nothing any more`() async throws {
        let laptop = try await Laptop()
        try await laptop.serving {
            var visitor = try #require(await Visitor(launching: laptop))
            let before = visitor
            try await visitor.unlock()
            #expect(visitor.cookie != before.cookie)
            #expect(await before.get("/find").status == 403)
            var mixed = visitor
            mixed.token = before.token
            #expect(await mixed.post("/records/\(laptop.client)/notes", "field=notes&text=x").status == 403)
        }
    }

    @Test func `a lock shows nothing any more, has the browser forget, and hands the session on`() async throws {
        let laptop = try await Laptop()
        try await laptop.serving {
            let visitor = try await laptop.unlocked()
            #expect(await visitor.get("/records/\(laptop.client)").text.contains(Laptop.canary))
            let answer = await visitor.post("/lock", "")
            #expect(answer.status == 303 && answer.field("location") == "/unlock")
            #expect(answer.field("clear-site-data") == "\"cache\", \"storage\"")
            #expect(answer.field("connection") == "close")
            #expect(await laptop.desk.clinic == nil)
            #expect(laptop.locked.ends == [.wanted])
            let session = try #require(laptop.locked.session)
            #expect(visitor.cookie == "satchel=" + session.text)
        }
    }

    @Test func `it locks by itself when nothing was done, and not while somebody works`() async throws {
        let laptop = try await Laptop(idleSeconds: 300)
        try await laptop.serving {
            let visitor = try await laptop.unlocked()
            for _ in 0..<3 {
                laptop.seconds.advance(299)
                await laptop.desk.tick()
                #expect(await visitor.post("/active", "").status == 204)
            }
            laptop.seconds.advance(300)
            await laptop.desk.tick()
            #expect(await laptop.desk.clinic == nil)
            #expect(laptop.locked.ends == [.idle])
            #expect(visitor.cookie == "satchel=" + (try #require(laptop.locked.session)).text, "its window asks for the passphrase")
        }
    }

    @Test func `a page keeps its token while four thousand others are opened`() async throws {
        let laptop = try await Laptop()
        let token = await laptop.desk.pageToken()
        for _ in 1..<Desk.tokensMax { _ = await laptop.desk.pageToken() }
        #expect(await laptop.desk.accepts(pageToken: token))
        _ = await laptop.desk.pageToken()
        #expect(await !laptop.desk.accepts(pageToken: token))
    }

    @Test func `the launch file is the user's alone and holds no secret in its name`() throws {
        let secret = Secret()
        let file = try LaunchFile(in: "/tmp", host: "satchel-x.localhost:1", secret: secret)
        defer { file.remove() }
        #expect(!file.path.contains(secret.text))
        let mode = try FileMode.of(file.path)
        #expect(mode == 0o600)
        #expect(LaunchFile.page(host: "h", secret: secret).contains("method=\"post\""))
    }

    @Test func `more connections than there may be are closed, and the pages go on`() async throws {
        let laptop = try await Laptop()
        try await laptop.serving {
            let visitor = try await laptop.unlocked()
            let held = (0..<(PageServer.connectionsMax + 20)).map { _ in IdleConnection(laptop.socket.port) }
            // One of those that are too many is told so by its end.
            #expect(await held[PageServer.connectionsMax + 10].ends())
            for connection in held { connection.close() }
            await held[0].settle { await visitor.get("/find").status == 200 }
            #expect(await visitor.get("/find").status == 200)
        }
    }

    @Test func `a socket that is handed on has to listen on the loopback`() throws {
        let socket = try LoopbackSocket()
        #expect(try LoopbackSocket(inherited: socket.descriptor).port == socket.port)
        #expect(throws: WebAppError.self) { try LoopbackSocket(inherited: 0) }
    }
}
