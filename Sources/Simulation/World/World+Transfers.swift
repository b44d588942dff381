import Clinic
import Records
import ReplicatedLog
import Synchronization
import Trials

/// Clients go from caseload to caseload, by whoever may write both; and headquarters erases what was written.
extension World {
    func transfer(_ index: Int) async throws {
        // Few laptops have several caseloads; headquarters has all.
        let able = active.filter { devices[$0].spaces.count > 1 }
        guard let index = able.contains(index) ? index : able.randomElement(using: &dice) else { return }
        let device = device(index)
        let clinic = try await open(index)
        let known = try await known(to: clinic, device)
        var choices = [(client: RecordID, source: SpaceID)]()
        for space in known { choices += try await clients(clinic, in: space).map { ($0, space) } }
        guard let (client, source) = choices.randomElement(using: &dice),
            let target = known.filter({ $0 != source }).randomElement(using: &dice)
        else { return }
        say("  \(device.code) takes a client from \(name(source)) to \(name(target))")
        let done: Bool? = try await act(index, "transfers") { clinic, _ in
            do {
                try await clinic.carryOut(try await clinic.transfer(client, to: target))
            } catch let error as ClinicError where error.code == .moved || error.code == .nothingToDo {
                return false
            }
            return true
        }
        if done == true { counts.transfers += 1 }
    }

    /// Headquarters erases an entry that somebody wrote; where it was brought, too.
    func erase() async throws {
        let clinic = try await open(0)
        guard !headquarters.isShortOfRoom else { return }
        for space in spaces.shuffled(using: &dice) {
            if try await erase(in: space, clinic) { return }
        }
    }

    /// - Returns: whether there was anything to erase.
    private func erase(in space: SpaceID, _ clinic: Clinic) async throws -> Bool {
        let written = Mutex<[OperationID: String]>([:])
        try await clinic.eachOperation(in: space) { id, operation in
            guard let text = operation.writtenText else { return }
            written.withLock { $0[id] = text }
        }
        let choices = written.withLock { $0 }.filter { ledger.writes[$0.value]?.space == space }.keys.sorted()
        guard let chosen = choices.randomElement(using: &dice) else { return false }
        let values = written.withLock { $0 }.filter { $0.key.chain == chosen.chain && $0.key.sequence == chosen.sequence }.map(\.value)
        say("  headquarters erases \(values.sorted().joined(separator: " "))")
        let done: Bool? = try await act(0, "erases", mayCrash: false) { clinic, _ in
            try await clinic.erase(entryOf: chosen, in: space)
            return true
        }
        guard done == true else { return true }
        counts.erasures += 1
        for value in values.sorted() { ledger.erase(value) }
        return true
    }

    /// What was erased is nowhere any more, and who was taken to another caseload is there with all that was written of them.
    func requireTransfers() async throws {
        for index in active {
            let held = try await everyText(at: index)
            if let left = ledger.erased.intersection(held).sorted().first {
                throw Finding("\(left) was erased, and \(devices[index].code) still has it")
            }
        }
        let clinic = try await open(0)
        for space in spaces {
            for (record, said) in try await whereabouts(in: space, clinic).sorted(by: { $0.key < $1.key }) {
                // While it is contested where somebody lives, what is written of them may be brought to any of these caseloads.
                guard said.count == 1, let target = said.first, target != space else { continue }
                let here = try await written(of: record, in: space, clinic)
                let there = try await written(of: record, in: target, clinic)
                if let lost = here.texts.subtracting(there.texts).sorted().first {
                    throw Finding("\(lost) was written in \(name(space)) of who is in \(name(target)) now, and is not there")
                }
                guard there.isCreated else { throw Finding("somebody went from \(name(space)) to \(name(target)), and is not there") }
                counts.brought += here.texts.count
            }
        }
    }

    /// Whatever a device's log holds, also in what was brought, whether it counts or not.
    private func everyText(at index: Int) async throws -> Set<String> {
        let clinic = try await open(index)
        let found = Mutex<Set<String>>([])
        for space in devices[index].spaces {
            try await clinic.eachOperation(in: space) { _, operation in
                var operations = [operation]
                if case .other(Operation.adoptCode, let bytes) = operation {
                    operations = (try? UnverifiedAdoption(decoding: bytes))?.payloads.flatMap(\.operations) ?? []
                }
                let texts = operations.compactMap(\.writtenText)
                found.withLock { $0.formUnion(texts) }
            }
        }
        return found.withLock { $0 }
    }

    /// Where the records of a caseload live, of those that went anywhere: more than one where people who moved them did not agree.
    ///
    /// A record whose creation was erased, or cut off with its device, is none: what else was written on it waits for that, and nobody
    /// can be shown it, nor brings it anywhere.
    func whereabouts(in space: SpaceID, _ clinic: Clinic) async throws -> [RecordID: Set<SpaceID>] {
        let found = Mutex<(said: [RecordID: [OperationID: String]], created: Set<RecordID>)>(([:], []))
        try await clinic.eachFoldedOperation(in: space) { id, operation in
            found.withLock { found in
                switch operation {
                case .put(let record, Clinic.movedField, .text(let text), _): found.said[record, default: [:]][id] = text
                case .create: found.created.insert(id)
                default: break
                }
            }
        }
        let (said, created) = found.withLock { $0 }
        var result = [RecordID: Set<SpaceID>]()
        for (record, texts) in said where created.contains(record) {
            let standing = await clinic.standing(of: record, field: Clinic.movedField, in: space)
            result[record] = Set(standing.compactMap { texts[$0].flatMap { SpaceID($0) } })
        }
        return result
    }

    /// What people wrote on a record in a caseload, and whether the entry that made it counts there.
    private func written(
        of record: RecordID, in space: SpaceID, _ clinic: Clinic
    ) async throws -> (texts: Set<String>, isCreated: Bool) {
        let found = Mutex<(texts: Set<String>, isCreated: Bool)>(([], false))
        try await clinic.eachFoldedOperation(in: space) { id, operation in
            found.withLock { found in
                switch operation {
                case .put(record, _, .text(let text), _), .note(record, _, let text, _): found.texts.insert(text)
                case .create where id == record: found.isCreated = true
                default: break
                }
            }
        }
        let (texts, isCreated) = found.withLock { $0 }
        return (texts.filter { ledger.writes[$0] != nil }, isCreated)
    }
}
