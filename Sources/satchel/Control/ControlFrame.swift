import Records

/// One message on the control socket.
///
/// The socket lies in the store's folder, mode 0600, and belongs to the process that holds the store. Both ends ask
/// the kernel (`SO_PEERCRED`) that the other runs as the same user. A frame is
///
///     length  4 bytes, most significant first: of kind and content together, 1 to 1,048,576
///     kind    1 byte
///     content length - 1 bytes
///
/// The holder opens with `welcome`, the client answers with `request`. For a command the holder then sends any number
/// of `output`, `talk`, `ask` and `want`; each `ask` is answered by one `answer`, each `want` by `input` frames of
/// which an empty one is the last, and either by `declined` instead. `done` is the last frame. A client that goes away
/// before it has cancelled its command. Writer and reader: `ControlServer`, `ControlClient`.
struct ControlFrame: Hashable, Sendable {
    enum Kind: UInt8, Sendable, CaseIterable {
        /// From the holder: the version of the protocol and of the program, as text.
        case welcome = 1
        /// From the client: JSON, see ``ControlRequest``.
        case request = 2

        /// From the holder: bytes for standard output.
        case output = 16
        /// From the holder: bytes for standard error.
        case talk = 17
        /// From the holder: JSON `{"question", "secret"}`.
        case ask = 18
        /// From the holder: JSON `{"path", "bytesMax"}`, a file to be read where the client runs.
        case want = 19
        /// From the holder: one byte, the exit status.
        case done = 20

        /// From the client: the line that was typed.
        case answer = 32
        /// From the client: the next bytes of a wanted file; none at its end.
        case input = 33
        /// From the client: JSON `{"code", "message", "hint"}`, why there is no answer.
        case declined = 34
    }

    static let bytesMax = 1 << 20
    /// Content is cut into frames of this many bytes.
    static let pieceBytes = 1 << 16

    let kind: Kind
    let content: [UInt8]

    init(_ kind: Kind, _ content: [UInt8] = []) {
        self.kind = kind
        self.content = content
    }

    init(_ kind: Kind, _ json: JSONValue) { self.init(kind, json.serialized()) }

    /// - Precondition: The content is shorter than ``bytesMax``.
    var encoded: [UInt8] {
        precondition(content.count < Self.bytesMax, "Content is cut into pieces before it is framed.")
        let length = UInt32(content.count + 1)
        return stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: length >> UInt32($0)) } + [kind.rawValue] + content
    }

    /// Reads the length that a frame begins with.
    ///
    /// - Parameter prefix: exactly four bytes.
    /// - Returns: `nil` when it is no length that a frame can have.
    static func length(_ prefix: [UInt8]) -> Int? {
        let length = prefix.reduce(0) { $0 << 8 | Int($1) }
        return prefix.count == 4 && (1...bytesMax).contains(length) ? length : nil
    }

    /// - Parameter body: kind and content.
    /// - Returns: `nil` for an unknown kind.
    init?(body: [UInt8]) {
        guard let first = body.first, let kind = Kind(rawValue: first) else { return nil }
        self.init(kind, Array(body.dropFirst()))
    }

    var json: JSONValue? { try? JSONValue(parsing: content) }
}
