internal import Foundation
internal import Records

/// The tables of `Schemas/names/`, read once.
struct NameTables: Sendable {
    /// Sounds of a letter, and the letter in Latin.
    private(set) var letters: [Unicode.Scalar: (sounds: [UInt8], latin: String)] = [:]
    /// Sounds of a group of Latin letters; the groups that begin with a letter, longest first.
    private(set) var groups: [UInt8: [(letters: [UInt8], sounds: [UInt8])]] = [:]
    /// The number of a given name by its spelling, as ``spellingKey(_:)`` has it.
    private(set) var given: [String: Int] = [:]
    private(set) var givenNames: [String] = []
    /// The numbers of the given names that a spelling may stand for besides its own.
    private(set) var related: [String: Set<Int>] = [:]
    private(set) var particles: [String: Particle] = [:]

    enum Particle: String, Sendable {
        case article, dropped, title, joined, final
        case kunyaFather = "kunya-father"
        case kunyaMother = "kunya-mother"
    }

    static let shared = NameTables(SchemaCatalog.embeddedFiles)

    /// Changes with every change of the tables: FNV-1a over the files.
    private(set) var fingerprint: UInt64 = 0xCBF2_9CE4_8422_2325

    /// - Precondition: the files are those of this version; a test reads them.
    init(_ files: [String: [UInt8]]) {
        for (path, content) in files.sorted(by: { $0.key < $1.key }) where path.hasPrefix("names/") {
            for byte in Array(path.utf8) + content { fingerprint = (fingerprint ^ UInt64(byte)) &* 0x100_0000_01B3 }
        }
        for row in Self.rows(files, "letters") {
            guard let letter = row[0].unicodeScalars.first else { continue }
            letters[letter] = (Array(row.count > 1 ? row[1] : "").map { $0.asciiValue ?? 0 }, row.count > 2 ? row[2] : "")
        }
        for row in Self.rows(files, "latin") {
            let letters = Array(row[0].utf8)
            groups[letters[0], default: []].append((letters, row.count > 1 ? Array(row[1].utf8) : []))
        }
        for (first, list) in groups { groups[first] = list.sorted { $0.letters.count > $1.letters.count } }
        var numbers = [String: Int]()
        for row in Self.rows(files, "given") where row.count > 1 {
            numbers[row[0]] = givenNames.count
            for spelling in row[1].split(separator: " ") { given[Self.spellingKey(String(spelling))] = givenNames.count }
            givenNames.append(row[0])
        }
        for row in Self.rows(files, "related") where row.count > 1 {
            let targets = Set(row[1].split(separator: " ").compactMap { numbers[String($0)] })
            // A name of the table stands for all of its spellings.
            let spellings = numbers[row[0]].map { number in given.filter { $0.value == number }.map(\.key) } ?? []
            for spelling in spellings + [Self.spellingKey(row[0])] { related[spelling, default: []].formUnion(targets) }
        }
        for row in Self.rows(files, "particles") where row.count > 1 {
            guard let particle = Particle(rawValue: row[0]) else { continue }
            for word in row[1].split(separator: " ") { particles[SearchText.fold(String(word)).filter { $0 != " " }] = particle }
        }
    }

    /// A word without case, marks, and doubled letters.
    static func spellingKey(_ word: String) -> String {
        let folded = SearchText.fold(word)
        if folded.unicodeScalars.allSatisfy(standsAlone) {
            var result = String.UnicodeScalarView()
            for scalar in folded.unicodeScalars where scalar != result.last && scalar != " " { result.append(scalar) }
            return String(result)
        }
        var result = ""
        for character in folded where character != result.last && character != " " { result.append(character) }
        return result
    }

    /// Whether a letter is a character by itself, in normalisation form C and KC whatever stands beside it. Of the letters that most names
    /// consist of, so that those need no looking up; for others the answer may be no.
    static func standsAlone(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        // Latin but for what form KC writes otherwise; Cyrillic and Arabic but for their marks.
        case 0x20..<0x7F, 0xC0..<0x132, 0x134..<0x13F, 0x141..<0x149, 0x14A..<0x17F, 0x400..<0x483, 0x48A..<0x530, 0x621...0x63A,
            0x641...0x64A:
            true
        default: false
        }
    }

    private static func rows(_ files: [String: [UInt8]], _ name: String) -> [[String]] {
        String(decoding: files["names/\(name).tsv"] ?? [], as: UTF8.self).split(separator: "\n").filter { !$0.hasPrefix("#") }
            .map { $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init) }
    }
}
