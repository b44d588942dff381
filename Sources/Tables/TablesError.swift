public import Records

/// What can be wrong with a file of rows, or with rows that are to become one.
public enum TablesErrorCode: String, FailureCode, CaseIterable {
    /// Bytes that the encoding does not have; the message names line and byte.
    case wrongEncoding
    case nulByte
    case unclosedQuote
    /// Text between a closing quote and the next delimiter.
    case textAfterQuote
    case raggedRow
    case cellTooLong
    case rowTooLong
    case tooManyColumns
    case tooManyRows
    case tooManyCells
    /// The file is larger than what is read.
    case tooLarge
    /// No workbook at all: not a zip, an old `.xls`, or one under a password.
    case notAWorkbook
    /// The zip is cut off or contradicts itself.
    case damagedArchive
    case tooManyParts
    /// A part that goes up, starts at the root or hides its name.
    case unsafePartName
    /// An archive in the archive.
    case nestedArchive
    /// It would inflate to more than is read, or from suspiciously little.
    case inflatesTooFar
    case encryptedPart
    case unsupportedPart
    case missingPart
    case malformedPart
    /// A document type, which a workbook never needs.
    case documentType
    case tooManySheets
    case tooManyStrings
    /// A name that a sheet of a workbook cannot have.
    case badSheetName
    /// Text that a cell of a workbook cannot hold.
    case badText
    case notWritten

    public var kind: FailureKind {
        switch self {
        case .badSheetName, .badText: .usage
        case .notWritten: .failed
        default: .damaged
        }
    }
}

/// A failure of this module. Messages name places, never what stands there.
public typealias TablesError = Failure<TablesErrorCode>
