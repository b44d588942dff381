import Foundation
import Records
import ReplicatedLog

/// What a form showed, as text that a page or a command can carry. Holds ids only, never a value.
enum FormToken {
    private static let version: UInt8 = 1
    private static let fieldCountMax = 512
    private static let bytesMax = 64 * 1024

    static func encode(_ form: Form) -> String {
        var writer = ByteWriter()
        writer.byte(version)
        writer.operation(form.record)
        writer.varint(UInt64(form.shown.count))
        for (field, operations) in form.shown.sorted(by: { $0.key < $1.key }) {
            writer.string(field)
            writer.varint(UInt64(operations.count))
            for operation in operations { writer.operation(operation) }
        }
        return Data(writer.bytes).base64EncodedString()
    }

    static func decode(_ token: String) -> (record: RecordID, shown: [String: [OperationID]])? {
        guard token.utf8.count <= bytesMax, let data = Data(base64Encoded: token) else { return nil }
        var reader = ByteReader(Array(data))
        do {
            guard try reader.byte() == version else { return nil }
            let record = try reader.operation()
            let count = try reader.varint()
            guard count <= UInt64(fieldCountMax) else { return nil }
            var shown = [String: [OperationID]]()
            for _ in 0..<count {
                let field = try reader.string(max: Operation.nameBytesMax)
                var operations = [OperationID]()
                let operationCount = try reader.varint()
                guard operationCount <= UInt64(Operation.overCountMax) else { return nil }
                for _ in 0..<operationCount { operations.append(try reader.operation()) }
                shown[field] = operations
            }
            try reader.end()
            return (record, shown)
        } catch {
            return nil
        }
    }
}
