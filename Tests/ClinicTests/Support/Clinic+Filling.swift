import Records
import ReplicatedLog
import Vault
import Views

@testable import Clinic

extension Clinic {
    /// Many records in few entries, each with `text` in its name, so that sorts and images are large.
    func fillView(with first: RecordID, count: Int, text: String, in space: SpaceID) throws {
        var left = count - 1
        while left > 0 {
            let now = min(left, 200)
            try commit(in: space) { writer in
                var operations = [Operation]()
                for number in 0..<now {
                    let record = writer.nextOperation(operations.count)
                    operations.append(.create(kind: KindName.client, schemaVersion: 1))
                    operations.append(.put(record: record, field: "given_name", value: .text("\(text) \(left - number)"), over: nil))
                }
                return (first, operations)
            }
            left -= now
        }
    }
}
