/// Writes texts in the alphabet of their class.
struct TextEncoder {
    private let places = Alphabet.places

    func textClass(of text: UnsafeBufferPointer<UInt8>) -> TextClass {
        var tally = TextTally()
        forEachScalar(of: text) { scalar in
            tally.scalars += 1
            if scalar >= 0x30, scalar <= 0x39 { tally.digits += 1 }
            if scalar >= 0x80 { tally.add(place(of: scalar)?.textClass ?? .other) }
        }
        return tally.textClass
    }

    /// Appends the text in the alphabet of `textClass`, and the byte that ends it.
    func append(_ text: UnsafeBufferPointer<UInt8>, in textClass: TextClass, to bytes: inout [UInt8]) {
        if textClass == .other {
            for unit in text {
                switch unit {
                case 0: bytes.append(contentsOf: [TextClass.escape, TextClass.escapedZero])
                case 1: bytes.append(contentsOf: [TextClass.escape, TextClass.escape])
                default: bytes.append(unit)
                }
            }
        } else {
            forEachScalar(of: text) { scalar in
                if let place = place(of: scalar), place.textClass == .ascii || place.textClass == textClass {
                    bytes.append(place.byte)
                } else if scalar == 0 {
                    bytes.append(contentsOf: [TextClass.escape, TextClass.escapedZero])
                } else {
                    bytes.append(TextClass.escape)
                    UnicodeScalar(scalar).map { bytes.append(contentsOf: UTF8.encode($0) ?? UTF8.encodedReplacementCharacter) }
                }
            }
        }
        bytes.append(TextClass.terminator)
    }

    private func place(of scalar: UInt32) -> (textClass: TextClass, byte: UInt8)? {
        guard scalar < places.count, places[Int(scalar)] != 0, let textClass = TextClass(rawValue: UInt8(places[Int(scalar)] >> 8)) else {
            return nil
        }
        return (textClass, UInt8(truncatingIfNeeded: places[Int(scalar)]))
    }

    /// - Precondition: `text` is valid UTF-8, as that of a `String` is.
    private func forEachScalar(of text: UnsafeBufferPointer<UInt8>, _ body: (UInt32) -> Void) {
        var index = 0
        while index < text.count {
            let lead = UInt32(text[index])
            let length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
            var scalar = length == 1 ? lead : lead & (0x7F >> UInt32(length))
            for offset in 1..<max(length, 1) { scalar = scalar << 6 | UInt32(text[index + offset]) & 0x3F }
            body(scalar)
            index += length
        }
    }
}

/// Reads texts back and refuses every spelling but the one that ``TextEncoder`` writes.
struct TextDecoder {
    private let places = Alphabet.places
    private let expansions = Alphabet.expansions
    private var buffer: [UInt8] = []

    /// - Parameter body: the bytes of the text without the one that ends it.
    /// - Parameter bytesMax: the longest UTF-8 accepted.
    /// - Returns: `nil` when the bytes are not the spelling of a text of this class, or the text is too long.
    mutating func text(_ body: UnsafeBufferPointer<UInt8>, _ textClass: TextClass, bytesMax: Int) -> String? {
        var tally = TextTally()
        buffer.removeAll(keepingCapacity: true)
        let expansion = expansions[Int(textClass.rawValue)]
        var index = 0
        while index < body.count {
            let byte = body[index]
            index += 1
            let unit = expansion[Int(byte)]
            if unit != 0 {
                tally.scalars += 1
                if byte >= 0x30, byte <= 0x39 { tally.digits += 1 }
                if byte >= 0x80 { tally.add(textClass) }
                buffer.append(UInt8(truncatingIfNeeded: unit))
                if unit >= 2 << 24 { buffer.append(UInt8(truncatingIfNeeded: unit >> 8)) }
                if unit >= 3 << 24 { buffer.append(UInt8(truncatingIfNeeded: unit >> 16)) }
            } else {
                guard let scalar = scalar(byte, body, &index, textClass, &tally) else { return nil }
                guard let units = UTF8.encode(scalar) else { return nil }
                buffer.append(contentsOf: units)
            }
        }
        guard tally.textClass == textClass, buffer.count <= bytesMax else { return nil }
        return String(validating: buffer, as: UTF8.self)
    }

    /// One scalar that is not a byte of the alphabet: escaped, or plain UTF-8 in the class `other`.
    private func scalar(
        _ first: UInt8, _ body: UnsafeBufferPointer<UInt8>, _ index: inout Int, _ textClass: TextClass, _ tally: inout TextTally
    ) -> UnicodeScalar? {
        var lead = first
        if textClass == .other {
            if first == TextClass.escape {
                guard index < body.count else { return nil }
                lead = body[index]
                index += 1
                guard lead == TextClass.escape || lead == TextClass.escapedZero else { return nil }
            }
        } else {
            guard first == TextClass.escape, index < body.count else { return nil }
            lead = body[index]
            index += 1
        }
        tally.scalars += 1
        if lead == TextClass.escapedZero, first == TextClass.escape { return "\0" }
        guard let scalar = Self.scalar(lead, body, &index) else { return nil }
        let place = scalar.value < places.count ? places[Int(scalar.value)] : 0
        let placeClass = TextClass(rawValue: UInt8(place >> 8)) ?? .other
        if textClass == .other {
            if scalar.value >= 0x30, scalar.value <= 0x39 { tally.digits += 1 }
        } else if place != 0, placeClass == .ascii || placeClass == textClass {
            // It has a byte of its own.
            return nil
        }
        if scalar.value >= 0x80 { tally.add(place == 0 ? .other : placeClass) }
        return scalar
    }

    /// The scalar that starts with `lead`, in its shortest form.
    private static func scalar(_ lead: UInt8, _ body: UnsafeBufferPointer<UInt8>, _ index: inout Int) -> UnicodeScalar? {
        if lead < 0x80 { return UnicodeScalar(lead) }
        guard lead >= 0xC2, lead < 0xF5 else { return nil }
        let more = lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3
        guard index + more <= body.count else { return nil }
        var value = UInt32(lead) & (0x3F >> UInt32(more))
        for _ in 0..<more {
            guard body[index] & 0xC0 == 0x80 else { return nil }
            value = value << 6 | UInt32(body[index] & 0x3F)
            index += 1
        }
        let least: [UInt32] = [0, 0x80, 0x800, 0x1_0000]
        return value >= least[more] ? UnicodeScalar(value) : nil
    }
}
