import Records

/// The channel of a command that was typed in another process.
struct ControlChannel: Channel {
    let connection: ControlConnection
    let answers: Mailbox<ControlFrame>

    func output(_ bytes: [UInt8]) throws { try connection.send(.output, pieces: bytes) }

    func talk(_ bytes: [UInt8]) { try? connection.send(.talk, pieces: bytes) }

    func ask(_ question: String, secret: Bool) async throws -> String {
        try connection.send(ControlFrame(.ask, ["question": .text(question), "secret": .flag(secret)]))
        let frame = try await next()
        guard frame.kind == .answer else { throw ControlConnection.broken() }
        return String(decoding: frame.content, as: UTF8.self)
    }

    func read(_ path: String, byteCountMax: Int) async throws -> [UInt8] {
        try connection.send(ControlFrame(.want, ["path": .text(path), "bytesMax": .integer(Int64(byteCountMax))]))
        var result = [UInt8]()
        while true {
            let frame = try await next()
            guard frame.kind == .input, result.count + frame.content.count <= byteCountMax else { throw ControlConnection.broken() }
            guard !frame.content.isEmpty else { return result }
            result += frame.content
        }
    }

    private func next() async throws -> ControlFrame {
        guard let frame = await answers.next() else { throw CancellationError() }
        guard frame.kind == .declined else { return frame }
        guard let json = frame.json, let code = json["code"]?.textValue.flatMap(CommandErrorCode.init),
            let message = json["message"]?.textValue
        else { throw ControlConnection.broken() }
        throw CommandError(code, message, hint: json["hint"]?.textValue ?? "")
    }
}
