public import Records

public enum SheetErrorCode: String, FailureCode, CaseIterable {
    /// A file of the folder of sheets has faults; the message has a line for each.
    case brokenSheets
    case unknownSheet
    /// The strings have no such language.
    case unknownLanguage
    /// A sheet is about another kind of record.
    case wrongKind
    /// More than a page can be made of.
    case tooLarge

    public var kind: FailureKind { .usage }
}

public typealias SheetError = Failure<SheetErrorCode>
