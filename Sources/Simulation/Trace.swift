/// What happened in a run, in words, line by line: what a person reads when a seed failed, and what two runs of one seed share.
public struct Trace: Equatable, Sendable {
    public private(set) var lines: [String] = []

    mutating func note(_ line: String) { lines.append(line) }
}

/// A promise that a run broke.
public struct Finding: Error, CustomStringConvertible, Equatable, Sendable {
    public let description: String

    init(_ description: String) { self.description = description }
}
