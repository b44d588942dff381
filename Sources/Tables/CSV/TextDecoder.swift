import Records

/// Turns the pieces of a text file into pieces of UTF-8 that is sound, without a byte order mark and without NUL.
struct TextDecoder {
    private enum Form: Equatable { case unknown, utf8, utf16(bigEndian: Bool), codePage }

    private let encoding: TextEncoding
    private let page: [UInt16]
    private var form = Form.unknown
    /// Bytes that do not make a whole character, or a whole byte order mark, yet.
    private var pending: [UInt8] = []
    private var byteCount = 0
    private var lineCount = 1

    init(_ encoding: TextEncoding) {
        self.encoding = encoding
        page = encoding.codePage ?? []
    }

    /// - Returns: what can be decoded so far, in UTF-8.
    /// - Throws: `.wrongEncoding` or `.nulByte`, with line and byte.
    mutating func take(_ bytes: ArraySlice<UInt8>) throws(TablesError) -> ArraySlice<UInt8> {
        var rest = bytes
        if form == .unknown || !pending.isEmpty {
            pending += rest
            rest = pending[...]
            pending = []
        }
        if form == .unknown {
            guard rest.count >= 4 else {
                pending = Array(rest)
                return []
            }
            choose(&rest)
        }
        return try decoded(rest, isLast: false)
    }

    /// What is left at the end of the file.
    mutating func finish() throws(TablesError) -> ArraySlice<UInt8> {
        var rest = pending[...]
        pending = []
        if form == .unknown { choose(&rest) }
        return try decoded(rest, isLast: true)
    }

    private mutating func choose(_ bytes: inout ArraySlice<UInt8>) {
        if !page.isEmpty { return form = .codePage }
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            form = .utf8
            skip(3, &bytes)
        } else if encoding == .automatic, bytes.starts(with: [0xFF, 0xFE]) {
            form = .utf16(bigEndian: false)
            skip(2, &bytes)
        } else if encoding == .automatic, bytes.starts(with: [0xFE, 0xFF]) {
            form = .utf16(bigEndian: true)
            skip(2, &bytes)
        } else {
            form = .utf8
        }
    }

    private mutating func skip(_ count: Int, _ bytes: inout ArraySlice<UInt8>) {
        bytes = bytes.dropFirst(count)
        byteCount += count
    }

    private mutating func decoded(_ bytes: ArraySlice<UInt8>, isLast: Bool) throws(TablesError) -> ArraySlice<UInt8> {
        let whole: ArraySlice<UInt8>
        switch form {
        case .unknown: return []
        case .utf8:
            whole = bytes.dropLast(isLast ? 0 : Self.unfinished(bytes))
            try requireUTF8(whole)
            advance(whole)
            pending = Array(bytes[whole.endIndex...])
            return whole
        case .utf16(let bigEndian): return try utf16(bytes, bigEndian: bigEndian, isLast: isLast)
        case .codePage: return try codePage(bytes)
        }
    }

    // MARK: UTF-8

    private mutating func advance(_ bytes: ArraySlice<UInt8>) {
        byteCount += bytes.count
        bytes.withUnsafeBufferPointer { for byte in $0 where byte == 0x0A { lineCount += 1 } }
    }

    /// How many bytes at the end begin a character whose rest may come.
    private static func unfinished(_ bytes: ArraySlice<UInt8>) -> Int {
        for back in 1...3 where back <= bytes.count {
            switch bytes[bytes.endIndex - back] {
            case 0x80...0xBF: continue
            case 0xC2...0xDF: return back < 2 ? back : 0
            case 0xE0...0xEF: return back < 3 ? back : 0
            case 0xF0...0xF4: return back
            default: return 0
            }
        }
        return 0
    }

    private func requireUTF8(_ bytes: ArraySlice<UInt8>) throws(TablesError) {
        let isSound = bytes.withUnsafeBufferPointer { buffer in
            String(validating: buffer, as: UTF8.self) != nil && !buffer.contains(0)
        }
        if isSound { return }
        // Slowly once more, for the place.
        var place = bytes.startIndex
        var line = lineCount
        while place < bytes.endIndex {
            let byte = bytes[place]
            if byte == 0 { throw Self.nul(line: line, byte: byteCount + place - bytes.startIndex + 1) }
            if byte == 0x0A { line += 1 }
            let length = byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
            let character = bytes[place..<min(place + length, bytes.endIndex)]
            guard String(validating: character, as: UTF8.self) != nil, character.count == length else { break }
            place += length
        }
        throw Self.wrong("UTF-8", line: line, byte: byteCount + place - bytes.startIndex + 1)
    }

    // MARK: Others

    private mutating func utf16(_ bytes: ArraySlice<UInt8>, bigEndian: Bool, isLast: Bool) throws(TablesError) -> ArraySlice<UInt8> {
        var result = [UInt8]()
        result.reserveCapacity(bytes.count * 3 / 2)
        var place = bytes.startIndex
        func unit(_ at: Int) -> UInt16 {
            let first = UInt16(bytes[at])
            let second = UInt16(bytes[at + 1])
            return bigEndian ? first << 8 | second : second << 8 | first
        }
        while place + 1 < bytes.endIndex {
            let first = unit(place)
            var value = UInt32(first)
            var length = 2
            if UTF16.isLeadSurrogate(first) {
                guard place + 3 < bytes.endIndex else { break }
                let second = unit(place + 2)
                guard UTF16.isTrailSurrogate(second) else { throw Self.wrong("UTF-16", line: lineCount, byte: byteCount + 1) }
                value = 0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(second) - 0xDC00)
                length = 4
            }
            guard first != 0 else { throw Self.nul(line: lineCount, byte: byteCount + 1) }
            guard let scalar = Unicode.Scalar(value) else { throw Self.wrong("UTF-16", line: lineCount, byte: byteCount + 1) }
            if value == 0x0A { lineCount += 1 }
            UTF8.encode(scalar).map { result.append(contentsOf: $0) }
            place += length
            byteCount += length
        }
        pending = Array(bytes[place...])
        guard !isLast || pending.isEmpty else { throw Self.wrong("UTF-16", line: lineCount, byte: byteCount + 1) }
        return result[...]
    }

    private mutating func codePage(_ bytes: ArraySlice<UInt8>) throws(TablesError) -> ArraySlice<UInt8> {
        var result = [UInt8]()
        result.reserveCapacity(bytes.count * 2)
        for byte in bytes {
            byteCount += 1
            guard byte != 0 else { throw Self.nul(line: lineCount, byte: byteCount) }
            if byte < 0x80 {
                if byte == 0x0A { lineCount += 1 }
                result.append(byte)
                continue
            }
            guard let scalar = Unicode.Scalar(page[Int(byte) - 0x80]), scalar.value != 0 else {
                throw Self.wrong(encoding.rawValue, line: lineCount, byte: byteCount)
            }
            UTF8.encode(scalar).map { result.append(contentsOf: $0) }
        }
        return result[...]
    }

    private static func wrong(_ name: String, line: Int, byte: Int) -> TablesError {
        TablesError(
            .wrongEncoding, "Line \(line) has bytes that \(name) does not have (byte \(byte) of the file).",
            hint: "Save it as UTF-8, or say its encoding: windows-1252, windows-1251 (Cyrillic) or windows-1256 (Arabic).")
    }

    private static func nul(line: Int, byte: Int) -> TablesError {
        TablesError(
            .nulByte, "Line \(line) has a NUL (byte \(byte) of the file): this is no text, or UTF-16 without its byte order mark.",
            hint: "Save it as UTF-8.")
    }
}
