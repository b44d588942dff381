import Records

/// Who supersedes whom: `Schemas/log.md`, "Fold".
extension SpaceState {
    /// Adds an operation to its register. It stands if no operation ever folded on that register supersedes it,
    /// survivor or not.
    mutating func settle(_ new: Int32, in register: Int32, over: [OperationID]?) {
        let id = id(of: new)
        let superseded = takeAwaited(id, in: register) || wasSeen(new, in: register)
        if let over {
            supersede(over, in: register)
            expect(over, of: id, in: register)
        } else {
            supersedeSeen(by: new, in: register)
        }
        operations[Int(new)].superseded = superseded
        if superseded { histories[Int(register)].appendSuperseded(new) } else { insertStanding(new, id, in: register) }
    }

    func insertionPlace(of id: OperationID, in register: Int32) -> Int {
        let standing = histories[Int(register)].standing
        return standing.partitionPoint(in: standing.indices) { self.id(of: $0) < id }
    }

    mutating func insertStanding(_ index: Int32, _ id: OperationID, in register: Int32) {
        histories[Int(register)].insertStanding(index, at: insertionPlace(of: id, in: register))
    }

    // MARK: By name

    private mutating func supersede(_ over: [OperationID], in register: Int32) {
        for id in over {
            let place = insertionPlace(of: id, in: register)
            let standing = histories[Int(register)].standing
            guard place < standing.endIndex, self.id(of: standing[place]) == id else { continue }
            operations[Int(standing[place])].superseded = true
            histories[Int(register)].supersede(place..<place + 1)
        }
    }

    /// Remembers what was named and is still to come.
    private mutating func expect(_ over: [OperationID], of author: OperationID, in register: Int32) {
        for id in over where id != author {
            let ownEntry = id.chain == author.chain && id.sequence == author.sequence
            let folded = chains.existing(id.chain).map { id.sequence < UInt64(times[Int($0)].count) } ?? false
            if ownEntry ? id.ordinal > author.ordinal : !folded { awaited[register, default: []].insert(id) }
        }
    }

    private mutating func takeAwaited(_ id: OperationID, in register: Int32) -> Bool {
        guard awaited[register]?.remove(id) != nil else { return false }
        if awaited[register]?.isEmpty == true { awaited[register] = nil }
        return true
    }

    // MARK: By context

    /// Whether an operation folded before had already seen this one.
    private func wasSeen(_ new: Int32, in register: Int32) -> Bool {
        let operation = operations[Int(new)]
        guard operation.sequence < context.seenByOthers[operation.chain] ?? 0 else { return false }
        return histories[Int(register)].operations.contains { old in
            let other = operations[Int(old)]
            return !other.exact && other.chain != operation.chain
                && context.seen(of: operation.chain, by: other.chain, at: other.sequence) > operation.sequence
        }
    }

    /// In canonical order the operations of one chain lie together, and those that were seen lie first.
    private mutating func supersedeSeen(by new: Int32, in register: Int32) {
        let author = operations[Int(new)]
        var place = 0
        while place < Int(histories[Int(register)].standingCount) {
            let standing = histories[Int(register)].standing
            let chain = operations[Int(standing[place])].chain
            let end = standing.partitionPoint(in: place..<standing.endIndex) { operations[Int($0)].chain == chain }
            let seen =
                chain == author.chain
                ? (author.sequence, author.ordinal) : (context.seen(of: chain, by: author.chain, at: author.sequence), 0)
            let gone = standing.partitionPoint(in: place..<end) { (operations[Int($0)].sequence, operations[Int($0)].ordinal) < seen }
            for index in standing[place..<gone] { operations[Int(index)].superseded = true }
            histories[Int(register)].supersede(place..<gone)
            place = end - (gone - place)
        }
    }
}
