import Records
import Roster
import Testing

@testable import Clinic

/// What was written about a record that is not here is told, and can be read.
@Suite struct HeadlessTests {
    @Test(arguments: [false, true])
    func `an edit of a record whose creation was cut off is told of and can be read, and stands once that is taken in`(
        isReopened: Bool
    ) async throws {
        let field = try await Field("K7Q", "M4T")
        let record = try await field.addClient("Amina", on: "K7Q")
        try await field.carry(from: "K7Q", to: "M4T")
        try await field.edit(record, on: "M4T", ["address": .text("By the mill")])
        let withdrawal = try await field.headquarters.withdrawal(deviceCode: "K7Q", space: nil)
        field.clock.advance(60)
        try await field.headquarters.carryOut(withdrawal)
        try await field.carry(from: "M4T", to: "HQ1")
        try await field.carry(from: "HQ1", to: "M4T")
        if isReopened { for code in ["HQ1", "M4T"] { try await field.reopen(code) } }
        for code in ["HQ1", "M4T"] {
            #expect(try await field.status(code).headless == [record])
            let history = try await field[code].history(record, field: nil)
            #expect(history.map(\.field) == ["address"] && history.map(\.author.device) == ["M4T"])
            if case .put(let value)? = history.first?.edit {
                #expect(value == .text("By the mill"))
            } else {
                Issue.record("no value is put")
            }
            await #expect(throws: ClinicError.self) { _ = try await field[code].detail(record) }
            #expect(try await field[code].check(readData: true).faults.isEmpty)
        }
        // The registrar takes in what was kept aside.
        try await field.headquarters.carryOut(try await field.headquarters.withdrawal(deviceCode: "K7Q", space: nil))
        try await field.carry(from: "HQ1", to: "M4T")
        for code in ["HQ1", "M4T"] {
            #expect(try await field.status(code).headless.isEmpty)
            #expect(try await field[code].detail(record).fields["address"] == .text("By the mill"))
            #expect(try await field[code].history(record, field: "address").count == 1)
        }
        #expect(try await field.hashes("HQ1", "M4T").count == 1)
    }

    @Test func `of a record that nobody wrote about there is no history`() async throws {
        let field = try await Field("K7Q")
        let record = try await field.addClient("Amina", on: "K7Q")
        #expect(try await field.status("K7Q").headless.isEmpty)
        await #expect(throws: ClinicError.self) { _ = try await field.headquarters.history(record, field: nil) }
    }
}
