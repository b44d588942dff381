import Foundation

/// Bytes of a token as text that fits into an address, a form and an argument: Base64 for URLs, without padding.
enum TokenText {
    /// Longer texts are no token.
    static let bytesMax = 64 * 1024

    static func encode(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    /// - Returns: `nil` for what is no such text.
    static func decode(_ text: String) -> [UInt8]? {
        guard text.utf8.count <= bytesMax else { return nil }
        let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        return Data(base64Encoded: text.replacing("-", with: "+").replacing("_", with: "/") + padding).map { Array($0) }
    }
}
