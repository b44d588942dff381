extension Sequence {
    /// The sum of counts that come from records, which anybody who may write can make as large as a number gets: at most `Int.max`.
    public func sum(_ count: (Element) throws -> Int) rethrows -> Int { try reduce(0) { $0.adding(try count($1)) } }
}

extension Int {
    /// The sum, or the nearest number that there is.
    func adding(_ other: Int) -> Int {
        let (sum, isOver) = addingReportingOverflow(other)
        return isOver ? (other < 0 ? .min : .max) : sum
    }
}
