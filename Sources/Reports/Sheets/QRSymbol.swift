import CQRencode
import Glibc

/// A text as a QR code (ISO/IEC 18004), drawn by the path of an SVG.
///
/// Error correction Q: a quarter of the symbol may be soiled or creased. The quiet zone of four modules belongs to it.
public struct QRSymbol: Hashable, Sendable {
    static let quietModules = 4
    /// Bytes of text; a case number has less than 20.
    static let textBytesMax = 128

    /// Modules along an edge, with the quiet zone.
    public let size: Int
    /// The dark modules, a rectangle for each run in a row: digits and `Mhvz-` only.
    public let path: String

    /// - Returns: `nil` for text that is empty, longer than ``textBytesMax`` or has a NUL.
    public init?(_ text: String) {
        guard (1...Self.textBytesMax).contains(text.utf8.count), !text.utf8.contains(0),
            let code = QRcode_encodeString(text, 0, QR_ECLEVEL_Q, QR_MODE_8, 1)
        else { return nil }
        defer { QRcode_free(code) }
        let width = Int(code.pointee.width)
        let modules = UnsafeBufferPointer(start: code.pointee.data, count: width * width)
        var path = ""
        for row in 0..<width {
            var column = 0
            while column < width {
                guard modules[row * width + column] & 1 == 1 else {
                    column += 1
                    continue
                }
                let first = column
                while column < width, modules[row * width + column] & 1 == 1 { column += 1 }
                path += "M\(first + Self.quietModules) \(row + Self.quietModules)h\(column - first)v1h-\(column - first)z"
            }
        }
        size = width + 2 * Self.quietModules
        self.path = path
    }
}
