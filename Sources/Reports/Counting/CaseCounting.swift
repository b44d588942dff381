/// The counting rule of the Legal Services Corporation (CSR Handbook 2017, “single case”): repeated help to one client with essentially
/// the same problem in the period of the report is one case, and it is reported by the highest service reached in the period.
public struct CaseCounting: Sendable {
    /// Services from the lowest to the highest. Others are no help with a case.
    public static let services = ["information", "counselling", "legal_assistance", "collaborative_dispute_resolution"]

    public let first: CountingDay
    public let last: CountingDay

    /// - Returns: `nil` when the period ends before it begins.
    public init?(from first: CountingDay, through last: CountingDay) {
        guard first <= last else { return nil }
        self.first = first
        self.last = last
    }

    /// One case as it is counted, and the rows that it is made of.
    public struct Counted: Sendable {
        public let rows: [CaseRow]
        /// The highest that was reached in the period; `nil` when none was given.
        public let service: String?
        /// The last closing in the period, with the day since which the case had been open; `nil` when it was not closed in it.
        public let closing: (closing: CaseRow.Closing, openedOn: CountingDay)?
        public let isOpenAtEnd: Bool
        public let worker: String?
    }

    /// - Returns: every row that was active in the period in exactly one case, in the order of the smallest id.
    public func counted(_ rows: [CaseRow]) -> [Counted] {
        let active = rows.filter { $0.isActive(from: first, through: last) }.sorted { $0.id < $1.id }
        var groups = Groups(count: active.count)
        var known = [Problem: Int]()
        for (index, row) in active.enumerated() {
            guard let problem = row.problem else { continue }
            for client in row.clients {
                let key = Problem(client: client, problem: problem)
                if let other = known[key] { groups.join(index, other) } else { known[key] = index }
            }
        }
        return groups.members.map { counted($0.map { active[$0] }) }
    }

    private func counted(_ rows: [CaseRow]) -> Counted {
        let given = rows.flatMap(\.services).filter { (first...last).contains($0.on) }
        let service = given.compactMap { Self.services.firstIndex(of: $0.code) }.max().map { Self.services[$0] }
        var closing: (closing: CaseRow.Closing, openedOn: CountingDay)?
        for row in rows {
            for opening in row.openings {
                guard let end = opening.through, (first...last).contains(end), end >= closing?.closing.on ?? end else { continue }
                guard let made = row.closings.first(where: { $0.on == end }) else { continue }
                closing = (made, row.openedOn ?? opening.from)
            }
        }
        let open = rows.filter { $0.isOpen(on: last) }
        // A case that goes on in one of its rows is not closed.
        return Counted(
            rows: rows, service: service, closing: open.isEmpty ? closing : nil, isOpenAtEnd: !open.isEmpty,
            worker: (open.last ?? rows.last)?.worker)
    }

    private struct Problem: Hashable {
        let client: String
        let problem: String
    }
}

/// Which of so many things belong together.
private struct Groups {
    private var parents: [Int]

    init(count: Int) { parents = Array(0..<count) }

    private mutating func root(_ index: Int) -> Int {
        var index = index
        while parents[index] != index {
            parents[index] = parents[parents[index]]
            index = parents[index]
        }
        return index
    }

    /// The smaller number stands for both.
    mutating func join(_ left: Int, _ right: Int) {
        let (left, right) = (root(left), root(right))
        parents[max(left, right)] = min(left, right)
    }

    var members: [[Int]] {
        var copy = self
        var result = [Int: [Int]]()
        for index in parents.indices { result[copy.root(index), default: []].append(index) }
        return result.sorted { $0.key < $1.key }.map(\.value)
    }
}
