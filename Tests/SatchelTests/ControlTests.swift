import Foundation
import Glibc
import Records
import Testing

@testable import satchel

struct ControlTests {
    /// Two connected ends.
    private func pair() -> (ControlConnection, ControlConnection) {
        var ends: [Int32] = [0, 0]
        let made = socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0, &ends)
        precondition(made == 0, "The system gives no socket pair.")
        return (ControlConnection(ends[0]), ControlConnection(ends[1]))
    }

    @Test(arguments: ControlFrame.Kind.allCases)
    func `a frame arrives as it was sent`(kind: ControlFrame.Kind) throws {
        let (left, right) = pair()
        defer {
            left.close()
            right.close()
        }
        for content in [[], [0], Array("{}".utf8), [UInt8](repeating: 7, count: 4000)] as [[UInt8]] {
            try left.send(ControlFrame(kind, content))
            #expect(try right.receive() == ControlFrame(kind, content))
        }
    }

    @Test func `long content arrives in pieces that together are the content`() throws {
        let (left, right) = pair()
        let content = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        // A thread of its own: a task would wait behind those of all other tests, and one of two processors with it.
        Thread.detachNewThread {
            try? left.send(.output, pieces: content)
            left.close()
        }
        var received = [UInt8]()
        while let frame = try right.receive() {
            #expect(frame.content.count <= ControlFrame.pieceBytes)
            received += frame.content
        }
        right.close()
        #expect(received == content)
    }

    @Test(
        arguments: [
            [0, 0, 0, 0, 1], [0, 16, 0, 1, 16], [255, 255, 255, 255, 16], [0, 0, 0, 1, 99], [0, 0, 0, 1, 0],
        ] as [[UInt8]])
    func `bytes that are no frame are refused before anything is allocated for them`(bytes: [UInt8]) {
        let (left, right) = pair()
        defer { right.close() }
        #expect(Files.writeAll(bytes, to: left.descriptor))
        left.close()
        #expect(throws: CommandError.self) { try right.receive() }
    }

    @Test func `a connection that ends inside a frame gives no frame`() throws {
        for count in 0..<6 {
            let (left, right) = pair()
            #expect(Files.writeAll(Array(ControlFrame(.answer, [1, 2]).encoded.prefix(count)), to: left.descriptor))
            left.close()
            #expect(try right.receive() == nil)
            right.close()
        }
    }

    @Test(arguments: [
        ControlRequest.lock,
        .run(arguments: ["client", "add", "--set", "given_name=مريم\n"], directory: "/home/a b", terminal: .plain, person: nil),
        .run(
            arguments: [], directory: "/", terminal: Terminal(outputIsTerminal: true, talkIsTerminal: false, columns: 99, language: "uk"),
            person: PersonID(bytes: [UInt8](repeating: 7, count: 16))),
    ])
    func `a request is read as it was written`(request: ControlRequest) {
        #expect(ControlRequest(json: request.json) == request)
    }

    @Test(
        arguments: [
            [:], ["do": "erase"], ["do": "run"],
            ["do": "run", "arguments": [], "directory": "relative", "terminal": Terminal.plain.json, "person": nil],
            ["do": "run", "arguments": [1], "directory": "/", "terminal": Terminal.plain.json, "person": nil],
            [
                "do": "run", "arguments": [], "directory": "/", "person": nil,
                "terminal": ["output": true, "talk": true, "columns": 5, "language": "en"],
            ],
            [
                "do": "run", "arguments": .array(Array(repeating: "a", count: 4097)), "directory": "/", "terminal": Terminal.plain.json,
                "person": nil,
            ],
            ["do": "run", "arguments": [], "directory": "/", "terminal": Terminal.plain.json],
            ["do": "run", "arguments": [], "directory": "/", "terminal": Terminal.plain.json, "person": "somebody"],
            ["do": "run", "arguments": [], "directory": "/", "terminal": Terminal.plain.json, "person": 7],
        ] as [JSONValue])
    func `a request that says something else is not taken`(json: JSONValue) {
        #expect(ControlRequest(json: json) == nil)
    }

    @Test func `both ends learn from the kernel who the other one is`() {
        let (left, right) = pair()
        defer {
            left.close()
            right.close()
        }
        #expect(ControlSocket.peer(of: left.descriptor) == ControlSocket.Peer(process: getpid(), user: geteuid()))
        #expect(ControlSocket.Peer(process: 1, user: geteuid() + 1).isThisUser == false)
    }

    @Test(arguments: [20, 300])
    func `a socket serves only its user, at a path of any length`(length: Int) throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/" + String(repeating: "d", count: min(length, 200)) + "/control"
        try folder.makeFolder(String(repeating: "d", count: min(length, 200)))
        let listener = try ControlSocket.listen(at: path)
        defer { close(listener) }
        #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
        let client = try #require(ControlSocket.connect(to: path))
        close(client)
    }

    @Test func `nobody listens at a socket whose process is gone, and the next holder replaces it`() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/control"
        close(try ControlSocket.listen(at: path))
        #expect(ControlSocket.connect(to: path) == nil)
        let listener = try ControlSocket.listen(at: path)
        let client = try #require(ControlSocket.connect(to: path))
        close(client)
        close(listener)
    }

    @Test func `a mailbox hands over in order, and then says that nothing more comes`() async {
        let mailbox = Mailbox<Int>()
        mailbox.deliver(1)
        let waiting = Task { [await mailbox.next(), await mailbox.next(), await mailbox.next(), await mailbox.next()] }
        mailbox.deliver(2)
        await Task.yield()
        mailbox.deliver(3)
        mailbox.close()
        #expect(await waiting.value == [1, 2, 3, nil])
    }

    @Test func `a question and a file go to where the command was typed, and refusals come back as they were`() async throws {
        let (left, right) = pair()
        let answers = Mailbox<ControlFrame>()
        let channel = ControlChannel(connection: left, answers: answers)
        answers.deliver(ControlFrame(.answer, Array("yes".utf8)))
        #expect(try await channel.ask("Match?", secret: false) == "yes")
        #expect(try right.receive()?.json == ["question": "Match?", "secret": false])
        for piece in [[1, 2], [3], []] as [[UInt8]] { answers.deliver(ControlFrame(.input, piece)) }
        #expect(try await channel.read("-", byteCountMax: 3) == [1, 2, 3])
        #expect(try right.receive()?.json == ["path": "-", "bytesMax": 3])
        answers.deliver(ControlFrame(.input, [1, 2, 3, 4]))
        await #expect(throws: CommandError.self) { try await channel.read("-", byteCountMax: 3) }
        answers.deliver(ControlFrame(.declined, ["code": "noTerminal", "message": "m", "hint": "h"]))
        let refusal = await #expect(throws: CommandError.self) { try await channel.ask("?", secret: true) }
        #expect(refusal?.code == .noTerminal && refusal?.hint == "h")
        answers.close()
        await #expect(throws: CancellationError.self) { try await channel.ask("?", secret: true) }
        left.close()
        right.close()
    }
}
