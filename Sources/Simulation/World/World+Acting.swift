import Clinic
import Records
import Trials
import Vault

extension World {
    /// Lets a device do something, during which the power may fail and the disk may be full.
    ///
    /// - Parameter what: for the trace.
    /// - Returns: what `body` returned; `nil` when the power failed or there was no room, and the device is open again.
    /// - Throws: ``Finding`` for any other failure.
    func act<Result>(
        _ index: Int, _ what: String, mayCrash: Bool = true, _ body: (Clinic, SimulatedDevice) async throws -> Result
    ) async throws -> Result? {
        let clinic = try await open(index)
        let device = device(index)
        if mayCrash, dice.happens(8) { arm(device, within: 60) }
        let result: Result?
        var problem: (any Error)?
        do {
            result = try await body(clinic, device)
            if dice.happens(30) { await clinic.finishUpkeep() }
        } catch {
            result = nil
            problem = error
        }
        if device.isDown {
            say("  \(device.code) \(what): the power fails" + (problem == nil ? " just after" : ""))
            try await comeBack(index)
            return result
        }
        device.disk.look { $0.operationsLeft = nil }
        guard let problem else { return result }
        if problem is Finding { throw problem }
        guard device.isShortOfRoom, let failure = problem as? VaultError, failure.code == .storageFull else {
            throw Finding("\(device.code) \(what): \(Self.words(problem))")
        }
        counts.refusedForRoom += 1
        say("  \(device.code) \(what): no room")
        return nil
    }

    /// The program of a device, opened if it is closed.
    @discardableResult
    func open(_ index: Int) async throws -> Clinic {
        if let clinic = devices[index].clinic { return clinic }
        let device = device(index)
        for _ in 0..<8 {
            if dice.happens(12) { arm(device, within: 30) }
            var problem: (any Error)?
            do {
                device.clinic = try await Clinic.open(device.options, passphrase: SimulatedDevice.passphrase)
            } catch {
                problem = error
            }
            if device.isDown {
                say("  \(device.code) is opened: the power fails")
                powerReturns(device)
                continue
            }
            device.disk.look { $0.operationsLeft = nil }
            if let clinic = device.clinic { return clinic }
            guard let problem else { break }
            guard device.isShortOfRoom, (problem as? VaultError)?.code == .storageFull else {
                throw Finding("\(device.code) cannot be opened: \(Self.words(problem))")
            }
            say("  \(device.code) cannot be opened, because the disk is full; somebody makes room")
            makeRoom(device)
        }
        throw Finding("\(device.code) cannot be opened in eight attempts")
    }

    func close(_ index: Int) async throws {
        guard devices[index].clinic != nil else { return }
        _ = try await act(index, "is closed") { clinic, device in
            device.clinic = nil
            try await clinic.close()
        }
        devices[index].clinic = nil
        devices[index].openForms = []
    }

    func arm(_ device: SimulatedDevice, within operations: Int) {
        let left = Int.random(in: 1...operations, using: &dice)
        let failing = dice.branch()
        device.disk.look {
            $0.operationsLeft = left
            $0.failing = failing
        }
    }

    func comeBack(_ index: Int) async throws {
        powerReturns(devices[index])
        try await open(index)
    }

    private func powerReturns(_ device: SimulatedDevice) {
        counts.crashes += 1
        device.clinic = nil
        device.openForms = []
        let isKept = dice.happens(30)
        device.disk.look { $0.comeBack(keeping: isKept) }
        say("  \(device.code) starts again" + (isKept ? ", and nothing written is lost" : ", and what was not synced is uncertain"))
    }

    func makeRoom(_ device: SimulatedDevice) { device.disk.look { $0.room = DiskState.plenty } }

    static func words(_ error: any Error) -> String {
        guard let failure = error as? any ExplainedFailure else { return "\(error)" }
        return "[\(failure.codeText)] \(failure.message)" + (failure.cause.map { " because of: \(words($0))" } ?? "")
    }
}
