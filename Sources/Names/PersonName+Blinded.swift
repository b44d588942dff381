extension PersonName {
    /// The first part of the name and the others, each in every way that it may be read, for an index in which keys are compared
    /// and nothing else. Fathers' names of Slavic names and the kunya, which are left out as often as written, are not among them.
    ///
    /// - Returns: `nil` for a name of one part.
    public var blindedParts: (first: [String], others: [[String]])? {
        let parts = tokens.filter { $0.role == .name }.map(\.blinded).filter { !$0.isEmpty }
        guard let first = parts.first, parts.count >= 2 else { return nil }
        return (first, Array(parts.dropFirst()))
    }
}

extension NameToken {
    /// By the name of the tables and not by its number, which another version may have for another name.
    fileprivate var blinded: [String] {
        if let given { return ["name:" + NameTables.shared.givenNames[given]] }
        return skeletons.map { "sound:" + $0 }
    }
}
