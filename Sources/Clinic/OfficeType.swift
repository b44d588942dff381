import Vault

/// What an archive is by the names in it: office documents are zip archives. Nothing is unpacked.
enum OfficeType {
    static let archive = "application/zip"
    static let document = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    static let workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    static let slides = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
    static let openText = "application/vnd.oasis.opendocument.text"
    static let openSheet = "application/vnd.oasis.opendocument.spreadsheet"

    /// Bytes of the directory of an archive that are looked at; office documents have a few kilobytes.
    static let directoryBytesMax = 1 << 20
    private static let openTypes: Set<String> = [openText, openSheet, "application/vnd.oasis.opendocument.presentation"]
    private static let folders = ["word/": document, "xl/": workbook, "ppt/": slides]

    static func recognised(_ file: ReadableFile, beginning: [UInt8]) throws -> String {
        if let open = openType(beginning) { return open }
        guard let names = try names(file), names.contains("[Content_Types].xml") else { return archive }
        let types = Set(folders.filter { folder in names.contains { $0.hasPrefix(folder.key) } }.values)
        return types.count == 1 ? types.first ?? archive : archive
    }

    /// OpenDocument has its type, uncompressed, as the first file, named `mimetype` (ODF 1.2 part 3, 3.3).
    private static func openType(_ beginning: [UInt8]) -> String? {
        let content = 30 + 8
        guard beginning.count > content, beginning[8...9].elementsEqual([0, 0]), number(beginning, 26, 2) == 8,
            number(beginning, 28, 2) == 0,
            beginning[30..<content].elementsEqual("mimetype".utf8)
        else { return nil }
        let size = number(beginning, 18, 4)
        guard size <= 100, beginning.count >= content + size else { return nil }
        let type = String(decoding: beginning[content..<content + size], as: UTF8.self)
        return openTypes.contains(type) ? type : nil
    }

    /// The names in the directory at the end (APPNOTE 4.3.12, 4.3.16); `nil` where it is not found or longer than is looked at.
    private static func names(_ file: ReadableFile) throws -> Set<String>? {
        let tailCount = Int(min(file.byteCount, 22 + 65_535))
        let tail = try file.read(at: file.byteCount - UInt64(tailCount), count: tailCount)
        guard tail.count >= 22, let end = (0...tail.count - 22).last(where: { number(tail, $0, 4) == 0x0605_4B50 }) else { return nil }
        let size = number(tail, end + 12, 4)
        let start = number(tail, end + 16, 4)
        guard size <= directoryBytesMax, UInt64(start) + UInt64(size) <= file.byteCount else { return nil }
        let directory = try file.read(at: UInt64(start), count: size)
        var names = Set<String>()
        var place = 0
        while place + 46 <= directory.count, number(directory, place, 4) == 0x0201_4B50 {
            let length = number(directory, place + 28, 2)
            guard place + 46 + length <= directory.count else { return nil }
            names.insert(String(decoding: directory[place + 46..<place + 46 + length], as: UTF8.self))
            place += 46 + length + number(directory, place + 30, 2) + number(directory, place + 32, 2)
        }
        return names
    }

    /// A little-endian number.
    private static func number(_ bytes: [UInt8], _ place: Int, _ count: Int) -> Int {
        (0..<count).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) }
    }
}
