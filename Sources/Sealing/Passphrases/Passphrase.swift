import Crypto
import Foundation
public import Records

/// What a person types to unlock a store, in the one form from which keys are derived.
///
/// Text is brought into Unicode normal form NFKC and white space around it removed, so that another keyboard gives the
/// same bytes. Exactly six words of ``Words`` count as those words, whatever their case and whatever stands between them.
/// The bytes are wiped when the last copy goes; the text that was passed in is not ours to wipe.
public struct Passphrase: Sendable {
    /// The most UTF-8 bytes of a passphrase, as typed and as normalised.
    public static let byteCountMax = 1024

    let bytes: SymmetricKey

    /// - Throws: `.emptyPassphrase`, `.passphraseTooLong`.
    public init(_ text: String) throws(SealingError) {
        guard text.utf8.count <= Self.byteCountMax else { throw Self.tooLong }
        let canonical = Self.canonical(text)
        guard !canonical.isEmpty else {
            throw SealingError(.emptyPassphrase, "The passphrase is empty.", hint: "Type a passphrase, or let six words be chosen.")
        }
        // Compatibility normalisation can make a text up to eighteen times as long.
        guard canonical.utf8.count <= Self.byteCountMax else { throw Self.tooLong }
        bytes = SymmetricKey(data: Array(canonical.utf8))
    }

    static func canonical(_ text: String) -> String {
        if let words = try? Words.parse(text), words.count == Words.passphraseWordCount { return words.joined(separator: "-") }
        let scalars = text.precomposedStringWithCompatibilityMapping.unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return "" }
        return String(scalars[first...last])
    }

    private static var tooLong: SealingError {
        SealingError(.passphraseTooLong, "The passphrase is longer than \(byteCountMax) bytes.", hint: "Use a shorter one.")
    }
}
