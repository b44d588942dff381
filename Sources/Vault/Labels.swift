/// What the objects of a store are bound to, so that none opens in another's place. Each label is used by one kind of object.
enum Labels {
    /// Followed by the table's name and the row's number.
    static let row = bytes("satchel/v1/vault-row")
    /// Followed by the file's random name.
    static let document = bytes("satchel/v1/vault-document")
    /// Followed by the store's id.
    static let image = bytes("satchel/v1/vault-image")

    /// Followed by the store's id.
    static let heads = bytes("satchel/v1/vault-heads")

    private static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) + [0] }
}
