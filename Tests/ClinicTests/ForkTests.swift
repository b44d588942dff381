import Records
import ReplicatedLog
import Testing

@testable import Clinic

/// A store put back more than once: its chain has courses of which each was seen by somebody else.
@Suite struct ForkTests {
    private struct Forked {
        let field: Field
        /// The closed store before the courses part.
        let backup: String

        /// Puts the store back and writes on from there, without knowing of what was written before.
        func writeAnew(_ names: String...) async throws {
            try await field.close("K7Q")
            try field.restore("K7Q", from: backup)
            try await field.open("K7Q")
            for name in names { try await field.addClient(name, on: "K7Q") }
        }

        /// Each name is once on each device, all of which are level and sound.
        func expectOnce(_ names: [String], on codes: String...) async throws {
            for code in codes {
                for name in names {
                    let found = try await field[code].search(name, kind: nil, space: nil, limit: 9).count { $0.title.contains(name) }
                    #expect(found == 1, "\(name) at \(code)")
                }
                #expect(try await field.status(code).stateHash == field.status(codes[0]).stateHash, "\(code)")
                #expect(try await field[code].check(readData: true).faults.isEmpty)
            }
        }

        /// Everybody meets headquarters, and nobody else.
        func meetHeadquarters(_ laptops: String...) async throws {
            for _ in 0..<2 {
                for laptop in laptops { try await field.carry(from: laptop, to: "HQ1") }
                for laptop in laptops { try await field.carry(from: "HQ1", to: laptop) }
            }
        }
    }

    private func forked(_ laptops: String...) async throws -> Forked {
        let field = try await Field("K7Q", "M3A", "M4T")
        try await field.addClient("Amina", on: "K7Q")
        try await field.carry(from: "K7Q", to: "HQ1", "M3A", "M4T")
        try await field.close("K7Q")
        let backup = try field.backUp("K7Q")
        try await field.open("K7Q")
        return Forked(field: field, backup: backup)
    }

    /// Found by the simulator: the laptop yielded only the course that it held itself.
    @Test(arguments: [true, false])
    func `the course that somebody else brings is written again when headquarters has the laptop's own`(directly: Bool) async throws {
        let forked = try await forked()
        let field = forked.field
        for name in ["Bilal", "Chen"] { try await field.addClient(name, on: "K7Q") }
        try await field.carry(from: "K7Q", to: "M3A")
        try await forked.writeAnew("Dina", "Elif", "Farid")
        try await field.carry(from: "K7Q", to: "HQ1")
        if directly { try await field.carry(from: "M3A", to: "K7Q") }

        try await forked.meetHeadquarters("M3A", "K7Q", "M4T")
        try await forked.expectOnce(["Amina", "Bilal", "Chen", "Dina", "Elif", "Farid"], on: "HQ1", "K7Q", "M3A", "M4T")
        try await field.carry(from: "HQ1", to: "K7Q")
        #expect(try await field.status("K7Q").onlyHere == 0)
    }

    /// Found by the simulator: nobody who took the course over asked for its documents.
    @Test func `a document of headquarters' course comes to whoever takes that over`() async throws {
        let forked = try await forked()
        let field = forked.field
        let scan = try field.stick("files") + "/scan.pdf"
        try field.write(Array("%PDF-1.7 a scan".utf8), to: scan)
        field.clock.advance(60)
        let record = try await field["K7Q"].add(kind: "document", in: field.space, fields: ["type": "other"]).record
        _ = try await field["K7Q"].attach(path: scan, to: record, field: nil)
        try await field.carry(from: "K7Q", to: "HQ1")
        try await forked.writeAnew("Bilal")
        try await field.carry(from: "K7Q", to: "M3A")

        try await forked.meetHeadquarters("K7Q", "M3A", "M4T")
        for code in ["HQ1", "K7Q", "M3A", "M4T"] {
            #expect(try await field[code].verifyDocuments(record).map(\.state) == [.intact], "\(code)")
            #expect(try await field[code].status().missingDocumentCount == 0)
        }
        try await forked.expectOnce(["Amina", "Bilal"], on: "HQ1", "K7Q", "M3A", "M4T")
    }

    @Test func `who took over headquarters' course hands on the other one, and its author writes it again`() async throws {
        let forked = try await forked()
        let field = forked.field
        try await field.addClient("Bilal", on: "K7Q")
        try await field.carry(from: "K7Q", to: "M3A")
        try await forked.writeAnew("Chen")
        try await field.carry(from: "K7Q", to: "HQ1")
        try await field.carry(from: "HQ1", to: "M3A")
        #expect(try await field["M3A"].search("Bilal", kind: nil, space: nil, limit: 9).isEmpty)
        try await field.reopen("M3A")

        // The author is far away; headquarters keeps what only M3A had.
        try await field.carry(from: "M3A", to: "HQ1")
        #expect(try await field.headquarters.status().held[.fork] == 1)
        try await field.carry(from: "HQ1", to: "K7Q")
        try await field.carry(from: "K7Q", to: "HQ1")
        try await field.carry(from: "HQ1", to: "M3A", "M4T", "K7Q")
        try await forked.expectOnce(["Amina", "Bilal", "Chen"], on: "HQ1", "K7Q", "M3A", "M4T")
    }

    @Test func `a store that forgot that it had written a course again does not write it twice`() async throws {
        let forked = try await forked()
        let field = forked.field
        for name in ["Bilal", "Chen"] { try await field.addClient(name, on: "K7Q") }
        try await field.carry(from: "K7Q", to: "M3A")
        try await forked.writeAnew("Dina")
        try await field.carry(from: "K7Q", to: "HQ1")
        // Brought by M3A, written again, told to headquarters; then the laptop is put back once more and is told of all of it anew.
        try await field.carry(from: "M3A", to: "K7Q", resend: true)
        try await field.carry(from: "HQ1", to: "K7Q")
        try await field.carry(from: "K7Q", to: "HQ1")
        #expect(try await field.headquarters.search("Bilal", kind: nil, space: nil, limit: 9).count == 1)
        try await forked.writeAnew("Elif", "Farid")
        try await field.carry(from: "M3A", to: "K7Q", resend: true)

        try await forked.meetHeadquarters("M3A", "K7Q", "M4T")
        try await forked.expectOnce(["Amina", "Bilal", "Chen", "Dina", "Elif", "Farid"], on: "HQ1", "K7Q", "M3A", "M4T")
    }

    /// The second course parts from the first, not from headquarters'.
    @Test(arguments: [["M3A", "M4T"], ["M4T", "M3A"]])
    func `a course that parts from one that does not stand either is written again after it`(order: [String]) async throws {
        let forked = try await forked()
        let field = forked.field
        let bilal = try await field.addClient("Bilal", on: "K7Q")
        try await field.close("K7Q")
        let later = try field.backUp("K7Q")
        try await field.open("K7Q")
        try await field.addClient("Chen", on: "K7Q")
        try await field.edit(bilal, on: "K7Q", ["family_name": .text("Haddad")])
        try await field.carry(from: "K7Q", to: "M3A")
        try await Forked(field: field, backup: later).writeAnew("Dina", "Elif")
        try await field.edit(bilal, on: "K7Q", ["family_name": .text("Khoury")])
        try await field.carry(from: "K7Q", to: "M4T")
        try await forked.writeAnew("Farid")
        try await field.carry(from: "K7Q", to: "HQ1")

        for laptop in order { try await field.carry(from: laptop, to: "K7Q", resend: true) }
        try await forked.meetHeadquarters("M3A", "M4T", "K7Q")
        try await forked.expectOnce(["Amina", "Bilal", "Chen", "Dina", "Elif", "Farid"], on: "HQ1", "K7Q", "M3A", "M4T")
        let client = try #require(try await field.headquarters.search("Bilal", kind: nil, space: nil, limit: 9).first)
        let conflict = try await field.headquarters.conflict(client.id, field: "family_name")
        #expect(Set(conflict.candidates.map(\.value)) == [.text("Haddad"), .text("Khoury")])
    }

    /// Found by the simulator. The ids of the records of one course mean other records in the other.
    ///
    /// Headquarters' course is as long as the other, or shorter: then nothing held contradicts what the colleagues say to have seen.
    @Test(arguments: [true, false])
    func `what a colleague wrote on a client of a course that does not stand goes with the client`(isLonger: Bool) async throws {
        let forked = try await forked()
        let field = forked.field
        let bilal = try await field.addClient("Bilal", on: "K7Q", fields: ["family_name": .text("Haddad")])
        if isLonger { for name in ["Elif", "Farid", "Goran"] { try await field.addClient(name, on: "K7Q") } }
        try await field.carry(from: "K7Q", to: "M3A", "M4T")
        try await field.edit(bilal, on: "M3A", ["family_name": .text("Khoury"), "languages": .array([.text("ar")])])
        try await field.edit(bilal, on: "M3A", ["address": .text("By the mill")])
        try await field.carry(from: "M3A", to: "M4T")
        try await field.edit(bilal, on: "M4T", ["address": .text("By the well")])
        try await forked.writeAnew()
        let chen = try await field.addClient("Chen", on: "K7Q", fields: ["family_name": .text("Li")])
        #expect(chen == bilal)
        try await field.addClient("Dina", on: "K7Q")
        try await field.carry(from: "K7Q", to: "HQ1")

        try await forked.meetHeadquarters("M3A", "M4T", "K7Q")
        try await forked.meetHeadquarters("M3A", "M4T", "K7Q")
        try await forked.expectOnce(["Amina", "Bilal", "Chen", "Dina"], on: "HQ1", "K7Q", "M3A", "M4T")
        for code in ["HQ1", "K7Q", "M3A", "M4T"] {
            let again = try #require(try await field[code].search("Bilal", kind: nil, space: nil, limit: 9).first)
            #expect(try await field.value("family_name", of: again.id, on: code) == .text("Khoury"))
            #expect(try await field.value("address", of: again.id, on: code) == .text("By the well"))
            #expect(try await field.value("languages", of: again.id, on: code) == .array([.text("ar")]))
            #expect(try await field.value("family_name", of: chen, on: code) == .text("Li"))
            #expect(try await field.value("given_name", of: chen, on: code) == .text("Chen"))
            #expect(try await field.value("address", of: chen, on: code) ?? .null == .null)
            #expect(try await field.value("languages", of: chen, on: code) ?? .array([]) == .array([]))
            #expect(try await field[code].conflicts(space: nil).isEmpty)
        }
        // From here on the id is that of the other client, for everybody.
        try await field.edit(chen, on: "M3A", ["address": .text("By the bridge")])
        try await forked.meetHeadquarters("M3A", "M4T")
        for code in ["HQ1", "M3A", "M4T"] {
            #expect(try await field.value("address", of: chen, on: code) == .text("By the bridge"))
            let again = try #require(try await field[code].search("Bilal", kind: nil, space: nil, limit: 9).first)
            #expect(try await field.value("address", of: again.id, on: code) == .text("By the well"))
        }
        try await field.reopen("M3A")
        #expect(try await field.hashes("HQ1", "M3A").count == 1)
    }

    @Test func `of three courses each is found by what headquarters says of it`() async throws {
        let forked = try await forked()
        let field = forked.field
        try await field.addClient("Bilal", on: "K7Q")
        try await field.carry(from: "K7Q", to: "M3A")
        try await forked.writeAnew("Chen", "Dina")
        try await field.carry(from: "K7Q", to: "M4T")
        try await forked.writeAnew("Elif")
        try await field.carry(from: "M3A", to: "M4T", resend: true)
        try await field.carry(from: "K7Q", to: "HQ1")

        try await forked.meetHeadquarters("M4T", "M3A", "K7Q")
        try await forked.expectOnce(["Amina", "Bilal", "Chen", "Dina", "Elif"], on: "HQ1", "K7Q", "M3A", "M4T")
    }

    @Test func `headquarters keeps the other course of a laptop that is gone`() async throws {
        let forked = try await forked()
        let field = forked.field
        try await field.addClient("Bilal", on: "K7Q")
        try await field.carry(from: "K7Q", to: "M3A")
        try await forked.writeAnew("Chen")
        try await field.carry(from: "K7Q", to: "HQ1")
        try await field.carry(from: "HQ1", to: "M3A")
        let headquarters = field.headquarters
        try await headquarters.carryOut(try await headquarters.withdrawal(deviceCode: "K7Q", space: nil))
        try await field.carry(from: "M3A", to: "HQ1")
        try await field.reopen("HQ1")
        #expect(try await field.headquarters.status().held[.fork] == 1)
        #expect(try await field.headquarters.search("Chen", kind: nil, space: nil, limit: 9).count == 1)
    }
}
