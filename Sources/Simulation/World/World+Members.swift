import Clinic
import Records
import Roster
import Trials

extension World {
    /// The registrar enrols, grants or revokes.
    func changeMembers() async throws {
        try await open(0)
        guard !headquarters.isShortOfRoom else { return say("  headquarters decides nothing while its disk is full") }
        switch Int.random(in: 0..<3, using: &dice) {
        case 0 where devices.count < settings.deviceCount + 2: try await enrol()
        case 1: try await grant()
        default: try await revoke()
        }
    }

    /// A device gets another caseload, and so does everyone between it and headquarters.
    private func grant() async throws {
        let index = Int.random(in: devices.indices, using: &dice)
        guard let space = spaces.randomElement(using: &dice), !devices[index].isRevoked else { return }
        // What was withdrawn is not given back.
        var above: Int? = index
        while let current = above {
            guard !devices[current].formerSpaces.contains(space) else { return }
            above = devices[current].parent
        }
        var next: Int? = index
        while let current = next, current != 0 {
            let device = devices[current]
            if !device.isRevoked, !device.spaces.contains(space) {
                let done: Bool? = try await act(0, "grants", mayCrash: false) { clinic, _ in
                    try await clinic.grant(deviceCode: device.code, space: space, access: .write)
                    return true
                }
                guard done == true else { return }
                say("  headquarters grants \(name(space)) to \(device.code)")
                device.spaces.append(space)
            }
            next = device.parent
        }
    }

    /// What a device wrote and headquarters does not hold counts no more.
    private func revoke() async throws {
        let candidates = devices.indices.filter { $0 > 0 && !devices[$0].isRevoked }
        guard candidates.count > settings.deviceCount / 2, let index = candidates.randomElement(using: &dice) else { return }
        let device = devices[index]
        let held = try await present(at: 0)
        let done: Bool? = try await act(0, "revokes \(device.code)", mayCrash: false) { clinic, _ in
            try await clinic.carryOut(try await clinic.withdrawal(deviceCode: device.code, space: nil))
            return true
        }
        guard done == true else { return }
        counts.revocations += 1
        say("  headquarters revokes \(device.code)")
        let own = Set(ledger.order.filter { ledger.writes[$0]?.device == device.code })
        for value in own.subtracting(held).sorted() { ledger.excuse(value, "not at headquarters when its device was revoked") }
        let known = try await present(at: index)
        try await excuse(documentsOf: device.code, in: nil, "not at headquarters when its device was revoked")
        let files = try await documents(at: index).intact
        device.isRevoked = true
        try await excuse(known, "only with a device that was revoked", except: index)
        try await excuse(documents: files, "only with a device that was revoked", except: index)
    }

    /// A caseload is taken from a device below which nobody has it: what that device wrote in it and headquarters does not hold counts no
    /// more.
    func withdraw() async throws {
        try await open(0)
        guard !headquarters.isShortOfRoom else { return say("  headquarters decides nothing while its disk is full") }
        let choices = active.dropFirst().flatMap { index in
            devices[index].spaces.filter { space in
                !active.contains { isBelow($0, index) && devices[$0].spaces.contains(space) }
            }.map { (index, $0) }
        }
        guard let (index, space) = choices.randomElement(using: &dice) else { return }
        let device = device(index)
        let held = try await present(at: 0)
        let done: Bool? = try await act(0, "withdraws a caseload", mayCrash: false) { clinic, _ in
            try await clinic.carryOut(try await clinic.withdrawal(deviceCode: device.code, space: space))
            return true
        }
        guard done == true else { return }
        counts.withdrawals += 1
        say("  headquarters withdraws \(name(space)) from \(device.code)")
        let own = ledger.order.filter { ledger.writes[$0]?.device == device.code && ledger.writes[$0]?.space == space }
        for value in Set(own).subtracting(held).sorted() { ledger.excuse(value, "not at headquarters when the caseload was withdrawn") }
        try await excuse(documentsOf: device.code, in: space, "not at headquarters when the caseload was withdrawn")
        let known = try await present(at: index).filter { ledger.writes[$0]?.space == space }
        let files = try await documents(at: index).intact.filter { ledger.attachments[$0]?.space == space }
        device.spaces.removeAll { $0 == space }
        device.formerSpaces.insert(space)
        try await excuse(known, "only with a device whose caseload was withdrawn", except: index)
        try await excuse(documents: files, "only with a device whose caseload was withdrawn", except: index)
    }

    private func isBelow(_ index: Int, _ above: Int) -> Bool {
        var next = devices[index].parent
        while let parent = next {
            if parent == above { return true }
            next = devices[parent].parent
        }
        return false
    }
}
