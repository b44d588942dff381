import Records
import ReplicatedLog

/// A value of a register that stands, with whoever wrote it.
struct Standing: Hashable {
    let operation: OperationID
    let provenance: Provenance
    let value: Value

    /// The one shown of several: greatest claimed time, then greatest operation.
    static func isShownBefore(_ left: Standing, _ right: Standing) -> Bool {
        (left.provenance.time, left.operation) > (right.provenance.time, right.operation)
    }
}

/// Everything that the view keeps of one record, apart from its place: a function of what survives, whatever the
/// order in which it arrived.
struct RecordState: Hashable {
    struct Creation: Hashable {
        let kind: String
        let schemaVersion: UInt32
        let provenance: Provenance
    }

    let id: RecordID
    /// `nil` until the creation arrived; the record is hidden until then.
    var creation: Creation?
    /// Never empty, the shown one first.
    var registers: [String: [Standing]] = [:]
    /// Never empty, by canonical bytes.
    var sets: [String: [Value]] = [:]
    var noteCount = 0
    /// The note of greatest claimed time.
    var lastNote: Survivor?

    init(id: RecordID) { self.id = id }

    /// What the record was last edited by, the additions and removals of sets not counted: folding does not say who made them.
    var updated: Provenance? {
        var latest = creation.map { Survivor(operation: id, provenance: $0.provenance) }
        func consider(_ candidate: Survivor) {
            if let held = latest, !Self.isLater(candidate, held) { return }
            latest = candidate
        }
        if let lastNote { consider(lastNote) }
        for standings in registers.values {
            guard let shown = standings.first else { continue }
            consider(Survivor(operation: shown.operation, provenance: shown.provenance))
        }
        return latest?.provenance
    }

    static func isLater(_ left: Survivor, _ right: Survivor) -> Bool {
        (left.provenance.time, left.operation) > (right.provenance.time, right.operation)
    }
}

extension RecordState {
    /// - Throws: ``ViewErrorCode/outOfStep`` when a survivor is named whose value was never seen.
    mutating func apply(_ change: Change) throws(ViewError) {
        switch change {
        case .created(_, let kind, let schemaVersion, let provenance):
            creation = Creation(kind: kind, schemaVersion: schemaVersion, provenance: provenance)
        case .register(_, let field, let operation, let value, let survivors):
            try put(value, of: operation, in: field, survivors: survivors)
        case .element(_, let field, let value, let present):
            setElement(value, of: field, present: present)
        case .noted(_, _, let operation, _, _, let provenance):
            noteCount += 1
            let note = Survivor(operation: operation, provenance: provenance)
            if lastNote.map({ Self.isLater(note, $0) }) ?? true { lastNote = note }
        }
    }

    private mutating func put(_ value: Value, of operation: OperationID, in field: String, survivors: [Survivor]) throws(ViewError) {
        // Mostly nobody else wrote it.
        if survivors.count == 1, survivors[0].operation == operation {
            registers[field] = [Standing(operation: operation, provenance: survivors[0].provenance, value: value)]
            return
        }
        let held = registers[field] ?? []
        var standings = [Standing]()
        for survivor in survivors {
            let known = survivor.operation == operation ? value : held.first { $0.operation == survivor.operation }?.value
            guard let known else {
                throw ViewError(.outOfStep, "The view was given changes that do not continue what it holds.", hint: ViewError.rebuildHint)
            }
            standings.append(Standing(operation: survivor.operation, provenance: survivor.provenance, value: known))
        }
        registers[field] = standings.isEmpty ? nil : standings.sorted(by: Standing.isShownBefore)
    }

    private mutating func setElement(_ value: Value, of field: String, present: Bool) {
        var elements = sets[field] ?? []
        let bytes = value.canonicalBytes
        let position = elements.firstIndex { !$0.canonicalBytes.lexicographicallyPrecedes(bytes) } ?? elements.endIndex
        // Not by `==`, to which two spellings of one text in Unicode are the same.
        let held = position < elements.endIndex && elements[position].canonicalBytes == bytes
        if present, !held { elements.insert(value, at: position) }
        if !present, held { elements.remove(at: position) }
        sets[field] = elements.isEmpty ? nil : elements
    }
}
