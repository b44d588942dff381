import Clinic
import Records
import ReplicatedLog
import Trials

extension World {
    /// One thing that somebody does, or that happens.
    func step() async throws {
        let index = Int.random(in: devices.indices, using: &dice)
        switch Int.random(in: 0..<settings.scope.sideCount, using: &dice) {
        case 0..<44: try await save(index)
        case 44..<50: try await openForm(index)
        case 50..<62: try await meet(index)
        case 62..<73: try await send(index)
        case 73..<86: try await deliver()
        case 86..<90: try await closeOrCopy(index)
        case 90..<93: try await restore(index)
        case 93..<95: jumpClock(index)
        case 95..<97: fillDisk(index)
        case 97..<98: try await changeMembers()
        case 98..<100: losePower(index)
        case 100..<108: try await post(index)
        case 108..<117: try await fetch(index)
        case 117..<121: try await attach(index)
        case 121..<123: try await withdraw()
        case 123: passMonths()
        case 124..<129: try await transfer(index)
        case 129..<131: try await erase()
        default: try await restoreHeadquarters()
        }
        try await observe(index)
    }

    /// What the device has now goes into the trace, so that two runs that differ are seen to differ where they begin to.
    private func observe(_ index: Int) async throws {
        guard let clinic = devices[index].clinic else { return }
        for space in devices[index].spaces {
            let hash = await clinic.stateHash(of: space)?.description.prefix(8) ?? "nothing"
            say("  \(devices[index].code) has \(await clinic.vector(of: space).entryCount) entries of \(name(space)), \(hash)")
        }
    }

    private func passMonths() {
        let days = Int64.random(in: 30...300, using: &dice)
        time += days * 86_400
        say("  nothing happens for \(days) days")
    }

    private func jumpClock(_ index: Int) {
        counts.clockJumps += 1
        let years = Int64.random(in: -10...10, using: &dice)
        devices[index].clockError = years * 31_557_600
        say("  the clock of \(devices[index].code) goes \(years) years wrong")
    }

    private func fillDisk(_ index: Int) {
        let device = devices[index]
        guard !device.isShortOfRoom else {
            say("  somebody makes room on the disk of \(device.code)")
            return makeRoom(device)
        }
        counts.fullDisks += 1
        let room = dice.happens(50) ? Int.random(in: 0...60_000, using: &dice) : 80 << 20
        device.disk.look { $0.room = room }
        say("  \(device.code) has room for \(room) bytes")
    }

    /// The power fails while nothing is being done.
    private func losePower(_ index: Int) {
        guard devices[index].clinic != nil else { return }
        say("  \(devices[index].code) loses power")
        let failing = dice.branch()
        devices[index].disk.look {
            $0.failing = failing
            $0.powerFails()
        }
        devices[index].clinic = nil
        devices[index].openForms = []
        devices[index].disk.look { $0.comeBack(keeping: false) }
        counts.crashes += 1
    }
}
