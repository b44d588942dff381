import Records

/// The operations of one register by number: first those that stand, in canonical order, then the superseded ones.
///
/// One array for both, because nearly every register of a caseload has exactly one operation.
struct RegisterHistory: Sendable {
    private(set) var operations: [Int32] = []
    private(set) var standingCount: Int32 = 0

    var standing: ArraySlice<Int32> { operations[..<Int(standingCount)] }

    mutating func appendSuperseded(_ index: Int32) { operations.append(index) }

    /// - Parameter place: where `index` comes in canonical order.
    mutating func insertStanding(_ index: Int32, at place: Int) {
        operations.insert(index, at: place)
        standingCount += 1
    }

    /// The operations at `places` of the standing ones no longer stand.
    mutating func supersede(_ places: Range<Int>) {
        let gone = operations[places]
        operations.removeSubrange(places)
        operations.append(contentsOf: gone)
        standingCount -= Int32(places.count)
    }
}

extension ArraySlice {
    /// The first place in `range` whose element does not come `before`, when all those before are at the front.
    func partitionPoint(in range: Range<Int>, before: (Element) -> Bool) -> Int {
        var low = range.lowerBound
        var high = range.upperBound
        while low < high {
            let middle = low + (high - low) / 2
            if before(self[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
