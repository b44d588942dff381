import Records
import Testing

@testable import ReplicatedLog

extension SpaceState {
    /// In the order of their first operation.
    var recordIDs: [RecordID] { (0..<UInt32(recordCount)).map(recordID) }

    var operationCountOfRecords: [Int] { (0..<UInt32(recordCount)).map { records[$0].operationCount } }

    /// Compares the index of every crowded record with a walk of its list.
    ///
    /// - Returns: how many records are crowded.
    func checkCrowd(_ comment: Comment) -> Int {
        for record in crowd.records {
            var expected = [RegisterKey: [UInt32]]()
            for index in operations(of: record, where: { $0.canBeSuperseded }) {
                let operation = operations[index]
                let element = operation.sort == .element ? operation.digest : .none
                let key = RegisterKey(record: record, name: operation.name, sort: operation.sort, element: element)
                expected[key, default: []].append(index)
            }
            for (key, indexes) in expected {
                let stands = indexes.filter { !operations[$0].superseded }
                switch crowd.find(key) {
                case .nothing: Issue.record(comment)
                case .one(let only): #expect(indexes == [only], comment)
                case .many(let register):
                    #expect(standing(on: key) == stands.sorted { id(of: $0) < id(of: $1) }, comment)
                    #expect(crowd.registers[register].presentCount == stands.count { !operations[$0].removes }, comment)
                }
            }
        }
        return crowd.records.count
    }
}
