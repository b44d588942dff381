/// Every label that separates one use of a key from another, in one place. Each is used by exactly one construction,
/// ends in a zero byte so that no label is the beginning of another input, and never changes its meaning.
enum Labels {
    static let sealedObject = bytes("satchel/v1/sealed-object")
    static let wrappedKey = bytes("satchel/v1/wrapped-key")
    static let keyfileSlot = bytes("satchel/v1/keyfile-slot")
    static let keyfileDirectory = bytes("satchel/v1/keyfile-directory")
    static let keyRing = bytes("satchel/v1/key-ring")
    static let stanza = bytes("satchel/v1/stanza")
    static let frames = bytes("satchel/v1/frames")
    static let fingerprint = bytes("satchel/v1/fingerprint")

    /// The bytes of a label: its text and one zero byte, whether or not the text already ends in it.
    static func bytes(_ text: String) -> [UInt8] {
        var bytes = Array(text.utf8)
        if bytes.last != 0 { bytes.append(0) }
        precondition(bytes.dropLast().allSatisfy { $0 != 0 }, "A label holds no zero byte but its last.")
        return bytes
    }
}
