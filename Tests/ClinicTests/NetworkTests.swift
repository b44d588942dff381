import Exchange
import Foundation
import Records
import ReplicatedLog
import Roster
import Sealing
import Testing
import Vault

@testable import Clinic

/// Parcels swapped inside a connection: short, and as good as sticks.
@Suite struct NetworkTests {
    /// A laptop and headquarters that have met, and know it.
    private func met(_ codes: String...) async throws -> Field {
        let field = try await codes.count == 1 ? Field(codes[0]) : Field(codes[0], codes[1])
        for code in codes {
            try await field.addClient("First of \(code)", on: code)
            try await swap(field, code)
        }
        return field
    }

    /// One request and its answer.
    @discardableResult
    private func swap(_ field: Field, _ code: String) async throws -> (request: NetworkParcel, answer: NetworkParcel) {
        field.clock.advance(60)
        let request = try await field[code].writeParcel(to: [Field.headquarters])
        let there = try await field.headquarters.readParcel(request.bytes)
        #expect(there.parcels.map(\.state) == [.read] && there.parcels[0].refused.isEmpty)
        field.clock.advance(1)
        let answer = try await field.headquarters.writeParcel(to: [code])
        let here = try await field[code].readParcel(answer.bytes)
        #expect(here.parcels.map(\.state) == [.read] && here.parcels[0].refused.isEmpty)
        return (request, answer)
    }

    /// What a parcel carries for a device, in order.
    private func items(_ parcel: NetworkParcel, for clinic: Clinic) async throws -> [ParcelItem] {
        let keys = await clinic.recipientKeys
        var reader = try ParcelReader(ByteArraySource(parcel.bytes), keys: keys)
        var items = [ParcelItem]()
        while let event = try reader.next() { if case .item(let item, _) = event { items.append(item) } }
        #expect(reader.isComplete)
        return items
    }

    private func sorts(_ items: [ParcelItem]) -> [String] {
        items.map { item in
            switch item {
            case .statement: "full"
            case .difference: "difference"
            case .passedOn: "passed on"
            case .segment: "segment"
            case .chunk: "chunk"
            case .end: "end"
            }
        }
    }

    @Test func `one save to a headquarters that one has met takes at most 150 bytes besides its segment`() async throws {
        let field = try await met("K7Q")
        for name in ["Amina", "Bilal"] {
            try await field.addClient(name, on: "K7Q")
            let parcel = try await field["K7Q"].writeParcel(to: [Field.headquarters])
            let items = try await items(parcel, for: field.headquarters)
            #expect(sorts(items) == ["difference", "segment", "end"])
            guard case .segment(let segment) = items[1] else { return }
            #expect(parcel.bytes.count - segment.count - (1_120 + 402) <= 140)
            try await swap(field, "K7Q")
        }
        #expect(try await field.hashes("HQ1", "K7Q").count == 1)
    }

    @Test func `nothing new takes at most 150 bytes besides its stanza`() async throws {
        let field = try await met("K7Q")
        let parcel = try await swap(field, "K7Q").request
        #expect(parcel.entryCount == 0 && parcel.bytes.count - (1_120 + 402) <= 150)
        #expect(sorts(try await items(parcel, for: field.headquarters)) == ["difference", "end"])
    }

    @Test func `before anything is known, and to somebody new, everything is said in full`() async throws {
        let field = try await Field("K7Q", "M4T")
        try await field.addClient("Amina", on: "K7Q")
        let first = try await field["K7Q"].writeParcel(to: nil)
        #expect(first.recipientCodes.sorted() == ["HQ1", "M4T"])
        #expect(!sorts(try await items(first, for: field.headquarters)).contains("difference"))
        _ = try await field.headquarters.readParcel(first.bytes)
        try await swap(field, "K7Q")
        try await field.addClient("Bilal", on: "K7Q")
        // Headquarters has said that it holds the first entry, the other laptop has not.
        let both = try await field["K7Q"].writeParcel(to: nil)
        #expect(!sorts(try await items(both, for: field["M4T"])).contains("difference"))
        let report = try await field["M4T"].readParcel(both.bytes)
        #expect(report.parcels[0].refused.isEmpty && report.heardFrom.contains("K7Q"))
    }

    @Test func `every eighth parcel says all of it, so that no error lasts`() async throws {
        let field = try await met("K7Q")
        var fulls = 0
        for number in 0..<16 {
            try await field.addClient("Client \(number)", on: "K7Q")
            let (request, _) = try await swap(field, "K7Q")
            fulls += sorts(try await items(request, for: field.headquarters)).contains("full") ? 1 : 0
        }
        #expect((2...4).contains(fulls))
        #expect(try await field.hashes("HQ1", "K7Q").count == 1)
        #expect(try await field.status("K7Q").atHeadquarters == 18)
    }

    @Test func `a difference from what the reader lost is counted, its entries arrive, and it ends`() async throws {
        let field = try await met("K7Q")
        try await field.close("HQ1")
        let backup = try field.backUp("HQ1")
        try await field.open("HQ1")
        for number in 0..<3 {
            try await field.addClient("Lost \(number)", on: "K7Q")
            try await swap(field, "K7Q")
        }
        try await field.close("HQ1")
        try field.restore("HQ1", from: backup)
        try await field.open("HQ1")
        try await field.addClient("After", on: "K7Q")
        let parcel = try await field["K7Q"].writeParcel(to: [Field.headquarters])
        let report = try await field.headquarters.readParcel(parcel.bytes).parcels[0]
        #expect(report.refused == ["baseUnknown": 1] && report.held[.gap] == 1 && report.state == .read)
        for _ in 0..<3 {
            let answer = try await field.headquarters.writeParcel(to: ["K7Q"])
            _ = try await field["K7Q"].readParcel(answer.bytes)
            field.clock.advance(60)
            _ = try await field.headquarters.readParcel(try await field["K7Q"].writeParcel(to: [Field.headquarters]).bytes)
        }
        #expect(try await field.hashes("HQ1", "K7Q").count == 1)
        try await swap(field, "K7Q")
        let status = try await field.status("K7Q")
        #expect(status.onlyHere == 0 && status.atHeadquarters == 6)
    }

    @Test func `a laptop put back is found out in one request and its answer`() async throws {
        let field = try await met("K7Q", "M4T")
        try await swap(field, "K7Q")
        try await field.close("K7Q")
        let backup = try field.backUp("K7Q")
        try await field.open("K7Q")
        // Only others wrote since: nothing of the laptop's own chain tells.
        let record = try await field.addClient("Of the other", on: "M4T")
        try await swap(field, "M4T")
        try await swap(field, "K7Q")
        try await swap(field, "K7Q")
        _ = try await field["K7Q"].detail(record)
        try await field.close("K7Q")
        try field.restore("K7Q", from: backup)
        try await field.open("K7Q")
        await #expect(throws: ClinicError.self) { _ = try await field["K7Q"].detail(record) }
        for _ in 0..<2 {
            field.clock.advance(60)
            _ = try await field.headquarters.readParcel(try await field["K7Q"].writeParcel(to: [Field.headquarters]).bytes)
            _ = try await field["K7Q"].readParcel(try await field.headquarters.writeParcel(to: ["K7Q"]).bytes)
        }
        field.clock.advance(60)
        _ = try await field["K7Q"].readParcel(try await field.headquarters.writeParcel(to: ["K7Q"]).bytes)
        _ = try await field["K7Q"].detail(record)
        #expect(try await field.hashes("HQ1", "K7Q", "M4T").count == 1)
    }

    @Test func `what headquarters brought is not brought back to it`() async throws {
        let field = try await met("K7Q", "M4T")
        try await field.addClient("Of the other", on: "M4T")
        try await swap(field, "M4T")
        // Headquarters passes on what the other laptop says.
        let (_, answer) = try await swap(field, "K7Q")
        #expect(sorts(try await items(answer, for: field["K7Q"])).contains("passed on"))
        try await field.addClient("Amina", on: "K7Q")
        let parcel = try await field["K7Q"].writeParcel(to: [Field.headquarters])
        #expect(!sorts(try await items(parcel, for: field.headquarters)).contains("passed on"))
        // Nor after the store was closed and opened, when all spaces are spoken of once: it might have been put back.
        try await field.reopen("K7Q")
        let again = try await field["K7Q"].writeParcel(to: [Field.headquarters])
        #expect(sorts(try await items(again, for: field.headquarters)) == ["difference", "difference", "segment", "end"])
    }

    @Test func `a receipt reaches a laptop by way of headquarters, whatever is left out`() async throws {
        let field = try await met("K7Q", "M4T")
        for round in 0..<10 {
            try await field.addClient("K \(round)", on: "K7Q")
            try await field.addClient("M \(round)", on: "M4T")
            for code in ["K7Q", "M4T", "K7Q", "M4T", "K7Q"] { try await swap(field, code) }
            #expect(try await field.hashes("HQ1", "K7Q", "M4T").count == 1)
            for code in ["K7Q", "M4T"] { #expect(try await field.status(code).onlyHere == 0) }
        }
        let held = await field["K7Q"].statements.all.count { $0.space == field.space }
        #expect(held == 2)
    }

    @Test func `what is large goes in parts of about the size that was asked for`() async throws {
        let field = try await met("K7Q")
        let record = try await field["K7Q"].add(kind: "document", in: field.space, fields: ["type": "other"]).record
        let file = field.root + "/contract.pdf"
        try field.write(Array("%PDF-1.7\n".utf8) + [UInt8](repeating: 0x41, count: 300_000), to: file)
        _ = try await field["K7Q"].attach(path: file, to: record, field: nil)
        let parcel = try await field["K7Q"].writeParcel(to: [Field.headquarters], partBytesMax: 60_000)
        #expect(parcel.parts.count > 2 && parcel.parts.allSatisfy { $0.count < 60_000 + 2 * 65_536 })
        for part in parcel.parts { #expect(try await field.headquarters.readParcel(part).parcels.map(\.state) == [.read]) }
        #expect(try await field.hashes("HQ1", "K7Q").count == 1)
        #expect(try await field.headquarters.status().missingDocumentCount == 0)
    }

    @Test func `what is no parcel is a result, and nobody unknown is written to`() async throws {
        let field = try await Field("K7Q")
        #expect(try await field.headquarters.readParcel([]).parcels.map(\.state) == [.notAParcel])
        let parcel = try await field["K7Q"].writeParcel(to: nil)
        #expect(try await field["K7Q"].readParcel(parcel.bytes).parcels.map(\.state) == [.notForThisDevice])
        await #expect { _ = try await field["K7Q"].writeParcel(to: ["ZZZ"]) } throws: { ($0 as? ClinicError)?.code == .unknownDevice }
    }
}

extension NetworkParcel {
    /// Of a parcel in one part.
    fileprivate var bytes: [UInt8] { parts.count == 1 ? parts[0] : [] }
}

extension Clinic {
    /// For looking into parcels.
    var recipientKeys: [RecipientPrivateKey] { vault.ring.recipientKeys }
}
