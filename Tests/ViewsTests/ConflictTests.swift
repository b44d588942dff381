import Records
import ReplicatedLog
import Testing

@testable import Views

struct ConflictTests {
    /// Two devices that wrote the same field without having seen each other, both known to the first.
    private func quarrel(_ field: String, _ left: Value, _ right: Value) throws -> (TestClinic, TestClinic, RecordID) {
        var one = try TestClinic(1)
        let record = try one.create("client", ["given_name": .text("Amina")])
        var two = try TestClinic(2)
        try two.receive(one)
        try one.save(.put(record: record, field: field, value: left, over: nil), time: 1_700_000_020)
        try two.save(.put(record: record, field: field, value: right, over: nil), time: 1_700_000_010)
        try one.receive(two)
        return (one, two, record)
    }

    @Test func `a conflict lists every value, the shown one first, and goes when it is settled`() throws {
        var (one, two, record) = try quarrel("safety_note", .text("call"), .text("do not call"))
        let conflict = try #require(try one.view.conflicts().first)
        #expect(conflict.record.id == record && conflict.field == "safety_note")
        #expect(conflict.values.map(\.value) == [.text("call"), .text("do not call")])
        #expect(conflict.values.map { $0.survivors.map(\.provenance.time) } == [[1_700_000_020], [1_700_000_010]])
        #expect(conflict.record.conflicts == ["safety_note": 2] && conflict.record.fields["safety_note"] == "call")
        #expect(try one.view.conflicts(space: .south).isEmpty && one.view.conflicts(of: record).count == 1)
        // Both values are found.
        try two.receive(one)
        try two.save(.put(record: record, field: "safety_note", value: .text("do not call"), over: nil))
        try one.receive(two)
        #expect(try one.view.conflicts().isEmpty && one.view.record(record)?.fields["safety_note"] == "do not call")
    }

    @Test func `the same value written twice is no conflict`() throws {
        let (one, _, record) = try quarrel("safety_note", .text("call"), .text("call"))
        #expect(try one.view.conflicts().isEmpty && one.view.record(record)?.conflicts == [:])
    }

    @Test func `two spellings of one text in Unicode are two values`() throws {
        let (one, _, _) = try quarrel("safety_note", .text("caf\u{E9}"), .text("cafe\u{301}"))
        #expect(try one.view.conflicts().first?.values.count == 2)
    }

    @Test func `emptying a field against another value is a conflict`() throws {
        let (one, _, record) = try quarrel("safety_note", .nothing, .text("call"))
        #expect(try one.view.record(record)?.conflicts == ["safety_note": 2] && one.view.record(record)?.fields["safety_note"] == .null)
    }

    @Test func `a field of which the latest counts shows it and raises no conflict, and both values are found`() throws {
        let (one, _, record) = try quarrel("phone", .text("0700 000 001"), .text("0700 000 002"))
        #expect(try one.view.conflicts().isEmpty && one.view.record(record)?.fields["phone"] == "0700 000 001")
        #expect(try one.view.search("002").map(\.record.id) == [record])
    }

    @Test func `an element stays when somebody adds it while another takes it out`() throws {
        var one = try TestClinic(1)
        let record = try one.create("client", sets: ["languages": [.code("ar"), .code("fr")]])
        var two = try TestClinic(2)
        try two.receive(one)
        try one.save(.remove(record: record, field: "languages", value: .code("ar"), over: nil))
        try two.save(.add(record: record, field: "languages", value: .code("ar")))
        try two.save(.remove(record: record, field: "languages", value: .code("fr"), over: nil))
        try one.receive(two)
        #expect(try one.view.record(record)?.fields == ["languages": ["ar"]])
    }
}
