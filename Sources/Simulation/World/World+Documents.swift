import Clinic
import Records
import Trials

/// Scans that people attach: files of a laptop's disk that are sealed into its store and carried to all who may read the caseload.
extension World {
    /// So many passes more than for entries: a document is asked for once the entry that names it is known.
    static let documentPassCountMax = 2

    func attach(_ index: Int) async throws {
        let device = device(index)
        let clinic = try await open(index)
        guard !device.isRevoked, let space = try await known(to: clinic, device).randomElement(using: &dice) else { return }
        let value = ledger.newValue(device.code, space: space, field: "title", over: [])
        say("  \(device.code) registers a document \(value) in \(name(space))")
        let saved = try await act(index, "saves") { clinic, _ in
            try await clinic.add(kind: "document", in: space, fields: ["type": "other", "title": .text(value)])
        }
        guard let saved else { return }
        ledger.acknowledge([value])
        // Of one piece, and of several; a piece is 16 KiB.
        let size = Int.random(in: dice.happens(20) ? 40_000...90_000 : 1...9_000, using: &dice)
        let file = "scan-\(ledger.attachments.count).bin"
        var content = dice.branch()
        let path = SimulatedDevice.outside + "/" + file
        devices[index].disk.look { $0.place(content.bytes(size), at: path) }
        ledger.attach(file, to: value, device: device.code, space: space)
        say("  \(device.code) attaches \(file) of \(size) bytes")
        let done: Bool? = try await act(index, "attaches") { clinic, _ in
            _ = try await clinic.attach(path: path, to: saved.record, field: nil)
            return true
        }
        devices[index].disk.look { $0.place(nil, at: path) }
        counts.documents += 1
        if settings.plant == .lostDocument {
            devices[index].disk.look { state in
                guard let blob = state.copy(below: SimulatedDevice.home + "/blobs").keys.min() else { return }
                state.place(nil, at: blob)
            }
        }
        if done == true { ledger.acknowledge(attachment: file) }
    }

    /// The files that a device's records name, and of these the ones that are there, whole.
    func documents(at index: Int) async throws -> (named: Set<String>, intact: Set<String>) {
        let clinic = try await open(index)
        let checks = try await clinic.verifyDocuments(nil)
        if let damaged = checks.first(where: { $0.state == .damaged }) {
            throw Finding("\(damaged.name) on \(devices[index].code) is not what was attached")
        }
        return (Set(checks.map(\.name)), Set(checks.filter { $0.state == .intact }.map(\.name)))
    }

    /// Excuses documents that no device but `index` holds that still counts.
    func excuse(documents files: Set<String>, _ reason: String, except index: Int) async throws {
        guard !files.isEmpty else { return }
        var elsewhere = Set<String>()
        for other in active where other != index { elsewhere.formUnion(try await documents(at: other).intact) }
        for file in files.subtracting(elsewhere).sorted() { ledger.excuse(attachment: file, reason) }
    }

    /// Those of a device that headquarters has not heard of count no more, in one space or in all.
    func excuse(documentsOf code: String, in space: SpaceID?, _ reason: String) async throws {
        let heard = try await documents(at: 0).named
        for (file, attachment) in ledger.attachments where attachment.device == code && !heard.contains(file) {
            if space == nil || attachment.space == space { ledger.excuse(attachment: file, reason) }
        }
    }

    /// The first document that somebody lacks who should have it, in words.
    func missingDocument() async throws -> String? {
        for index in active {
            let intact = try await documents(at: index).intact
            for space in devices[index].spaces {
                if let file = ledger.promisedAttachments(in: space).first(where: { !intact.contains($0) }) {
                    return
                        "\(file), attached on \(ledger.attachments[file]?.device ?? "") in \(name(space)), is not on \(devices[index].code)"
                }
            }
        }
        return nil
    }
}
