import Foundation
import FoundationXML
import Records

/// One XML part of a workbook, element by element, by local names. No document type, no entity but XML's own five, only UTF-8.
class PartParser: XMLParserDelegate {
    private(set) var failure: TablesError?
    private weak var parser: XMLParser?
    private var depth = 0
    private var elementCount = 0

    /// No part of a workbook is nested much deeper than a dozen.
    static let depthMax = 64

    func start(_ name: String, _ attributes: [String: String]) throws(TablesError) {}
    func end(_ name: String) throws(TablesError) {}
    func characters(_ text: String) throws(TablesError) {}

    /// - Throws: what a handler throws, `.documentType`, `.malformedPart`.
    final func parse(_ bytes: [UInt8]) throws(TablesError) {
        try Self.requirePlain(bytes)
        let parser = XMLParser(data: Data(bytes))
        parser.shouldProcessNamespaces = true
        parser.shouldResolveExternalEntities = false
        parser.delegate = self
        self.parser = parser
        let isSound = parser.parse()
        if let failure { throw failure }
        // The parser says nothing of a document that ends too early, or that has no element at all.
        guard isSound, parser.parserError == nil, depth == 0, elementCount > 0 else { throw Self.malformed }
    }

    final func parser(
        _ parser: XMLParser, didStartElement elementName: String, namespaceURI: String?, qualifiedName qName: String?,
        attributes attributeDict: [String: String]
    ) {
        guarded { () throws(TablesError) in
            depth += 1
            elementCount += 1
            guard depth <= Self.depthMax else { throw Self.malformed }
            try start(elementName, attributeDict)
        }
    }

    final func parser(_ parser: XMLParser, didEndElement elementName: String, namespaceURI: String?, qualifiedName qName: String?) {
        guarded { () throws(TablesError) in
            depth -= 1
            try end(elementName)
        }
    }

    final func parser(_ parser: XMLParser, foundCharacters string: String) {
        guarded { () throws(TablesError) in try characters(string) }
    }

    final func parser(_ parser: XMLParser, foundCDATA CDATABlock: Data) {
        guarded { () throws(TablesError) in try characters(String(decoding: CDATABlock, as: UTF8.self)) }
    }

    private func guarded(_ body: () throws(TablesError) -> Void) {
        guard failure == nil else { return }
        do throws(TablesError) { try body() } catch {
            failure = error
            parser?.abortParsing()
        }
    }

    /// The bytes are UTF-8 and speak of no document type anywhere, so that no declaration of an entity can be in them.
    private static func requirePlain(_ bytes: [UInt8]) throws(TablesError) {
        guard String(validating: bytes, as: UTF8.self) != nil, !bytes.contains(0) else { throw malformed }
        let declaration = bytes.prefix(256).prefix { $0 != UInt8(ascii: ">") }
        if declaration.contains(UInt8(ascii: "?")) {
            let text = String(decoding: declaration, as: UTF8.self).lowercased()
            guard !text.contains("encoding") || text.contains("utf-8") || text.contains("us-ascii") else { throw malformed }
        }
        var place = 0
        while let next = bytes[place...].firstIndex(of: UInt8(ascii: "!")) {
            place = next + 1
            guard next > 0, bytes[next - 1] == UInt8(ascii: "<") else { continue }
            guard !isWord("DOCTYPE", at: place, bytes), !isWord("ENTITY", at: place, bytes) else {
                throw TablesError(
                    .documentType, "A part of the workbook declares a document type, which no workbook needs.",
                    hint: "Do not open this file; ask whoever sent it.")
            }
        }
    }

    private static func isWord(_ word: String, at place: Int, _ bytes: [UInt8]) -> Bool {
        let letters = Array(word.utf8)
        guard place + letters.count <= bytes.count else { return false }
        return zip(bytes[place...], letters).allSatisfy { $0 & 0xDF == $1 }
    }

    static var malformed: TablesError {
        TablesError(.malformedPart, "A part of the workbook is not the XML that it should be.", hint: WorkbookLimits.saveAgain)
    }
}

/// The texts of a cell or of the shared strings: phonetic readings are left out, and `_x000D_` is the character that it stands for.
struct CollectedText {
    private(set) var text = ""
    private var isCollecting = false
    private var phoneticDepth = 0

    mutating func reset() { text = "" }

    mutating func start(_ name: String) {
        switch name {
        case "rPh": phoneticDepth += 1
        case "t", "v": isCollecting = phoneticDepth == 0
        default: break
        }
    }

    mutating func end(_ name: String) {
        switch name {
        case "rPh": phoneticDepth -= 1
        case "t", "v": isCollecting = false
        default: break
        }
    }

    mutating func append(_ more: String) throws(TablesError) {
        guard isCollecting else { return }
        guard text.utf8.count + more.utf8.count <= Cell.bytesMax else {
            throw TablesError(.cellTooLong, "A cell of the workbook holds more than \(Cell.bytesMax >> 10) KiB.", hint: "Shorten it.")
        }
        text += more
    }

    /// The text with `_xHHHH_` decoded (ECMA-376, 22.9.2.19).
    var decoded: String {
        guard text.contains("_x") else { return text }
        var result = ""
        var rest = text[...]
        while let place = rest.firstRange(of: "_x") {
            result += rest[..<place.lowerBound]
            let digits = rest[place.upperBound...].prefix(4)
            let after = rest[place.upperBound...].dropFirst(4)
            if digits.utf8.count == 4, after.first == "_", let number = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(number) {
                result.unicodeScalars.append(scalar)
                rest = after.dropFirst()
            } else {
                result += "_x"
                rest = rest[place.upperBound...]
            }
        }
        return result + rest
    }
}
