import Names
import Records
import ReplicatedLog
import Views

/// Who may be there already: clients whom ``Clinic/similarClients(names:birthDate:phone:limit:)`` would propose, by names in any script and
/// spelling, dates of birth and telephone numbers, among the records of the device and the earlier rows of the file.
///
/// Who shares two parts of the name is compared, or the only one. Of those with one part and the telephone number in common nothing is
/// known here: an index of the numbers would double the memory.
///
/// Clients who are written alike share one group, and each pair of groups is compared once and only when a date of birth or a number could
/// fit: comparing names costs some ten microseconds, everything else a few nanoseconds.
///
/// - Complexity: of a look-up O(*g*) in the groups that share two parts of the name, and O(*e*) in their clients. Memory: some 40 bytes a
///   client, and some 200 a spelling.
struct DuplicateIndex {
    enum Found: Equatable {
        case record(RecordID)
        case row(Int)
    }

    /// Of more the memory would grow with the square of the names: what was compared is then forgotten, and compared again.
    private static let comparedMax = 1 << 20

    private struct Entry {
        let birthDate: CalendarDate?
        let phone: PhoneNumber?
        /// A row, or before 0 the place of a record.
        let place: Int
    }

    private struct Group {
        let names: [String]
        /// The most parts that a spelling has.
        let partCount: Int
        var entries: [Entry] = []
    }

    private struct Pair: Hashable {
        let one: UInt32
        let other: UInt32
    }

    private var groups: [Group] = []
    private var groupsByNames: [[String]: UInt32] = [:]
    /// For each key of a part of a name, with the numbers in the name, the groups that have it.
    private var groupsByKey: [String: [UInt32]] = [:]
    private var records: [RecordID] = []
    /// `nil` for different names.
    private var compared: [Pair: (match: NameMatch, likeness: Double)?] = [:]
    /// For each group how many parts it shares with the name that is looked for, and the part that counted last.
    private var shared: [(count: UInt8, part: UInt32)] = []
    private var part: UInt32 = 0

    mutating func add(_ row: RecordRow) {
        guard row.kind == KindName.client else { return }
        records.append(row.id)
        add(Identity(of: row), place: -records.count)
    }

    mutating func add(_ identity: Identity, row: Int) { add(identity, place: row) }

    private mutating func add(_ identity: Identity, place: Int) {
        guard !identity.names.isEmpty else { return }
        let group = group(of: identity)
        groups[Int(group)].entries.append(Entry(birthDate: identity.birthDate, phone: identity.phones.first, place: place))
    }

    private mutating func group(of identity: Identity) -> UInt32 {
        let names = identity.names.map(\.spelling)
        if let known = groupsByNames[names] { return known }
        let group = UInt32(groups.count)
        groups.append(Group(names: names, partCount: identity.names.map(\.lookups.count).max() ?? 0))
        groupsByNames[names] = group
        for key in Set(identity.names.flatMap { name in name.indexKeys.map { $0 + name.numbers } }) {
            groupsByKey[key, default: []].append(group)
        }
        shared.append((0, 0))
        return group
    }

    /// Whoever is likest to a row; of the equally like the first.
    mutating func find(_ identity: Identity) -> Found? {
        guard !identity.names.isEmpty else { return nil }
        let own = group(of: identity)
        var best: (score: Double, place: Int)?
        for group in candidates(of: identity, own) {
            // A single part of a longer name is not enough by itself.
            let counts = (groups[Int(group)].partCount, groups[Int(own)].partCount)
            let needsMore = min(counts.0, counts.1) == 1 && max(counts.0, counts.1) > 1
            var match: (match: NameMatch, likeness: Double)??
            for entry in groups[Int(group)].entries {
                let born = Identity.compare(identity.birthDate, entry.birthDate)
                let isReachedAlike = entry.phone.map { phone in identity.phones.contains { $0.mayEqual(phone) } } ?? false
                guard born != .otherBirthDate && !(needsMore && born == nil) || isReachedAlike else { continue }
                if match == nil { match = .some(compare(own, group, identity)) }
                guard let names = match ?? nil,
                    let likeness = Identity.likeness(names, born: born, isReachedAlike: isReachedAlike)
                else { continue }
                if best.map({ likeness.score > $0.score }) ?? true { best = (likeness.score, entry.place) }
            }
        }
        return best.map { $0.place < 0 ? .record(records[-$0.place - 1]) : .row($0.place) }
    }

    /// The groups that share two parts of a name, or the only one.
    private mutating func candidates(of identity: Identity, _ own: UInt32) -> [UInt32] {
        var found: Set<UInt32> = [own]
        for name in identity.names {
            let lookups = name.lookups
            let needed = UInt8(min(2, lookups.count))
            var touched = [UInt32]()
            for lookup in lookups {
                part &+= 1
                for key in lookup.keys {
                    for group in groupsByKey[key + name.numbers] ?? [] where shared[Int(group)].part != part {
                        if shared[Int(group)].count == 0 { touched.append(group) }
                        shared[Int(group)].count &+= 1
                        shared[Int(group)].part = part
                        if shared[Int(group)].count == needed { found.insert(group) }
                    }
                }
            }
            for group in touched { shared[Int(group)].count = 0 }
        }
        return found.sorted()
    }

    private mutating func compare(_ own: UInt32, _ group: UInt32, _ identity: Identity) -> (match: NameMatch, likeness: Double)? {
        if own == group { return (.sameSpelling, 1) }
        let pair = Pair(one: min(own, group), other: max(own, group))
        if let known = compared[pair] { return known }
        if compared.count >= Self.comparedMax { compared = [:] }
        let result = identity.bestMatch(with: Identity(names: groups[Int(group)].names))
        compared[pair] = .some(result)
        return result
    }
}
