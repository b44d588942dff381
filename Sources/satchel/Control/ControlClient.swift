import Glibc
import Records

/// A connection to the process that holds the store.
struct ControlClient {
    /// How long the holder may take to say that it is there.
    static let welcomeSeconds = 5
    /// The largest file that is read on behalf of the holder.
    static let wantedBytesMax: Int64 = 1 << 30

    let connection: ControlConnection
    let holder: ControlSocket.Peer

    static var welcome: [UInt8] { Array("satchel-control 2 \(Version.text)".utf8) }

    /// Connects when somebody listens.
    ///
    /// - Returns: `nil` when nobody holds the store through its control socket.
    /// - Throws: ``CommandErrorCode/holderSilent`` when somebody does and does not answer.
    init?(socketPath: String) throws(CommandError) {
        guard let descriptor = ControlSocket.connect(to: socketPath) else { return nil }
        connection = ControlConnection(descriptor)
        guard let peer = ControlSocket.peer(of: descriptor), peer.isThisUser else {
            connection.close()
            throw CommandError(
                .holderSilent, "The control socket of the store belongs to another user.",
                hint: "Check who may write to the store's folder.")
        }
        holder = peer
        ControlSocket.setTimeout(SO_RCVTIMEO, seconds: Self.welcomeSeconds, on: descriptor)
        guard let frame = try connection.receive(), frame.kind == .welcome else {
            connection.close()
            throw CommandError(
                .holderSilent, "Process \(peer.process) holds the store and does not answer.",
                hint: "Lock it with `satchel lock`, or end that process.")
        }
        guard frame.content == Self.welcome else {
            connection.close()
            throw CommandError(
                .controlBroken, "Process \(peer.process) holds the store and is another version of Satchel.",
                hint: "Lock it with `satchel lock`, and open it again with this version.")
        }
        ControlSocket.setTimeout(SO_RCVTIMEO, seconds: 0, on: descriptor)
    }

    /// Lets the holder run a command, and is its eyes, ears and hands meanwhile.
    ///
    /// - Parameter person: whose passphrase was given with the command; the holder refuses it when it is somebody else's.
    func run(_ arguments: [String], for person: PersonID?, _ context: CommandContext) async throws -> ExitStatus {
        defer { connection.close() }
        let request = ControlRequest.run(arguments: arguments, directory: context.directory, terminal: context.terminal, person: person)
        try connection.send(ControlFrame(.request, request.json))
        while let frame = try connection.receive() {
            switch frame.kind {
            case .output: try context.channel.output(frame.content)
            case .talk: context.channel.talk(frame.content)
            case .ask, .want: try await attend(to: frame, context)
            case .done: return frame.content.first.flatMap { ExitStatus(rawValue: Int32($0)) } ?? .failed
            case .welcome, .request, .answer, .input, .declined: throw ControlConnection.broken()
            }
        }
        throw CommandError(
            .controlBroken, "The process that held the store ended before the command was done.",
            hint: "What was reported as saved is saved; run the command again.")
    }

    private func attend(to frame: ControlFrame, _ context: CommandContext) async throws {
        guard let json = frame.json else { throw ControlConnection.broken() }
        do {
            if frame.kind == .ask {
                let answer = try await context.channel.ask(json["question"]?.textValue ?? "", secret: json["secret"]?.flagValue ?? true)
                try connection.send(ControlFrame(.answer, Array(answer.utf8)))
            } else {
                guard let path = json["path"]?.textValue, let bytesMax = json["bytesMax"]?.integerValue,
                    (0...Self.wantedBytesMax).contains(bytesMax)
                else { throw ControlConnection.broken() }
                let content = try await context.channel.read(path, byteCountMax: Int(bytesMax))
                try connection.send(.input, pieces: content)
                try connection.send(ControlFrame(.input))
            }
        } catch let error as CommandError {
            try connection.send(
                ControlFrame(
                    .declined, ["code": .text(error.code.rawValue), "message": .text(error.message), "hint": .text(error.hint)]))
        }
    }
}
