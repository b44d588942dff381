/// What kind of failure a code stands for. One table in the command line turns it into an exit status.
public enum FailureKind: String, Sendable, CaseIterable {
    case failed
    case usage
    case locked
    case refused
    case damaged
    case conflict
    case storage
}

/// The stable codes of one module's failures.
public protocol FailureCode: RawRepresentable, Hashable, Sendable where RawValue == String {
    var kind: FailureKind { get }
}

/// The one error shape of every module: a code that never changes, what happened, and what to do next.
///
/// No value of a field, no name and no key ever enters `message` or `hint`: errors are printed and logged.
public struct Failure<Code: FailureCode>: Error, Sendable, CustomStringConvertible {
    public let code: Code
    /// What happened, as one sentence.
    public let message: String
    /// What to do next, as one sentence; empty when nothing can be done.
    public let hint: String
    public let cause: (any Error)?

    public init(_ code: Code, _ message: String, hint: String = "", cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.hint = hint
        self.cause = cause
    }

    public var description: String { hint.isEmpty ? message : "\(message) \(hint)" }
}

/// What the command line needs of a failure without knowing its module.
public protocol ExplainedFailure: Error {
    var codeText: String { get }
    var kind: FailureKind { get }
    var message: String { get }
    var hint: String { get }
    var cause: (any Error)? { get }
}

extension Failure: ExplainedFailure {
    public var codeText: String { code.rawValue }
    public var kind: FailureKind { code.kind }
}
