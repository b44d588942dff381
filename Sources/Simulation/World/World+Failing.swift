import Clinic
import Records
import Synchronization
import Trials

extension World {
    /// A store is closed; sometimes somebody copies its folder then.
    func closeOrCopy(_ index: Int) async throws {
        try await close(index)
        let device = devices[index]
        say("  \(device.code) is closed")
        if settings.plant == .bitRot { rot(device) }
        guard dice.happens(60), index > 0 else { return }
        device.copies.append(device.disk.look { $0.copy(below: SimulatedDevice.home) })
        say("  somebody copies the folder of \(device.code)")
    }

    private func rot(_ device: SimulatedDevice) {
        let path = SimulatedDevice.home + "/log.sqlite"
        guard var bytes = device.disk.look({ $0.copy(below: SimulatedDevice.home)[path] }) else { return }
        // Behind the first page, where rows are.
        bytes[Int.random(in: 4096..<bytes.count, using: &dice)] ^= 1
        device.disk.look { $0.place(bytes, at: path) }
    }

    /// An old copy is put back, of the whole store or of the log alone.
    ///
    /// What the copy lacks and nobody else holds is gone, and nobody can know of it: that much is excused, and no more.
    func restore(_ index: Int) async throws {
        // Whoever has a copy of some store puts it back; headquarters is brought back by its root key, which is another matter.
        guard let index = devices[index].copies.isEmpty ? devices.firstIndex(where: { !$0.copies.isEmpty }) : index else { return }
        let device = devices[index]
        guard let copy = device.copies.randomElement(using: &dice) else { return }
        try await putBack(copy, at: index)
    }

    /// An old copy of headquarters' store is put back, and sticks are read from everybody before anything is decided on it.
    ///
    /// What nobody else had heard of would be decided again; here it is waited for.
    func restoreHeadquarters() async throws {
        guard !headquarters.isShortOfRoom else { return }
        guard let copy = headquartersCopies.randomElement(using: &dice) else {
            try await close(0)
            headquartersCopies.append(headquarters.disk.look { $0.copy(below: SimulatedDevice.home) })
            return say("  somebody copies the folder of headquarters")
        }
        let others = active.dropFirst().filter { !devices[$0].isShortOfRoom }
        guard let roster = await (try open(0)).rosterSpace else { return }
        let decided = await (try open(0)).vector(of: roster)
        var isKnown = false
        for index in others where !isKnown { isKnown = await (try open(index)).vector(of: roster) == decided }
        guard isKnown else { return }
        try await putBack(copy, at: 0)
        counts.headquartersRestores += 1
        for index in others { try await bring(from: index, to: 0, resend: true) }
    }

    private func putBack(_ copy: [String: [UInt8]], at index: Int) async throws {
        let device = devices[index]
        let before = try await present(at: index)
        let filesBefore = try await documents(at: index).intact
        device.clinic = nil
        device.openForms = []
        let onlyLog = dice.happens(30)
        device.disk.look { state in
            state.comeBack(keeping: true)
            for path in state.copy(below: SimulatedDevice.home).keys.sorted() where !onlyLog || path.contains("log.sqlite") {
                state.place(nil, at: path)
            }
            for (path, bytes) in copy.sorted(by: { $0.key < $1.key }) where !onlyLog || path.contains("log.sqlite") {
                state.place(bytes, at: path)
            }
        }
        counts.restores += 1
        say("  an old copy of \(onlyLog ? "the log" : "the store") of \(device.code) is put back")
        let after = try await present(at: index)
        try await excuse(before.subtracting(after), "only in a store that was put back", except: index)
        let files = filesBefore.subtracting(try await documents(at: index).intact)
        try await excuse(documents: files, "only in a store that was put back", except: index)
    }

    /// Excuses what no device but `index` holds that still counts.
    func excuse(_ values: Set<String>, _ reason: String, except index: Int) async throws {
        guard !values.isEmpty else { return }
        var elsewhere = Set<String>()
        for other in devices.indices where other != index && !devices[other].isRevoked {
            elsewhere.formUnion(try await present(at: other))
        }
        for value in values.subtracting(elsewhere).sorted() { ledger.excuse(value, reason) }
    }

    /// The values that a device's log holds.
    func present(at index: Int) async throws -> Set<String> {
        let clinic = try await open(index)
        let found = Mutex<Set<String>>([])
        for space in devices[index].spaces {
            try await clinic.eachOperation(in: space) { _, operation in
                guard let text = operation.writtenText else { return }
                found.withLock { _ = $0.insert(text) }
            }
        }
        return found.withLock { values in values.filter { ledger.writes[$0] != nil } }
    }
}
