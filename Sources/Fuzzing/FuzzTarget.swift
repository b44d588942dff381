/// One parser and what must be true of it whatever it is given.
package protocol FuzzTarget {
    /// Inputs that are accepted, or were once a trouble.
    var seeds: [[UInt8]] { get }

    /// What lies behind checksums, seals, signatures and deflate, for those who alter it there; `nil` when nothing is in the way.
    func inner(_ input: [UInt8]) -> [UInt8]?

    /// An input whose checksums, seals and signatures are right, whatever `inner` is.
    func wrapped(_ inner: [UInt8]) -> [UInt8]?

    /// Gives the parser an input and looks at what it makes of it.
    ///
    /// - Throws: ``FuzzFinding`` alone.
    func run(_ input: [UInt8]) throws(FuzzFinding) -> FuzzOutcome
}

extension FuzzTarget {
    package func inner(_ input: [UInt8]) -> [UInt8]? { nil }
    package func wrapped(_ inner: [UInt8]) -> [UInt8]? { nil }
}

package enum FuzzOutcome {
    /// - Parameter reached: what was done with it afterwards.
    case accepted(reached: String)
    /// By the code of its error.
    case refused(String)

    /// For the name of a file.
    package var name: String {
        let text =
            switch self {
            case .accepted(let reached): "accepted " + reached
            case .refused(let code): "refused " + code
            }
        return String(text.map { $0.isLetter || $0.isNumber ? $0 : "-" })
    }
}

/// What a parser must never do.
package struct FuzzFinding: Error {
    package let what: String

    package init(_ what: String) { self.what = what }
}

/// The parsers by their names.
package enum FuzzTargets {
    package static let names = [
        "segment", "entry", "snapshot", "adoption", "parcel", "keyfile", "roster", "request", "statement", "json", "csv", "xlsx",
        "form", "xlsform", "conflict-index",
    ]

    package static func target(_ name: String, _ vectors: FuzzVectors) throws -> (any FuzzTarget)? {
        switch name {
        case "segment": try SegmentTarget(vectors)
        case "entry": try EntryTarget(vectors)
        case "snapshot": try SnapshotTarget(vectors)
        case "adoption": try AdoptionTarget(vectors)
        case "parcel": try ParcelTarget(vectors)
        case "keyfile": try KeyfileTarget(vectors)
        case "roster": try RosterTarget(vectors)
        case "request": try RequestTarget(vectors)
        case "statement": try StatementTarget(vectors)
        case "json": JSONTarget()
        case "csv": CSVTarget()
        case "xlsx": try WorkbookTarget()
        case "form": try FormTarget()
        case "xlsform": try XLSFormTarget()
        case "conflict-index": try ConflictIndexTarget(vectors)
        default: nil
        }
    }
}
