import Clinic
import Crypto
import Foundation
import Records
import Roster
import Synchronization

/// The time that a replayed device believes it is, in seconds since 1970.
final class ReplayClock: Sendable {
    private let time: Mutex<Int64>

    init(_ seconds: Int64) { time = Mutex(seconds) }

    var seconds: Int64 {
        get { time.withLock(\.self) }
        set { time.withLock { $0 = newValue } }
    }
}

/// A laptop of the workload with a store of its own.
struct Laptop {
    let device: String
    let code: String
    let clinic: Clinic
    let clock: ReplayClock

    init(device: String, code: String, options: Clinic.Options, time: Int64) async throws {
        self.device = device
        self.code = code
        let clock = ReplayClock(time)
        var options = options
        options.clock = { clock.seconds }
        clinic = try await Clinic.createDevice(options, personName: "Bench", passphrase: Store.passphrase)
        self.clock = clock
    }

    /// The same laptop after its store was closed, with a clock of its own.
    init(opening laptop: Laptop, options: Clinic.Options) async throws {
        device = laptop.device
        code = laptop.code
        let clock = ReplayClock(laptop.clock.seconds)
        var options = options
        options.clock = { clock.seconds }
        clinic = try await Clinic.open(options, passphrase: Store.passphrase)
        self.clock = clock
    }

    func holds(_ record: RecordID) async throws -> Bool {
        do {
            _ = try await clinic.form(record)
            return true
        } catch let error as ClinicError where error.code == .notFound {
            return false
        }
    }

    /// What one filled-in form took.
    struct SaveSeconds {
        /// Until it was on stable storage, which is what whoever saves waits for.
        let durable: Double
        /// From then until the lists had it, which is done when nobody asks for anything.
        let shown: Double
    }

    /// Makes one save of the workload: each form that it fills in is one durable entry, made on a device at rest.
    ///
    /// - Parameter measure: told what each form took.
    func replay(
        _ save: ReferenceSave, in space: SpaceID, forms: Forms, records: inout [String: RecordID], measure: (SaveSeconds) -> Void
    ) async throws {
        // The tiny files of one laptop are not in the order of their times, and no clock goes back here.
        clock.seconds = max(clock.seconds, save.milliseconds / 1000)
        let user = save.events[0].user
        guard let person = PersonID(bytes: Array(SHA256.hash(data: Array(user.utf8)).prefix(16))) else {
            preconditionFailure("a person's id has 16 bytes")
        }
        try await clinic.act(as: person, named: user)
        for filled in FilledForm.forms(of: save.events) {
            let kind = Forms.kind(filled.kind)
            func id(_ name: String) -> String? { records[name]?.description }
            func json(_ value: JSONValue, _ field: String) throws -> JSONValue {
                try forms.json(value, kind: kind, field: Forms.field(field), record: id)
            }
            var fields = [String: JSONValue]()
            for (field, value) in filled.values { fields[Forms.field(field)] = try json(value, field) }
            for (field, texts) in filled.notes { fields[Forms.field(field)] = .array(try texts.map { try json(.text($0), field) }) }
            if filled.isNew {
                for (field, changes) in filled.elements {
                    fields[Forms.field(field)] = .array(try changes.applied(to: []) { try json($0, field) })
                }
                let start = ContinuousClock.now
                let saved = try await clinic.add(kind: kind, in: space, fields: fields.filter { !$0.value.isNull })
                let durable = seconds(since: start)
                let showing = ContinuousClock.now
                try await clinic.showSaved()
                measure(SaveSeconds(durable: durable, shown: seconds(since: showing)))
                records[filled.record] = saved.record
            } else {
                guard let record = records[filled.record] else { throw EventFault("a record is edited that no event before it created") }
                let form = try await clinic.form(record)
                for (field, changes) in filled.elements {
                    let name = Forms.field(field)
                    fields[name] = .array(try changes.applied(to: form.fields[name]?.arrayValue ?? []) { try json($0, field) })
                }
                let start = ContinuousClock.now
                let saved = try await clinic.save(form, fields: fields)
                let durable = seconds(since: start)
                let showing = ContinuousClock.now
                try await clinic.showSaved()
                if saved.operationCount > 0 { measure(SaveSeconds(durable: durable, shown: seconds(since: showing))) }
            }
        }
    }
}

/// What one form is filled in with: consecutive events of one save about one record.
struct FilledForm: Equatable {
    /// Elements put into a set or taken out of it, in order.
    struct ElementChanges: Equatable {
        var changes: [(value: JSONValue, isAdded: Bool)] = []

        func applied(to elements: [JSONValue], _ json: (JSONValue) throws -> JSONValue) rethrows -> [JSONValue] {
            var result = elements
            for change in changes {
                let value = try json(change.value)
                result.removeAll { $0 == value }
                if change.isAdded { result.append(value) }
            }
            return result
        }

        static func == (one: Self, other: Self) -> Bool {
            one.changes.elementsEqual(other.changes) { $0.value == $1.value && $0.isAdded == $1.isAdded }
        }
    }

    let record: String
    let kind: String
    var isNew = false
    var values: [String: JSONValue] = [:]
    var elements: [String: ElementChanges] = [:]
    var notes: [String: [String]] = [:]

    /// A field that is set twice in one save is filled in twice.
    static func forms(of events: [ReferenceEvent]) -> [FilledForm] {
        var forms = [FilledForm]()
        for event in events {
            var form = FilledForm(record: event.record, kind: event.kind)
            if let last = forms.last, last.record == event.record, last.takes(event.edit) {
                form = last
                forms.removeLast()
            }
            switch event.edit {
            case .create(let fields):
                form.isNew = true
                form.values = fields
            case .set(let field, let value): form.values[field] = value
            case .add(let field, let value): form.elements[field, default: ElementChanges()].changes.append((value, true))
            case .remove(let field, let value): form.elements[field, default: ElementChanges()].changes.append((value, false))
            case .note(let field, let text): form.notes[field, default: []].append(text)
            }
            forms.append(form)
        }
        return forms
    }

    private func takes(_ edit: ReferenceEvent.Edit) -> Bool {
        switch edit {
        case .create: false
        case .set(let field, _): values[field] == nil
        case .add, .remove, .note: true
        }
    }
}
