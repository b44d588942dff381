import Records

/// Text that a deflate stream can refer to without carrying it: names and codes of the schemas, and words of one language.
///
/// Made by `Schemas/dictionaries/build.py`, immutable, pinned by hash in `Schemas/log.md`. A stream names one by its number.
public struct PresetDictionary: Sendable {
    /// What stands in a stream; 0 and 255 are no dictionary's.
    public let number: UInt8
    /// BCP 47.
    public let language: String
    /// SHA-256 of ``bytes``, whose first 16 digits name the file.
    public let digest: EntryHash
    let bytes: [UInt8]
    let chains: MatchFinder.Chains
    /// The classes of texts that it has words for.
    let textClasses: Set<TextClass>

    /// All that this version reads, in order of their numbers, from 1 on.
    public static let all: [PresetDictionary] = {
        let files = SchemaCatalog.embeddedFiles
        return releases.enumerated().map { index, release in
            guard let bytes = files["dictionaries/\(release.file).bin"] else {
                preconditionFailure("The executable lacks a dictionary.")
            }
            return PresetDictionary(number: UInt8(index + 1), language: release.language, textClasses: release.classes, bytes: bytes)
        }
    }()

    /// Once released, a line is never changed and keeps its place: the place is the number.
    private static let releases: [(file: String, language: String, classes: Set<TextClass>)] = [
        // RELEASES
    ]

    /// The numbers of ``all``, as a device announces what it reads.
    public static let readable = Set(all.map(\.number))

    static subscript(number: UInt8) -> PresetDictionary? {
        number > 0 && Int(number) <= all.count ? all[Int(number) - 1] : nil
    }

    private init(number: UInt8, language: String, textClasses: Set<TextClass>, bytes: [UInt8]) {
        self.number = number
        self.language = language
        self.textClasses = textClasses
        self.bytes = bytes
        digest = EntryHash(hashing: bytes)
        var chains = MatchFinder.Chains(count: bytes.count)
        bytes.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            for position in 0..<max(0, buffer.count - 3) { chains.insert(position, of: base, as: position) }
        }
        self.chains = chains
    }

    /// How much of `sample` is in here, in bytes that need not be spelled.
    func coverage(of sample: ArraySlice<UInt8>) -> Int {
        var all = bytes
        let start = all.count
        all.append(contentsOf: sample)
        return all.withUnsafeBufferPointer { buffer in
            var finder = MatchFinder(buffer, start: start, dictionary: chains, depth: 8)
            var matches = [UInt32]()
            var covered = 0
            var position = start
            while position < buffer.count {
                matches.removeAll(keepingCapacity: true)
                finder.find(position, into: &matches)
                // A match costs about as much as three letters.
                let length = matches.last.map { Int($0 >> 16) } ?? 0
                if length > 4 {
                    covered += length - 3
                    position += length
                } else {
                    position += 1
                }
            }
            return covered
        }
    }
}
