import Clinic
import Records
import ReplicatedLog
import Trials

extension World {
    static let reviewFields = ["given_name", "father_name", "family_name", "other_names", "phone", "address"]
    private static let languages = ["ar", "kmr", "ckb", "fa"]

    /// Somebody writes something and presses "save".
    func save(_ index: Int) async throws {
        let device = device(index)
        let clinic = try await open(index)
        guard let space = try await known(to: clinic, device).randomElement(using: &dice) else { return }
        let records = try await clients(clinic, in: space)
        switch Int.random(in: 0..<10, using: &dice) {
        case 0..<2: try await add(index, in: space)
        case 2..<4: try await settle(index)
        case 4..<5:
            guard let record = pick(records) else { return try await add(index, in: space) }
            try await note(index, record, in: space)
        default:
            if dice.happens(30), let form = device.openForms.popLast() { return try await edit(index, form) }
            guard let record = pick(records) else { return try await add(index, in: space) }
            try await edit(index, try await clinic.form(record))
        }
    }

    /// Somebody opens a form and leaves it open while other things happen.
    func openForm(_ index: Int) async throws {
        let device = device(index)
        let clinic = try await open(index)
        guard let space = try await known(to: clinic, device).randomElement(using: &dice) else { return }
        guard let record = pick(try await clients(clinic, in: space)) else { return }
        device.openForms.append(try await clinic.form(record))
        say("  \(device.code) opens a form in \(name(space))")
    }

    /// Most work is on few records, so that people get into each other's way.
    private func pick(_ records: [RecordID]) -> RecordID? {
        dice.happens(70) ? records.prefix(2).randomElement(using: &dice) : records.randomElement(using: &dice)
    }

    /// The caseloads that a device has been granted and has heard of.
    func known(to clinic: Clinic, _ device: SimulatedDevice) async throws -> [SpaceID] {
        let known = Set(try await clinic.spaces().map(\.id))
        return device.spaces.filter(known.contains)
    }

    func clients(_ clinic: Clinic, in space: SpaceID) async throws -> [RecordID] {
        var query = ListQuery(kind: "client")
        query.space = space
        query.limit = 500
        return try await clinic.list(query).rows.map(\.id)
    }

    private func add(_ index: Int, in space: SpaceID) async throws {
        let code = devices[index].code
        var fields = [String: JSONValue]()
        var values = [String]()
        for field in ["given_name"] + Self.reviewFields.dropFirst().filter({ _ in dice.happens(30) }) {
            let value = ledger.newValue(code, space: space, field: field, over: [])
            values.append(value)
            fields[field] = .text(value)
        }
        try await write(index, "adds a client \(values.joined(separator: " ")) in \(name(space))", values) { clinic in
            _ = try await clinic.add(kind: "client", in: space, fields: fields)
        }
    }

    private func edit(_ index: Int, _ form: Form) async throws {
        let clinic = try await open(index)
        let code = devices[index].code
        var fields = [String: JSONValue]()
        var values = [String]()
        var replaced = [String]()
        for field in Self.reviewFields.prefix(dice.happens(70) ? 2 : 6).shuffled(using: &dice).prefix(Int.random(in: 1...2, using: &dice)) {
            let over = try await texts(form.shown[field] ?? [], clinic, in: form.space)
            let value = ledger.newValue(code, space: form.space, field: field, over: over)
            values.append(value)
            replaced += over
            fields[field] = .text(value)
        }
        if dice.happens(20) { fields["languages"] = .array(Self.languages.filter { _ in dice.happens(50) }.map { .text($0) }) }
        let used = settings.plant == .unseenValues ? try await clinic.form(form.record) : form
        let words =
            "edits \(name(form.space)): \(values.joined(separator: " ")) over "
            + (replaced.isEmpty ? "nothing" : replaced.joined(separator: " "))
        try await write(index, words, values) { clinic in _ = try await clinic.save(used, fields: fields) }
    }

    private func note(_ index: Int, _ record: RecordID, in space: SpaceID) async throws {
        let value = ledger.newValue(devices[index].code, space: space, field: "notes", over: [])
        try await write(index, "notes \(value) in \(name(space))", [value]) { clinic in
            _ = try await clinic.note(record, field: "notes", text: value)
        }
    }

    private func settle(_ index: Int) async throws {
        let clinic = try await open(index)
        let conflicts = try await clinic.conflicts(space: nil).filter { Self.reviewFields.contains($0.field) }
        guard let conflict = conflicts.randomElement(using: &dice) else { return }
        let over = try await texts(conflict.candidates.flatMap(\.operations), clinic, in: conflict.space)
        let value = ledger.newValue(devices[index].code, space: conflict.space, field: conflict.field, over: over)
        counts.conflicts += 1
        let words = "settles \(over.joined(separator: " against ")) in \(name(conflict.space)) with \(value)"
        try await write(index, words, [value]) { clinic in
            _ = try await clinic.settle(conflict, .value(.text(value)))
        }
    }

    private func write(_ index: Int, _ words: String, _ values: [String], _ body: @escaping (Clinic) async throws -> Void) async throws {
        say("  \(devices[index].code) \(words)")
        counts.saves += 1
        if settings.plant == .earlyAcknowledgement { ledger.acknowledge(values) }
        let isRevoked = devices[index].isRevoked
        let isWithdrawn = values.contains { value in ledger.writes[value].map { !devices[index].spaces.contains($0.space) } ?? false }
        let done: Bool? = try await act(index, "saves") { clinic, _ in
            do {
                try await body(clinic)
            } catch let error as ClinicError
                where isRevoked && error.code == .deviceRevoked || isWithdrawn && error.code == .mayNotWrite || error.code == .moved
            {
                return false
            }
            return true
        }
        guard done == true else { return }
        ledger.acknowledge(values)
        if isRevoked { for value in values { ledger.excuse(value, "written after the device was revoked") } }
        if isWithdrawn { for value in values { ledger.excuse(value, "written after the caseload was withdrawn") } }
    }

    /// The values that operations wrote.
    private func texts(_ operations: [OperationID], _ clinic: Clinic, in space: SpaceID) async throws -> [String] {
        try await clinic.operations(operations, in: space).compactMap(\.writtenText)
    }
}

extension Operation {
    /// The text that a put or a note wrote.
    var writtenText: String? {
        switch self {
        case .put(_, _, .text(let text), _), .note(_, _, let text, _): text
        default: nil
        }
    }
}
