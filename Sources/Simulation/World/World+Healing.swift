import Clinic
import Records
import ReplicatedLog

/// What must hold once disks have room, stores are open and sticks arrive.
extension World {
    static let passCountMax = 2

    func heal() async throws {
        say("healing: disks get room, stores are opened and checked")
        for index in devices.indices {
            makeRoom(devices[index])
            devices[index].clockError = 0
            let clinic = try await open(index)
            let faults = try await clinic.check(readData: true).faults
            guard faults.isEmpty else { throw Finding("\(devices[index].code) is damaged: " + faults.map(\.what).joined(separator: " ")) }
        }
        // One at least: who is level may keep another course aside, which nobody but its author can write again.
        var passes = 0
        var difference: String?
        repeat {
            passes += 1
            say("healing: pass \(passes)")
            try await pass()
            difference = try await unlevel()
        } while difference != nil && passes < Self.passCountMax
        if let difference { throw Finding("not level after \(passes) passes: \(difference)") }
        passes = 0
        while let missing = try await missingDocument() {
            guard passes < Self.documentPassCountMax else { throw Finding("after \(passes) passes more \(missing)") }
            passes += 1
            say("healing: pass \(passes) for documents")
            try await pass()
        }
        for index in active { try await requireMemoryBounds(index) }
        for space in spaces { try await requirePromises(in: space) }
        try await requireTransfers()
        try await requireIdempotence()
        try await requireReopening()
        counts.operations = devices.reduce(0) { $0 + $1.disk.look(\.operationCount) }
        counts.disks = devices.reduce(DiskState.Failures()) { $0 + $1.disk.look(\.failures) }
        say("level and true: \(counts)")
    }

    /// Devices that still count.
    var active: [Int] { devices.indices.filter { !devices[$0].isRevoked } }

    /// Whom a device meets at the end: the next one above it that still counts.
    private func meets(_ index: Int) -> Int? {
        var next = devices[index].parent
        while let parent = next, devices[parent].isRevoked { next = devices[parent].parent }
        return next
    }

    /// One pass over the graph: from the leaves to headquarters, and back.
    private func pass() async throws {
        let order = active.filter { $0 != 0 }
        let lost = settings.plant == .lostCourier ? order.last : nil
        for index in order.reversed() where index != lost {
            if let parent = meets(index) { try await bring(from: index, to: parent) }
        }
        for index in order {
            if let parent = meets(index) { try await bring(from: parent, to: index) }
        }
    }

    func bring(from: Int, to: Int, resend: Bool = false) async throws {
        time += 600
        let device = devices[from]
        device.lastParcels = [:]
        let clinic = try await open(from)
        device.clock.now = time
        _ = try await clinic.writeStick(SimulatedDevice.stick, to: nil, resend: resend)
        let written = device.disk.look { state in
            let files = state.copy(below: SimulatedDevice.parcels)
            for path in files.keys { state.place(nil, at: path) }
            return files
        }
        let reader = devices[to]
        let readingClinic = try await open(to)
        reader.clock.now = time
        reader.disk.look { state in for (path, bytes) in written { state.place(bytes, at: path) } }
        let report = try await readingClinic.readStick(SimulatedDevice.stick)
        reader.disk.look { state in for path in written.keys { state.place(nil, at: path) } }
        say("  \(reader.code) reads \(device.code)'s stick: \(Self.words(report))")
    }

    /// The first difference between headquarters and a device, in words; `nil` when everybody is level.
    private func unlevel() async throws -> String? {
        let headquarters = try await open(0)
        for index in active.dropFirst() {
            let clinic = try await open(index)
            for space in [try await rosterSpace()] + devices[index].spaces {
                let ours = await headquarters.vector(of: space)
                let theirs = await clinic.vector(of: space)
                guard ours.positions.mapValues(\.count) == theirs.positions.mapValues(\.count) else {
                    return "\(devices[index].code) has \(theirs.entryCount) entries of \(name(space)) in \(theirs.positions.count) chains, "
                        + "headquarters \(ours.entryCount) in \(ours.positions.count)"
                }
                guard ours == theirs else { return "\(devices[index].code) has another course of a chain of \(name(space))" }
                let (mine, its) = (await headquarters.stateHash(of: space), await clinic.stateHash(of: space))
                guard mine == its else {
                    throw Finding("\(devices[index].code) has the same entries of \(name(space)) as headquarters, and another state")
                }
            }
        }
        return nil
    }

    private func rosterSpace() async throws -> SpaceID {
        guard let space = await (try open(0)).rosterSpace else { throw Finding("headquarters has no roster") }
        return space
    }
}
