import CZip
import Records

/// The parts of a workbook's zip, in memory. Nothing is ever unpacked to a disk, and no name in it is taken for a path.
///
/// Every limit is checked against what the zip says before anything is allocated, and again while it inflates.
final class ZipArchive {
    struct Part {
        let index: UInt64
        let byteCount: UInt64
        let deflatedByteCount: UInt64
    }

    private let memory: UnsafeMutableRawBufferPointer
    private let archive: OpaquePointer
    private(set) var parts: [String: Part] = [:]
    private var inflatedByteCount: UInt64 = 0

    init(_ bytes: [UInt8]) throws(TablesError) {
        try ZipDirectory.check(bytes)
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
        memory.copyBytes(from: bytes)
        guard let source = zip_source_buffer_create(memory.baseAddress, UInt64(bytes.count), 0, nil) else {
            memory.deallocate()
            throw Self.damaged
        }
        guard let archive = zip_open_from_source(source, ZIP_RDONLY, nil) else {
            zip_source_free(source)
            memory.deallocate()
            throw Self.damaged
        }
        self.memory = memory
        self.archive = archive
        try readDirectory()
    }

    deinit {
        zip_discard(archive)
        memory.deallocate()
    }

    private func readDirectory() throws(TablesError) {
        let count = zip_get_num_entries(archive, 0)
        guard count <= Int64(WorkbookLimits.partCountMax) else { throw ZipDirectory.tooManyParts }
        var total: UInt64 = 0
        for index in 0..<UInt64(max(0, count)) {
            var stat = zip_stat_t()
            zip_stat_init(&stat)
            // Raw, or the library would take the name for one of another encoding and translate what hides in it.
            guard zip_stat_index(archive, index, ZIP_FL_ENC_RAW, &stat) == 0,
                let name = stat.name.flatMap({ String(validatingCString: $0) })
            else {
                throw Self.damaged
            }
            try PartName.check(name)
            if name.hasSuffix("/") { continue }
            guard parts.updateValue(Part(index: index, byteCount: stat.size, deflatedByteCount: stat.comp_size), forKey: name) == nil else {
                throw TablesError(.damagedArchive, "Two parts of the workbook have one name.", hint: Self.saveAgain)
            }
            guard stat.encryption_method == UInt16(ZIP_EM_NONE) else {
                throw TablesError(.encryptedPart, "A part of the workbook is encrypted.", hint: "Save it without a password.")
            }
            guard [UInt16(ZIP_CM_STORE), UInt16(ZIP_CM_DEFLATE)].contains(stat.comp_method) else {
                throw TablesError(
                    .unsupportedPart, "A part of the workbook is packed in a way that workbooks are not.", hint: Self.saveAgain)
            }
            let (sum, overflow) = total.addingReportingOverflow(stat.size)
            guard !overflow, sum <= UInt64(WorkbookLimits.inflatedBytesMax) else { throw Self.inflatesTooFar }
            total = sum
        }
    }

    /// The content of a part.
    ///
    /// - Throws: `.missingPart`, `.inflatesTooFar`, `.damagedArchive` also where the checksum differs.
    func content(_ name: String) throws(TablesError) -> [UInt8] {
        guard let part = parts[name] else {
            throw TablesError(.missingPart, "The workbook lacks a part that it names.", hint: Self.saveAgain)
        }
        try Self.checkRatio(part.byteCount, from: part.deflatedByteCount)
        guard part.byteCount <= UInt64(WorkbookLimits.inflatedBytesMax) - inflatedByteCount else { throw Self.inflatesTooFar }
        guard let file = zip_fopen_index(archive, part.index, 0) else { throw Self.damaged }
        defer { zip_fclose(file) }
        var content = [UInt8]()
        content.reserveCapacity(Int(part.byteCount))
        let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 1)
        defer { piece.deallocate() }
        guard let start = piece.baseAddress else { throw Self.damaged }
        while true {
            let count = zip_fread(file, start, UInt64(piece.count))
            guard count >= 0 else { throw Self.damaged }
            if count == 0 { break }
            // What the directory says of the length is a claim like any other.
            guard UInt64(content.count + Int(count)) <= part.byteCount else { throw Self.inflatesTooFar }
            content.append(contentsOf: UnsafeRawBufferPointer(rebasing: piece[..<Int(count)]))
        }
        guard UInt64(content.count) == part.byteCount else { throw Self.damaged }
        inflatedByteCount += part.byteCount
        return content
    }

    private static func checkRatio(_ byteCount: UInt64, from deflatedByteCount: UInt64) throws(TablesError) {
        guard
            byteCount <= UInt64(WorkbookLimits.ratioFreeBytes)
                || byteCount / UInt64(WorkbookLimits.ratioMax) <= deflatedByteCount
        else { throw inflatesTooFar }
    }

    private static let saveAgain = WorkbookLimits.saveAgain
    private static var damaged: TablesError {
        TablesError(
            .damagedArchive, "The workbook is cut off or damaged: its zip cannot be read.", hint: "Copy the file again, or save it again.")
    }
    private static var inflatesTooFar: TablesError {
        TablesError(
            .inflatesTooFar,
            "The workbook would inflate to more than \(WorkbookLimits.inflatedBytesMax >> 20) MiB, or to more than "
                + "\(WorkbookLimits.ratioMax) times its size.", hint: "Save the sheet as CSV, or split it.")
    }
}

/// What is known of a zip before a library reads it.
private enum ZipDirectory {
    private static let endByteCount = 22

    /// - Throws: when the bytes are too many, no zip, or their directory claims too much.
    static func check(_ bytes: [UInt8]) throws(TablesError) {
        guard bytes.count <= WorkbookLimits.fileBytesMax else {
            throw TablesError(
                .tooLarge, "The workbook is larger than \(WorkbookLimits.fileBytesMax >> 20) MiB.", hint: "Save the sheet as CSV.")
        }
        guard !bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) else {
            throw TablesError(
                .notAWorkbook, "This is an old Excel file (.xls), or a workbook under a password.",
                hint: "Save it as .xlsx without a password.")
        }
        guard bytes.starts(with: [0x50, 0x4B, 3, 4]) else {
            throw TablesError(.notAWorkbook, "This is not a workbook (.xlsx).", hint: WorkbookLimits.saveAgain)
        }
        guard let count = entryCount(bytes) else {
            throw TablesError(
                .damagedArchive, "The workbook is cut off: the directory at its end is missing.",
                hint: "Copy the file again, or save it again.")
        }
        guard count <= WorkbookLimits.partCountMax else { throw tooManyParts }
    }

    /// What the end of the central directory says; its comment is at most 64 KiB long.
    private static func entryCount(_ bytes: [UInt8]) -> Int? {
        guard bytes.count >= endByteCount else { return nil }
        var place = bytes.count - endByteCount
        let last = max(0, place - 0xFFFF)
        while place >= last {
            if bytes[place] == 0x50, bytes[place + 1] == 0x4B, bytes[place + 2] == 5, bytes[place + 3] == 6 {
                return Int(bytes[place + 10]) | Int(bytes[place + 11]) << 8
            }
            place -= 1
        }
        return nil
    }

    static var tooManyParts: TablesError {
        TablesError(
            .tooManyParts, "The workbook has more than \(WorkbookLimits.partCountMax) parts.", hint: WorkbookLimits.saveAgain)
    }
}

/// Names of parts. They are only compared, but who plays tricks with them is not trusted with the rest.
enum PartName {
    static func check(_ name: String) throws(TablesError) {
        let segments = name.split(separator: "/", omittingEmptySubsequences: false).dropLast(name.hasSuffix("/") ? 1 : 0)
        guard !segments.isEmpty, name.utf8.count <= 1024, !segments.contains(where: { $0.isEmpty || $0 == "." || $0 == ".." }),
            !name.unicodeScalars.contains(where: { $0.value < 0x20 || $0 == "\\" || $0 == ":" || $0.value == 0x7F })
        else {
            throw TablesError(
                .unsafePartName, "The workbook has a part whose name is a trick: it goes up, starts at the root or cannot be seen.",
                hint: "Do not open this file; ask whoever sent it.")
        }
        let ending = name.split(separator: ".").last.map { $0.lowercased() } ?? ""
        guard !name.contains(".") || !nested.contains(ending) else {
            throw TablesError(.nestedArchive, "The workbook has an archive in it.", hint: "Remove what is embedded and save it again.")
        }
    }

    private static let nested: Set<String> = [
        "zip", "xlsx", "xlsm", "xlsb", "docx", "docm", "pptx", "odt", "ods", "jar", "7z", "rar", "gz", "tar", "tgz", "bz2", "xz", "zst",
    ]

    /// The part that a relationship of `base` points at; `nil` when it leaves the workbook.
    static func resolved(_ target: String, from base: String) -> String? {
        var path = target.hasPrefix("/") ? [] : base.split(separator: "/").dropLast().map(String.init)
        for segment in target.split(separator: "/") {
            switch segment {
            case ".": continue
            case "..": guard path.popLast() != nil else { return nil }
            default: path.append(String(segment))
            }
        }
        return path.joined(separator: "/")
    }
}
