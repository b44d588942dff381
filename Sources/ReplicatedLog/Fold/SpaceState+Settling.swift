import Records

/// Who supersedes whom: `Schemas/log.md`, "Fold".
extension SpaceState {
    /// Settles an operation that is about to get the next number with all that were folded on its place. It stands if none of them
    /// supersedes it, survivor or not.
    mutating func settle(
        _ new: inout FoldedOperation, _ id: OperationID, on key: RegisterKey, over: [OperationID]?, _ desk: inout FoldingDesk
    ) {
        new.superseded = takeAwaited(id, on: key)
        desk.standing.removeAll(keepingCapacity: true)
        desk.crowded = nil
        if records[key.record].operationCount < Crowd.operationCountMin {
            settleByWalking(&new, id, on: key, over: over, &desk)
            desk.isPresent = !new.superseded && !new.removes || desk.standing.contains { !operations[$0].removes }
        } else {
            settleInCrowd(&new, id, on: key, over: over, &desk)
            desk.isPresent = desk.crowded.map { crowd.registers[$0].presentCount > 0 } ?? (!new.superseded && !new.removes)
        }
        desk.stands = !new.superseded
        if let over { expect(over, of: id, on: key) }
    }

    // MARK: What was named

    /// Remembers what was named and is still to come.
    private mutating func expect(_ over: [OperationID], of author: OperationID, on key: RegisterKey) {
        for id in over where id != author {
            let ownEntry = id.chain == author.chain && id.sequence == author.sequence
            let folded = chains.existing(id.chain).map { entryNumber($0, id.sequence) != nil } ?? false
            if ownEntry ? id.ordinal > author.ordinal : !folded { awaited[key, default: []].insert(id) }
        }
    }

    private mutating func takeAwaited(_ id: OperationID, on key: RegisterKey) -> Bool {
        guard !awaited.isEmpty, awaited[key]?.remove(id) != nil else { return false }
        if awaited[key]?.isEmpty == true { awaited[key] = nil }
        return true
    }

    // MARK: Few operations

    private mutating func settleByWalking(
        _ new: inout FoldedOperation, _ id: OperationID, on key: RegisterKey, over: [OperationID]?, _ desk: inout FoldingDesk
    ) {
        let author = desk.chain
        let hasAdopted = !adoption.isEmpty
        let mayBeSeen = id.sequence < context.seenByOthers(of: author) || hasAdopted && adoption.contains(author)
        var index = records[key.record].first
        while index != .nowhere {
            let old = operations[index]
            if old.isOn(name: key.name, key.sort, key.element) {
                let entry = entries[old.entry]
                if mayBeSeen, !new.superseded, !old.exact {
                    if entry.chain == author {
                        // Only what comes from another space comes out of order.
                        new.superseded = UInt64(entry.sequence) > id.sequence
                    } else if hasAdopted {
                        new.superseded = hadSeen(author, id.sequence, by: entry.chain, at: UInt64(entry.sequence))
                    } else {
                        new.superseded = context.seen(of: author, by: entry.chain, at: UInt64(entry.sequence)) > id.sequence
                    }
                }
                if !old.superseded {
                    if supersedes(over, author, id.sequence, old, entry) {
                        operations[index].superseded = true
                    } else {
                        desk.standing.append(index)
                    }
                }
            }
            index = old.next
        }
    }

    /// Whether an operation that is being folded supersedes an `old` one of the same place.
    private func supersedes(
        _ over: [OperationID]?, _ author: UInt32, _ sequence: UInt64, _ old: FoldedOperation, _ entry: FoldedEntry
    ) -> Bool {
        guard let over else {
            if entry.chain == author { return UInt64(entry.sequence) <= sequence }
            guard adoption.isEmpty else { return hadSeen(entry.chain, UInt64(entry.sequence), by: author, at: sequence) }
            return context.seen(of: entry.chain, by: author, at: sequence) > UInt64(entry.sequence)
        }
        guard !over.isEmpty else { return false }
        let id = OperationID(chain: chains[entry.chain], sequence: UInt64(entry.sequence), ordinal: old.ordinal)
        let place = over.partitionPoint { $0 < id }
        return place < over.count && over[place] == id
    }

    // MARK: Many operations

    private mutating func settleInCrowd(
        _ new: inout FoldedOperation, _ id: OperationID, on key: RegisterKey, over: [OperationID]?, _ desk: inout FoldingDesk
    ) {
        if !crowd.records.contains(key.record) { enterCrowd(key.record) }
        let index = UInt32(operations.count)
        let register: Int
        switch crowd.find(key) {
        case .nothing: return crowd.setOnly(index, on: key)
        case .one(let old): register = split(old, on: key)
        case .many(let number): register = number
        }
        desk.crowded = register
        if !new.superseded { new.superseded = wasSeen(id.sequence, of: desk.chain, in: register) }
        if let over {
            supersede(over, in: register)
        } else {
            supersedeSeen(by: desk.chain, at: id.sequence, in: register)
        }
        place(index, new, in: register)
    }

    /// Whether an operation folded before had already seen this one.
    private func wasSeen(_ sequence: UInt64, of author: UInt32, in register: Int) -> Bool {
        guard sequence < context.seenByOthers(of: author) || adoption.contains(author) else { return false }
        return crowd.registers[register].lanes.contains { lane in
            guard let last = lane.lastSeeing else { return false }
            if lane.chain == author { return UInt64(last) > sequence }
            return hadSeen(author, sequence, by: lane.chain, at: UInt64(last))
        }
    }

    private mutating func supersede(_ over: [OperationID], in register: Int) {
        for id in over {
            guard let (lane, place, index) = find(id, in: register) else { continue }
            fall(index, in: register)
            crowd.registers[register].lanes[lane].standing.remove(at: place)
        }
    }

    /// Where a standing operation is.
    private func find(_ id: OperationID, in register: Int) -> (lane: Int, place: BlockList.Place, index: UInt32)? {
        guard let chain = chains.existing(id.chain), let entry = entryNumber(chain, id.sequence),
            let lane = crowd.registers[register].lanes.firstIndex(where: { $0.chain == chain })
        else { return nil }
        let standing = crowd.registers[register].lanes[lane].standing
        guard let place = standing.place(before: { place(of: $0) < (id.sequence, id.ordinal) }) else { return nil }
        let index = standing[place]
        return operations[index].entry == entry && operations[index].ordinal == id.ordinal ? (lane, place, index) : nil
    }

    /// Of one chain, the operations that were seen are the first.
    private mutating func supersedeSeen(by author: UInt32, at sequence: UInt64, in register: Int) {
        for lane in crowd.registers[register].lanes.indices {
            let chain = crowd.registers[register].lanes[lane].chain
            guard adoption.isEmpty || chain == author || !adoption.contains(chain) && !adoption.contains(author) else {
                supersedeAdopted(in: register, lane, by: author, at: sequence)
                continue
            }
            let seen = chain == author ? sequence + 1 : context.seen(of: chain, by: author, at: sequence)
            while let first = crowd.registers[register].lanes[lane].standing.first,
                UInt64(entries[operations[first].entry].sequence) < seen
            {
                fall(first, in: register)
                crowd.registers[register].lanes[lane].standing.removeFirst()
            }
        }
    }

    /// Who brought what decides who had seen it, so that it need not be the first of a chain.
    private mutating func supersedeAdopted(in register: Int, _ lane: Int, by author: UInt32, at sequence: UInt64) {
        let chain = crowd.registers[register].lanes[lane].chain
        var seen = [UInt32]()
        crowd.registers[register].lanes[lane].standing.prefix(.max, to: &seen)
        for index in seen where hadSeen(chain, place(of: index).sequence, by: author, at: sequence) {
            guard let place = standingPlace(place(of: index), in: register, lane) else { continue }
            fall(index, in: register)
            crowd.registers[register].lanes[lane].standing.remove(at: place)
        }
    }

    private mutating func fall(_ index: UInt32, in register: Int) {
        operations[index].superseded = true
        if !operations[index].removes { crowd.registers[register].presentCount -= 1 }
    }

    // MARK: The index of a crowded record

    private mutating func enterCrowd(_ record: UInt32) {
        crowd.begin(record)
        var index = records[record].first
        while index != .nowhere {
            let operation = operations[index]
            if operation.canBeSuperseded {
                let element = operation.sort == .element ? operation.digest : .none
                let key = RegisterKey(record: record, name: operation.name, sort: operation.sort, element: element)
                switch crowd.find(key) {
                case .nothing: crowd.setOnly(index, on: key)
                case .one(let old): place(index, operation, in: split(old, on: key))
                case .many(let register): place(index, operation, in: register)
                }
            }
            index = operation.next
        }
    }

    /// The first of a lane's standing operations that is not before a place in its chain.
    private func standingPlace(_ id: (sequence: UInt64, ordinal: UInt16), in register: Int, _ lane: Int) -> BlockList.Place? {
        crowd.registers[register].lanes[lane].standing.place { place(of: $0) < id }
    }

    /// Where an operation stands in its chain.
    private func place(of index: UInt32) -> (sequence: UInt64, ordinal: UInt16) {
        (UInt64(entries[operations[index].entry].sequence), operations[index].ordinal)
    }

    /// Makes a register of what was the only operation on it.
    private mutating func split(_ only: UInt32, on key: RegisterKey) -> Int {
        let register = crowd.makeRegister(key)
        place(only, operations[only], in: register)
        return register
    }

    private mutating func place(_ index: UInt32, _ operation: FoldedOperation, in register: Int) {
        let entry = entries[operation.entry]
        let id = chains[entry.chain]
        let lane = crowd.registers[register].lanes.partitionPoint { chains[$0.chain] < id }
        if lane == crowd.registers[register].lanes.count || crowd.registers[register].lanes[lane].chain != entry.chain {
            crowd.registers[register].lanes.insert(Crowd.Lane(chain: entry.chain), at: lane)
        }
        if !operation.exact {
            let last = crowd.registers[register].lanes[lane].lastSeeing ?? 0
            crowd.registers[register].lanes[lane].lastSeeing = max(last, entry.sequence)
        }
        guard !operation.superseded else { return }
        // Only what comes from another space comes out of order.
        let own = (UInt64(entry.sequence), operation.ordinal)
        let next = adoption.contains(entry.chain) ? standingPlace(own, in: register, lane) : nil
        crowd.registers[register].lanes[lane].standing.insert(index, at: next)
        if !operation.removes { crowd.registers[register].presentCount += 1 }
    }
}
