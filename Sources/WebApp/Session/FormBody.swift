/// What a form sent, as `application/x-www-form-urlencoded`, within limits.
struct FormBody: Sendable {
    static let pairsMax = 4096
    static let nameBytesMax = 200
    static let valueBytesMax = 256 << 10
    /// Parts of a name, with dots between: `members.0.given_name` has three.
    static let depthMax = 8

    private(set) var pairs: [(name: String, value: String)] = []
    private var places: [String: [Int]] = [:]

    init() {}

    /// - Returns: `nil` when it is not what a form of ours sends.
    init?(_ bytes: some Sequence<UInt8>) {
        let bytes = Array(bytes)
        guard !bytes.isEmpty else { return }
        for pair in bytes.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: false) {
            guard pairs.count < Self.pairsMax else { return nil }
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, let name = Self.decoded(parts[0], bytesMax: Self.nameBytesMax), Self.isName(name),
                let value = Self.decoded(parts[1], bytesMax: Self.valueBytesMax)
            else { return nil }
            append(name, value)
        }
    }

    mutating func append(_ name: String, _ value: String) {
        places[name, default: []].append(pairs.count)
        pairs.append((name, value))
    }

    func values(_ name: String) -> [String] { (places[name] ?? []).map { pairs[$0].value } }

    /// The value of a name that may stand there once; `nil` when it stands there more often, or not at all.
    subscript(name: String) -> String? {
        guard let places = places[name], places.count == 1 else { return nil }
        return pairs[places[0]].value
    }

    private static func isName(_ name: String) -> Bool {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count <= depthMax
            && parts.allSatisfy { part in
                !part.isEmpty && part.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == UInt8(ascii: "_") }
            }
    }

    private static func decoded(_ bytes: ArraySlice<UInt8>, bytesMax: Int) -> String? {
        var result = [UInt8]()
        result.reserveCapacity(bytes.count)
        var index = bytes.startIndex
        while index < bytes.endIndex {
            switch bytes[index] {
            case UInt8(ascii: "+"): result.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard index + 2 < bytes.endIndex, let high = digit(bytes[index + 1]), let low = digit(bytes[index + 2]) else { return nil }
                result.append(high << 4 | low)
                index += 2
            case let byte: result.append(byte)
            }
            index += 1
        }
        guard result.count <= bytesMax, let text = String(validating: result, as: UTF8.self) else { return nil }
        // Browsers write line ends of forms as two characters.
        let lines = text.replacing("\r\n", with: "\n")
        guard !lines.unicodeScalars.contains(where: { ($0.value < 0x20 && $0 != "\n" && $0 != "\t") || $0.value == 0x7F }) else {
            return nil
        }
        return lines
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 48...57: byte - 48
        case 65...70: byte - 55
        case 97...102: byte - 87
        default: nil
        }
    }
}
