import Exchange
import Foundation
import Records
import ReplicatedLog
import Roster
import Testing
import Vault
import Views

@testable import Clinic

/// A case goes to another caseload with its history, under its authors' names, and nobody is overruled on the way.
@Suite struct TransferTests {
    /// M4T may write in Valley, Z9Z in Coast, K7Q and headquarters in both.
    private struct Setting {
        let field: Field
        let coast: SpaceID
        let client: RecordID
        let legalCase: RecordID
        let consultation: RecordID

        /// Everything from one device to all the others.
        func carry(from code: String) async throws {
            for reader in ["HQ1", "K7Q", "M4T", "Z9Z"] where reader != code { try await field.carry(from: code, to: reader) }
        }

        func hashes(_ codes: [String], in space: SpaceID) async throws -> Set<String> {
            var hashes = Set<String>()
            for code in codes {
                let status = try await field[code].status()
                hashes.insert(try #require(status.spaces.first { $0.space == space }).stateHash.description)
            }
            return hashes
        }

        func erasing(_ record: RecordID) -> Decision {
            .erase(space: field.space, chain: record.chain, sequence: record.sequence)
        }

        /// The words of the consultation, and nothing else of the case.
        func expectErased(on codes: [String]) async throws {
            for code in codes {
                let clinic = field[code]
                #expect(try await !clinic.fullText(of: "Stay in the house."), "\(code)")
                await #expect(throws: ClinicError.self) { _ = try await clinic.detail(consultation) }
                let detail = try await clinic.detail(legalCase)
                #expect(detail.title == "Eviction of Amina and her mother" && detail.notes.map(\.text) == ["The landlord came twice."])
                #expect(try await clinic.check(readData: true).faults.isEmpty, "\(code)")
            }
            let holders = codes.filter { $0 != "M4T" }
            #expect(try await hashes(holders, in: coast).count == 1)
        }

        @discardableResult
        func move(_ record: RecordID? = nil, by code: String = "K7Q", to space: SpaceID? = nil) async throws -> Transfer {
            field.clock.advance(60)
            let transfer = try await field[code].transfer(record ?? legalCase, to: space ?? coast)
            try await field[code].carryOut(transfer)
            return transfer
        }
    }

    private func setting() async throws -> Setting {
        let field = try await Field("K7Q", "M4T")
        let coast = try await field.headquarters.createSpace(name: "Coast").id
        try await field.headquarters.grant(deviceCode: "K7Q", space: coast, access: .write)
        try await field.join("Z9Z", spaces: [(coast, .write)])
        try await field.carry(from: "HQ1", to: "K7Q", "M4T", "Z9Z")
        let client = try await field.addClient("Amina", on: "M4T")
        let laptop = field["M4T"]
        let legalCase = try await laptop.add(
            kind: "case", in: field.space, fields: ["title": "Eviction of Amina", "clients": .array([.text(client.description)])]
        ).record
        let consultation = try await laptop.add(
            kind: "consultation", in: field.space,
            fields: ["case": .text(legalCase.description), "date": "2026-03-01", "advice": "Stay in the house."]
        ).record
        _ = try await laptop.note(legalCase, field: "notes", text: "The landlord came twice.")
        try await field.carry(from: "M4T", to: "K7Q", "HQ1")
        try await field.edit(legalCase, on: "K7Q", ["title": "Eviction of Amina and her mother"])
        return Setting(field: field, coast: coast, client: client, legalCase: legalCase, consultation: consultation)
    }

    @Test func `the new caseload has the case with its history, its authors and its times`() async throws {
        let setting = try await setting()
        let field = setting.field
        let before = try await field["K7Q"].history(setting.legalCase, field: nil)
        let transfer = try await setting.move()
        #expect(Set(transfer.moved.map(\.kind)) == ["case", "client", "consultation"])
        #expect(transfer.newReaders == ["Z9Z"] && transfer.formerReaders == ["M4T"])
        try await setting.carry(from: "K7Q")

        let there = field["Z9Z"]
        let detail = try await there.detail(setting.legalCase)
        #expect(detail.space == setting.coast && detail.title == "Eviction of Amina and her mother" && detail.movedTo == nil)
        #expect(detail.notes.map(\.text) == ["The landlord came twice."])
        #expect(detail.created.device == "M4T" && detail.created.name == Field.person("M4T"))
        let after = try await there.history(setting.legalCase, field: nil).filter { $0.field != RecordView.movedField }
        #expect(after.map(\.operation) == before.map(\.operation))
        #expect(after.map(\.author) == before.map(\.author))
        #expect(after.map(\.isSuperseded) == before.map(\.isSuperseded))
        #expect(try await there.detail(setting.client).fields["given_name"] == "Amina")
        #expect(try await there.detail(setting.consultation).fields["case"] == .text(setting.legalCase.description))
        #expect(try await there.search("landlord", kind: nil, space: nil, limit: 5).map(\.id) == [setting.legalCase])
        #expect(try await setting.hashes(["HQ1", "K7Q", "Z9Z"], in: setting.coast).count == 1)
        #expect(try await setting.hashes(["HQ1", "K7Q", "M4T"], in: field.space).count == 1)
    }

    @Test func `in the old caseload it is history: shown, not listed, not edited`() async throws {
        let setting = try await setting()
        let field = setting.field
        try await setting.move()
        try await setting.carry(from: "K7Q")
        let old = field["M4T"]
        #expect(try await old.list(ListQuery(kind: "case")).rows.isEmpty)
        #expect(try await old.list(ListQuery(kind: "consultation")).rows.isEmpty)
        var all = ListQuery(kind: "case")
        all.includesMoved = true
        #expect(try await old.list(all).rows.map(\.movedTo) == [setting.coast])
        let detail = try await old.detail(setting.legalCase)
        #expect(detail.movedTo == setting.coast && detail.title == "Eviction of Amina and her mother")
        #expect(detail.fields[RecordView.movedField] == nil)
        func code(_ body: () async throws -> Void) async -> ClinicErrorCode? {
            do { try await body() } catch { return (error as? ClinicError)?.code }
            return nil
        }
        #expect(await code { try await field.edit(setting.legalCase, on: "M4T", ["title": "Mine"]) } == .moved)
        #expect(await code { _ = try await old.note(setting.legalCase, field: "notes", text: "Mine") } == .moved)
        #expect(await code { _ = try await field["K7Q"].transfer(setting.legalCase, to: setting.coast) } == .nothingToDo)
        #expect(await code { _ = try await old.transfer(setting.legalCase, to: setting.coast) } == .moved)
        // Where both are held, it is where it lives.
        #expect(try await field["K7Q"].detail(setting.legalCase).space == setting.coast)
        #expect(try await field["K7Q"].find(setting.legalCase.description, kind: "case") == setting.legalCase)
    }

    @Test func `what is written in the old caseload by who has not heard of it yet is brought along, once, whoever does it`() async throws {
        let setting = try await setting()
        let field = setting.field
        try await setting.move()
        try await field.edit(setting.legalCase, on: "M4T", ["facts": "The notice was never served."])
        let late = try await field["M4T"].add(
            kind: "consultation", in: field.space, fields: ["case": .text(setting.legalCase.description), "date": "2026-03-01"]
        ).record
        try await field.carry(from: "K7Q", to: "HQ1")
        // Both hold both grants, and neither knows that the other does it too.
        try await field.carry(from: "M4T", to: "K7Q")
        try await field.carry(from: "M4T", to: "HQ1")
        try await setting.carry(from: "HQ1")
        try await setting.carry(from: "K7Q")
        try await setting.carry(from: "HQ1")
        #expect(try await field.value("facts", of: setting.legalCase, on: "Z9Z") == "The notice was never served.")
        #expect(try await field["Z9Z"].detail(late).created.device == "M4T")
        #expect(try await field["Z9Z"].history(setting.legalCase, field: "facts").count == 1)
        #expect(try await setting.hashes(["HQ1", "K7Q", "Z9Z"], in: setting.coast).count == 1)
        #expect(try await field["M4T"].list(ListQuery(kind: "consultation")).rows.isEmpty)
    }

    @Test func `edits on both sides of a move stand side by side until somebody settles them`() async throws {
        let setting = try await setting()
        let field = setting.field
        try await setting.move()
        try await field.edit(setting.legalCase, on: "M4T", ["facts": "From the valley"])
        try await field.carry(from: "K7Q", to: "Z9Z")
        try await field.edit(setting.legalCase, on: "Z9Z", ["facts": "From the coast"])
        try await field.carry(from: "M4T", to: "K7Q")
        try await field.carry(from: "K7Q", to: "Z9Z", "HQ1")
        let conflict = try await field["Z9Z"].conflict(setting.legalCase, field: "facts")
        #expect(Set(conflict.candidates.map(\.value)) == ["From the valley", "From the coast"])
        #expect(Set(conflict.candidates.compactMap(\.author.device)) == ["M4T", "Z9Z"])
        _ = try await field["Z9Z"].settle(conflict, .value("Settled"))
        try await setting.carry(from: "Z9Z")
        for code in ["HQ1", "K7Q", "Z9Z"] {
            #expect(try await field[code].detail(setting.legalCase).fields["facts"] == "Settled")
            #expect(try await field[code].conflicts(space: setting.coast).isEmpty)
        }
        #expect(try await setting.hashes(["HQ1", "K7Q", "Z9Z"], in: setting.coast).count == 1)
    }

    @Test func `a case that comes back brings what was written elsewhere, and nothing settled comes undone`() async throws {
        let setting = try await setting()
        let field = setting.field
        try await setting.move()
        try await setting.carry(from: "K7Q")
        try await field.edit(setting.legalCase, on: "Z9Z", ["title": "Once", "facts": "From the coast."])
        try await field.edit(setting.legalCase, on: "Z9Z", ["title": "Twice"])
        try await field.carry(from: "Z9Z", to: "K7Q", "HQ1")
        try await setting.move(to: field.space)
        try await setting.carry(from: "K7Q")
        for code in ["HQ1", "K7Q", "M4T"] {
            let detail = try await field[code].detail(setting.legalCase)
            #expect(detail.space == field.space && detail.movedTo == nil && detail.title == "Twice" && detail.conflicts.isEmpty, "\(code)")
            #expect(detail.fields["facts"] == "From the coast.")
        }
        #expect(try await field["Z9Z"].detail(setting.legalCase).movedTo == field.space)
        try await field.edit(setting.legalCase, on: "M4T", ["title": "At home"])
        try await field.carry(from: "M4T", to: "K7Q", "HQ1")
        try await setting.move()
        try await setting.carry(from: "K7Q")
        let detail = try await field["Z9Z"].detail(setting.legalCase)
        #expect(detail.title == "At home" && detail.conflicts.isEmpty && detail.movedTo == nil)
        #expect(try await setting.hashes(["HQ1", "K7Q", "Z9Z"], in: setting.coast).count == 1)
        #expect(try await setting.hashes(["HQ1", "K7Q", "M4T"], in: field.space).count == 1)
    }

    @Test func `whoever has another case stays, a copy goes, and nothing of the other case does`() async throws {
        let setting = try await setting()
        let field = setting.field
        let other = try await field["M4T"].add(
            kind: "case", in: field.space,
            fields: ["title": "Divorce, nobody is to know", "clients": .array([.text(setting.client.description)])]
        ).record
        try await field.carry(from: "M4T", to: "K7Q")
        let transfer = try await setting.move()
        #expect(transfer.copied.map(\.id) == [setting.client] && !transfer.moved.map(\.id).contains(other))
        try await setting.carry(from: "K7Q")
        #expect(try await field["Z9Z"].detail(setting.client).fields["given_name"] == "Amina")
        #expect(try await field["M4T"].detail(setting.client).movedTo == nil)
        var held = [UInt8]()
        try await field["Z9Z"].everyBody { held += $0 }
        #expect(held.contains(Array("Eviction of Amina".utf8)) && !held.contains(Array("nobody is to know".utf8)))
        await #expect(throws: (any Error).self) { _ = try await field["Z9Z"].detail(other) }
    }

    @Test(arguments: [false, true]) func `what was saved together with the case goes along, and the plan says so`(isSecondMove: Bool)
        async throws
    {
        let setting = try await setting()
        let field = setting.field
        let saved = try await field["M4T"].saveTogether(
            [
                Draft(.new(kind: "client"), ["given_name": "Samira", "family_name": "Darwish"], name: "client"),
                Draft(.new(kind: "case"), ["title": "Wages", "clients": ["@client"]], name: "case"),
            ], in: field.space)
        let alone = try await field.addClient("Yusuf", on: "M4T")
        _ = try await field.edit(saved[1].record, on: "M4T", ["clients": [.text(saved[0].record.description), .text(alone.description)]])
        try await field.carry(from: "M4T", to: "K7Q")
        if isSecondMove { try await setting.move(saved[1].record) }
        // A caseload that one device reads, which reads nothing else.
        let hills = try await field.headquarters.createSpace(name: "Hills").id
        try await field.headquarters.grant(deviceCode: "K7Q", space: hills, access: .write)
        try await field.join("H1L", spaces: [(hills, .read)])
        try await field.carry(from: "HQ1", to: "K7Q", "H1L")
        let transfer = try await field["K7Q"].transfer(saved[1].record, to: hills, clients: .leave)
        #expect(transfer.alongside.map(\.id) == [saved[0].record] && transfer.leftBehind.map(\.id) == [alone])
        try await field["K7Q"].carryOut(transfer)
        try await field.carry(from: "K7Q", to: "H1L")
        var held = [UInt8]()
        try await field["H1L"].everyBody { held += $0 }
        #expect(held.contains(Array("Darwish".utf8)) && !held.contains(Array("Yusuf".utf8)))
    }

    @Test func `what a withdrawn device wrote beyond the cut-off counts in the new caseload no more than in the old`() async throws {
        let setting = try await setting()
        let field = setting.field
        try await field.edit(setting.legalCase, on: "M4T", ["facts": "Written after the laptop was lost."])
        try await field.carry(from: "M4T", to: "K7Q")
        try await setting.move()
        try await field.carry(from: "K7Q", to: "Z9Z")
        #expect(try await field.value("facts", of: setting.legalCase, on: "Z9Z") == "Written after the laptop was lost.")
        let withdrawal = try await field.headquarters.withdrawal(deviceCode: "M4T", space: field.space)
        try await field.headquarters.carryOut(withdrawal)
        try await field.carry(from: "HQ1", to: "K7Q", "Z9Z")
        try await field.carry(from: "K7Q", to: "HQ1")
        for code in ["HQ1", "K7Q", "Z9Z"] { #expect(try await field.value("facts", of: setting.legalCase, on: code) == nil, "\(code)") }
        #expect(try await setting.hashes(["HQ1", "K7Q", "Z9Z"], in: setting.coast).count == 1)
    }

    @Test func `what counted of a device in the new caseload counts after it was revoked, proved anew up to the cut-off`() async throws {
        let setting = try await setting()
        let field = setting.field
        // The device wrote on, so that the proof that was brought goes nowhere near the cut-off.
        for number in 0..<5 {
            _ = try await field.addClient("Other \(number)", on: "M4T")
            try await field.carry(from: "M4T", to: "K7Q", "HQ1")
        }
        try await setting.move()
        try await setting.carry(from: "K7Q")
        let before = try await field["Z9Z"].detail(setting.consultation)
        try await field.headquarters.carryOut(try await field.headquarters.withdrawal(deviceCode: "M4T", space: nil))
        try await setting.carry(from: "HQ1")
        for code in ["HQ1", "K7Q", "Z9Z"] {
            let after = try await field[code].detail(setting.consultation)
            #expect(after.space == setting.coast && after.fields == before.fields && after.created == before.created)
            #expect(await field[code].replica?.spaces[setting.coast]?.isAnchored(setting.consultation.chain) == true)
        }
        #expect(try await setting.hashes(["HQ1", "K7Q", "Z9Z"], in: setting.coast).count == 1)
        // Nothing is brought again and again.
        let vector = await field["K7Q"].replica?.vector(of: setting.coast)
        try await field.carry(from: "HQ1", to: "K7Q", resend: true)
        #expect(await field["K7Q"].replica?.vector(of: setting.coast) == vector)
    }

    @Test func `what is erased is gone also where it was brought, from every device, and what came with it stays`() async throws {
        let setting = try await setting()
        let field = setting.field
        try await setting.move()
        try await setting.carry(from: "K7Q")
        try await field.headquarters.decide([setting.erasing(setting.consultation)])
        try await setting.carry(from: "HQ1")
        try await setting.expectErased(on: ["HQ1", "K7Q", "M4T", "Z9Z"])
        // Who comes later hears of it in another order.
        try await field.join("Q2Q", spaces: [(setting.coast, .read), (field.space, .read)])
        try await field.carry(from: "HQ1", to: "Q2Q", resend: true)
        try await setting.expectErased(on: ["HQ1", "Q2Q", "Z9Z"])
        #expect(try await setting.hashes(["HQ1", "K7Q", "M4T", "Q2Q"], in: field.space).count == 1)
    }

    @Test func `what was erased and is brought by somebody who has not heard of it is erased there, too`() async throws {
        let setting = try await setting()
        let field = setting.field
        try await field.headquarters.decide([setting.erasing(setting.consultation)])
        try await setting.move()
        try await field.carry(from: "K7Q", to: "Z9Z")
        #expect(try await field["Z9Z"].fullText(of: "Stay in the house."))
        try await field.carry(from: "K7Q", to: "HQ1")
        try await setting.carry(from: "HQ1")
        try await setting.expectErased(on: ["HQ1", "K7Q", "Z9Z"])
    }

    @Test func `its documents go along`() async throws {
        let setting = try await setting()
        let field = setting.field
        let document = try await field["M4T"].add(
            kind: "document", in: field.space, fields: ["case": .text(setting.legalCase.description), "type": "other"]
        ).record
        let file = try field.stick("files") + "/scan.pdf"
        let bytes = Array("%PDF-1.7\n".utf8) + (0..<90_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        try field.write(bytes, to: file)
        _ = try await field["M4T"].attach(path: file, to: document, field: nil)
        try await field.carry(from: "M4T", to: "K7Q")
        let transfer = try await setting.move()
        #expect(transfer.documentCount == 1 && transfer.missingDocumentCount == 0)
        try await field.carry(from: "K7Q", to: "Z9Z")
        #expect(try await field["Z9Z"].verifyDocuments(document).map(\.state) == [.intact])
        _ = try await field["Z9Z"].extract(document, field: nil, to: field.root + "/out.pdf", overwrite: false)
        #expect(try field.bytes(field.root + "/out.pdf") == bytes)
    }

    @Test func `nothing is different after the store was closed, or the view was built again`() async throws {
        let setting = try await setting()
        let field = setting.field
        try await setting.move()
        try await setting.carry(from: "K7Q")
        let before = try await field["Z9Z"].history(setting.legalCase, field: nil).map(\.author)
        let hash = try await setting.hashes(["Z9Z"], in: setting.coast)
        try await field["Z9Z"].writeImage()
        try await field.reopen("Z9Z")
        #expect(try await field["Z9Z"].history(setting.legalCase, field: nil).map(\.author) == before)
        try await field["Z9Z"].buildAgain()
        #expect(try await field["Z9Z"].history(setting.legalCase, field: nil).map(\.author) == before)
        #expect(try await setting.hashes(["Z9Z"], in: setting.coast) == hash)
    }

    @Test func `a device that may not write both caseloads moves nothing`() async throws {
        let setting = try await setting()
        let field = setting.field
        await #expect(throws: ClinicError.self) { _ = try await field["M4T"].transfer(setting.legalCase, to: setting.coast) }
        try await setting.move()
        try await setting.carry(from: "K7Q")
        await #expect(throws: ClinicError.self) { _ = try await field["Z9Z"].transfer(setting.legalCase, to: field.space) }
    }
}

extension Clinic {
    /// The canonical payload of every entry of every space but the roster's.
    fileprivate func everyBody(_ visit: ([UInt8]) -> Void) throws {
        for space in caseloads {
            try vault.log.allSegments(in: space) { for entry in $0.entries { visit(entry.payload?.canonicalBytes ?? []) } }
        }
    }

    /// Whether any entry held of any caseload has the words in it.
    fileprivate func fullText(of words: String) throws -> Bool {
        var isThere = false
        try everyBody { isThere = isThere || $0.contains(Array(words.utf8)) }
        return isThere
    }

    fileprivate func buildAgain() throws { try rebuild(try member().organisation, nil) }
}

extension [UInt8] {
    fileprivate func contains(_ text: [UInt8]) -> Bool {
        guard count >= text.count else { return false }
        return (0...count - text.count).contains { self[$0..<$0 + text.count].elementsEqual(text) }
    }
}
