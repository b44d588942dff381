public import Records

/// What can be wrong with forms and checks.
public enum FormsErrorCode: String, FailureCode, CaseIterable {
    /// A form, a file of checks or a release contradicts its format or the kinds of records.
    case brokenForm
    /// There is no form of that name.
    case unknownForm
    /// Answers name a record or a field that the form does not have.
    case badAnswers
    /// A spreadsheet is no form.
    case notAnXLSForm

    public var kind: FailureKind { .usage }
}

/// A failure of this module. What is wrong with single answers is a ``FormProblem``.
public typealias FormsError = Failure<FormsErrorCode>
