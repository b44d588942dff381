import Records
import Trials

@testable import ReplicatedLog

/// Edits of every kind, on few fields and with few values, so that they meet.
extension World {
    private static let registers = ["name", "phone"]
    private static let sets = ["needs", "languages"]

    mutating func randomOperations(for replica: Replica) -> [Operation] {
        var operations = [Operation]()
        for ordinal in 0..<(1 + generator.below(3)) {
            operations.append(randomOperation(for: replica, id: replica.writer.nextOperation(ordinal)))
        }
        return operations
    }

    private mutating func randomOperation(for replica: Replica, id: OperationID) -> Operation {
        guard let record = known.prefix(recordCountMax).randomElement(using: &generator),
            !generator.chance(1, in: 10) || known.count >= recordCountMax
        else {
            return .create(
                kind: ["client", "case"].randomElement(using: &generator) ?? "client", schemaVersion: UInt32(generator.below(300)))
        }
        switch generator.below(12) {
        case 0..<3:
            return .put(record: record, field: randomRegister(), value: randomValue(), over: nil)
        case 3..<6:
            let field = randomRegister()
            return .put(record: record, field: field, value: randomValue(), over: randomOver(record, field, nil, replica, id))
        case 6..<8:
            return .add(record: record, field: randomSet(), value: randomElement())
        case 8:
            return .remove(record: record, field: randomSet(), value: randomElement(), over: nil)
        case 9:
            let field = randomSet()
            let element = randomElement()
            return .remove(record: record, field: field, value: element, over: randomOver(record, field, element, replica, id))
        case 10:
            let about = generator.chance(1, in: 2) ? id : nil
            return .note(record: record, field: "log", text: "note \(generator.below(5))", about: about)
        default:
            return .other(code: [6, 32, 77, 255].randomElement(using: &generator) ?? 6, bytes: generator.bytes(generator.below(6)))
        }
    }

    private mutating func randomRegister() -> String { Self.registers.randomElement(using: &generator) ?? "" }
    private mutating func randomSet() -> String { Self.sets.randomElement(using: &generator) ?? "" }
    private mutating func randomElement() -> Value { .code(["a", "b"].randomElement(using: &generator) ?? "") }

    private mutating func randomValue() -> Value {
        let values: [Value] = [
            .nothing, .flag(true), .integer(-3), .text("Amina"), .text("Ami\u{301}na"), .text("Am\u{ED}na"), .code("x"),
            .reference(known[0]),
            .unrecognized(type: 200, bytes: [1, 2]),
        ]
        return values.randomElement(using: &generator) ?? .nothing
    }

    /// Some of what stands here, sometimes also what its author cannot have seen, itself included.
    private mutating func randomOver(
        _ record: RecordID, _ field: String, _ element: Value?, _ replica: Replica, _ id: OperationID
    ) -> [OperationID] {
        let sort = element == nil ? ModelState.Sort.register : .element
        let place = ModelState.Place(record: record, field: Array(field.utf8), sort: sort, element: element?.canonicalBytes ?? [])
        var named = Set((replica.model.edits[place] ?? []).map(\.id).filter { _ in generator.chance(1, in: 2) })
        if generator.chance(1, in: 8) { named.insert(id) }
        if generator.chance(1, in: 8), let other = replicas.randomElement(using: &generator) {
            named.insert(other.writer.nextOperation(generator.below(2)))
        }
        return named.sorted()
    }
}
