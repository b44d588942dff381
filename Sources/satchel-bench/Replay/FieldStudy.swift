import Foundation
import Records

/// What values a field of the event files has: enough to say what a form would make of it.
struct FieldStudy {
    /// More different values than this are no menu.
    static let choicesMax = 256
    /// A menu's choices come again: on average at least so often.
    static let repetitionsMin = 4

    private(set) var isNote = false
    private(set) var isSet = false
    private(set) var longest = 0
    private(set) var hasLineEnds = false
    private var valueCount = 0
    private var flagCount = 0
    private var integerCount = 0
    private var numberCount = 0
    private var dateCount = 0
    private var timeCount = 0
    private var codeCount = 0
    private var choices: Set<String>? = []
    private var recordCount = 0
    /// Values that name no record created so far; `nil` when there are too many for a field of references.
    private var unknownRecords: Set<String>? = []
    private static let unknownRecordsMax = 10_000

    mutating func note(_ text: String) {
        isNote = true
        longest = max(longest, text.unicodeScalars.count)
    }

    /// - Parameter isKnownRecord: asked for text only.
    mutating func value(_ json: JSONValue, inSet: Bool = false, isKnownRecord: (String) -> Bool) {
        isSet = isSet || inSet
        switch json {
        case .flag:
            flagCount += 1
            valueCount += 1
        case .integer:
            integerCount += 1
            valueCount += 1
        case .number:
            numberCount += 1
            valueCount += 1
        case .text(""), .null: break
        case .text(let text):
            valueCount += 1
            longest = max(longest, text.unicodeScalars.count)
            hasLineEnds = hasLineEnds || text.utf8.contains(10)
            if text.utf8.count == 10, CalendarDate(text) != nil { dateCount += 1 }
            if text.utf8.count == 5, TimeOfDay(text) != nil { timeCount += 1 }
            if Self.code(text) != nil { codeCount += 1 }
            choices?.insert(text)
            if choices?.count ?? 0 > Self.choicesMax { choices = nil }
            if isKnownRecord(text) {
                recordCount += 1
            } else {
                unknownRecords?.insert(text)
                if unknownRecords?.count ?? 0 > Self.unknownRecordsMax { unknownRecords = nil }
            }
        case .array, .object: valueCount += 1
        }
    }

    /// - Parameter isKnownRecord: of all records of all files.
    func type(named name: String, isKnownRecord: (String) -> Bool) throws(EventFault) -> FieldType {
        if isNote { return .notes }
        if isSet {
            guard codes != nil else { throw EventFault("The values added to \(name) are not codes.") }
            return .codes
        }
        if valueCount > 0 {
            if flagCount == valueCount { return .flag }
            if integerCount == valueCount { return .integer }
            if integerCount + numberCount == valueCount { return .decimal }
            if dateCount == valueCount { return .date }
            if timeCount == valueCount { return .time }
            if recordCount > 0, unknownRecords?.allSatisfy(isKnownRecord) ?? false { return .reference }
            // What the product has a type for.
            if name.hasSuffix("_pcode"), codeCount == valueCount { return .place }
            if let codes, codes.count * Self.repetitionsMin <= valueCount { return .code }
        }
        return .text
    }

    /// The codes of a menu with these values; `nil` when they make none.
    var codes: [String]? {
        guard let choices, codeCount == valueCount, !choices.isEmpty else { return nil }
        let codes = Set(choices.compactMap(Self.code))
        // Two values that one code would stand for are no menu.
        return codes.count == choices.count ? codes.sorted() : nil
    }

    /// A value as a code: codes have no capitals and no points. Words with a capital in front are names, not codes.
    static func code(_ text: String) -> String? {
        guard (1...64).contains(text.utf8.count), !(text.first?.isUppercase ?? false && text.contains(where: \.isLowercase)) else {
            return nil
        }
        var code = ""
        for byte in text.lowercased().utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                code.unicodeScalars.append(Unicode.Scalar(byte))
            case UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "/"): code += "_"
            default: return nil
            }
        }
        return code
    }
}
