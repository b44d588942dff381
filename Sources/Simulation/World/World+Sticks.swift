import Clinic
import Records
import Trials

extension World {
    /// Two devices sit at one table: each writes a stick and reads the other's.
    func meet(_ index: Int) async throws {
        guard let parent = devices[index].parent else { return }
        say("  \(devices[index].code) and \(devices[parent].code) meet")
        for (from, to) in [(index, parent), (parent, index)] {
            _ = try await read(try await parcelsFrom(from, resend: false), at: to)
        }
    }

    /// A device writes a stick and gives it to somebody who may arrive some day.
    func send(_ index: Int) async throws {
        let sent = try await parcelsFrom(index, resend: dice.happens(10))
        parcels += sent
        say("  \(devices[index].code) sends \(sent.reduce(0) { $0 + $1.bytes.count } / 1024) KiB off")
    }

    /// Some of the parcels that are on their way arrive somewhere, in whatever order and shape.
    func deliver() async throws {
        guard !parcels.isEmpty else { return }
        var arriving = [Parcel]()
        for _ in 0..<Int.random(in: 1...3, using: &dice) {
            let place = Int.random(in: parcels.indices, using: &dice)
            arriving.append(parcels[place])
            // Read once and kept, it is read again some day: duplicates, and news of months ago.
            if dice.happens(60) { parcels.remove(at: place) }
            if parcels.isEmpty { break }
        }
        let sender = arriving[0].sender
        let near = devices.indices.filter { devices[$0].parent == sender } + [devices[sender].parent].compactMap(\.self)
        let target = dice.happens(70) ? near.randomElement(using: &dice) ?? 0 : Int.random(in: devices.indices, using: &dice)
        if dice.happens(6) {
            counts.lost += arriving.count
            return say("  a stick of \(devices[sender].code) is lost")
        }
        for parcel in arriving { note(arrivalOf: parcel.number, from: parcel.sender, sent: parcel.sent, at: target) }
        let shaped = arriving.map { parcel in
            guard dice.happens(25) else { return parcel }
            return Parcel(
                name: parcel.name, bytes: damaged(parcel.bytes, of: parcel.sender), sender: parcel.sender, sent: parcel.sent,
                number: parcel.number)
        }
        let ages = arriving.map { "\(devices[$0.sender].code)'s of \((time - $0.sent) / 86_400) days" }.joined(separator: ", ")
        say("  \(devices[target].code) gets \(ages)")
        _ = try await read(shaped, at: target)
    }

    func damaged(_ parcel: [UInt8], of sender: Int) -> [UInt8] {
        counts.damagedParcels += 1
        var bytes = parcel
        guard !bytes.isEmpty else { return bytes }
        if dice.happens(40) {
            bytes.removeLast(Int.random(in: 1...bytes.count, using: &dice))
            say("  a parcel of \(devices[sender].code) is cut to \(bytes.count) bytes")
        } else {
            for _ in 0..<Int.random(in: 1...4, using: &dice) {
                bytes[Int.random(in: bytes.indices, using: &dice)] ^= 1 << UInt8.random(in: 0..<8, using: &dice)
            }
            say("  a parcel of \(devices[sender].code) has bits turned over")
        }
        return bytes
    }

    /// What a device puts on a stick, whole or, when the power failed meanwhile, as it lies there.
    func parcelsFrom(_ index: Int, resend: Bool) async throws -> [Parcel] {
        try await open(index)
        let device = devices[index]
        let left = dice.happens(30) ? device.lastParcels : [:]
        place(left, on: device)
        _ = try await act(index, "writes a stick") { clinic, _ in
            _ = try await clinic.writeStick(SimulatedDevice.stick, to: nil, resend: resend)
        }
        let written = device.disk.look { $0.copy(below: SimulatedDevice.parcels) }
        place([:], on: device)
        device.lastParcels = written
        counts.parcels += written.count
        return written.sorted { $0.key < $1.key }.map { path, bytes in
            parcelCount += 1
            return Parcel(
                name: String(path.dropFirst(SimulatedDevice.parcels.count + 1)), bytes: bytes, sender: index, sent: time,
                number: parcelCount)
        }
    }

    /// A device reads parcels from a stick.
    func read(_ parcels: [Parcel], at index: Int) async throws -> ReadReport? {
        guard !parcels.isEmpty else { return nil }
        try await open(index)
        let device = devices[index]
        let files = parcels.map { (SimulatedDevice.parcels + "/" + $0.name, $0.bytes) }
        place(Dictionary(files, uniquingKeysWith: { first, _ in first }), on: device)
        let report = try await act(index, "reads a stick") { clinic, _ in
            do { return try await clinic.readStick(SimulatedDevice.stick) } catch let error as ClinicError where error.code == .noParcels {
                // A crash left a parcel under its temporary name only.
                return ReadReport()
            }
        }
        place([:], on: device)
        if let report { say("  \(device.code) reads \(Self.words(report))") }
        return report
    }

    static func words(_ report: ReadReport) -> String {
        var words = ["\(report.entries.values.reduce(0, +)) entries"]
        let held = report.parcels.flatMap(\.held).map { "\($0.value) \($0.key)" }.sorted()
        if !held.isEmpty { words.append("kept aside " + held.joined(separator: ", ")) }
        let refused = report.parcels.flatMap(\.refused).map { "\($0.value) \($0.key)" }.sorted()
        if !refused.isEmpty { words.append("refused " + refused.joined(separator: ", ")) }
        let bad = report.parcels.filter { $0.state != .read && $0.state != .own }.map(\.state.rawValue)
        if !bad.isEmpty { words.append(bad.joined(separator: ", ")) }
        if report.releasedCount > 0 { words.append("\(report.releasedCount) released") }
        if report.newConflictCount > 0 { words.append("\(report.newConflictCount) new conflicts") }
        if report.startedNewIncarnation { words.append("and goes on as a new incarnation") }
        return words.joined(separator: "; ")
    }

    /// Makes just these the files of the stick that is plugged in.
    private func place(_ files: [String: [UInt8]], on device: SimulatedDevice) {
        device.disk.look { state in
            for path in state.copy(below: SimulatedDevice.stick).keys.sorted() { state.place(nil, at: path) }
            for (path, bytes) in files.sorted(by: { $0.key < $1.key }) { state.place(bytes, at: path) }
        }
    }
}
