/// How the bytes of a text file stand for letters.
public enum TextEncoding: String, Sendable, CaseIterable {
    /// UTF-8, or UTF-16 where a byte order mark says so.
    case automatic = "auto"
    case utf8 = "utf-8"
    case windows1252 = "windows-1252"
    case windows1251 = "windows-1251"
    case windows1256 = "windows-1256"

    /// What a byte from 0x80 on stands for; `nil` where the encoding is Unicode's own.
    var codePage: [UInt16]? {
        switch self {
        case .automatic, .utf8: nil
        case .windows1252: CodePages.windows1252
        case .windows1251: CodePages.windows1251
        case .windows1256: CodePages.windows1256
        }
    }
}
