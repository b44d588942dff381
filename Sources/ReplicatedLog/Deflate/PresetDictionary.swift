import Records

/// Words of one language that a deflate stream can refer to without carrying them.
///
/// Made by `Schemas/dictionaries/build.py` from labels and phrases in this repository, immutable, pinned by hash in
/// `Schemas/log.md`. A stream names one by its number.
struct PresetDictionary: Sendable {
    /// What stands in a stream; 0 is no dictionary's.
    let number: UInt8
    let bytes: [UInt8]
    /// The classes of texts that it has words for.
    let textClasses: Set<TextClass>

    static let numberMax: UInt8 = 63

    /// All that this version reads, in order of their numbers, from 1 on.
    static let all: [PresetDictionary] = {
        let files = SchemaCatalog.embeddedFiles
        return releases.enumerated().map { index, release in
            guard let bytes = files["dictionaries/\(release.file).bin"] else {
                preconditionFailure("The executable lacks a dictionary.")
            }
            return PresetDictionary(number: UInt8(index + 1), bytes: bytes, textClasses: release.classes)
        }
    }()

    /// Once released, a line is never changed and keeps its place: the place is the number.
    private static let releases: [(file: String, classes: Set<TextClass>)] = [
        ("en-1", [.digits, .ascii]),
        ("fr-1", [.latin]),
        ("ar-1", [.arabic]),
        ("uk-1", [.cyrillic]),
    ]

    static subscript(number: UInt8) -> PresetDictionary? {
        number > 0 && Int(number) <= all.count ? all[Int(number) - 1] : nil
    }
}
