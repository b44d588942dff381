import Foundation
import Records
import ReplicatedLog
import Roster
import Testing

@testable import Clinic

/// What happens when a disk or a stick is full, or may not be written. Needs the right to mount file systems in memory.
@Suite(.serialized) struct StorageTests {
    @Test func `a full disk refuses a save, keeps everything before it, and goes on reading`() async throws {
        let field = try await Field("K7Q")
        // Room for a store above the reserve that the vault keeps free.
        let disk = try SmallDisk(at: field.home("M4T"), byteCount: 80 << 20)
        defer { disk.remove() }
        try await field.join("M4T")
        let first = try await field.addClient("Amina", on: "M4T")
        let hash = try await field.status("M4T").stateHash
        try disk.fill(leaving: 8 << 20)
        await #expect { try await field.addClient("Bilal", on: "M4T") } throws: { ($0 as? any ExplainedFailure)?.kind == .storage }
        #expect(try await field["M4T"].detail(first).title.contains("Amina"))
        #expect(try await field.status("M4T").stateHash == hash)
        // What is not on a stick yet gets out all the same.
        try await field.carry(from: "M4T", to: "HQ1")
        _ = try await field.headquarters.detail(first)
        try await field.reopen("M4T")
        #expect(try await field["M4T"].detail(first).title.contains("Amina"))
        #expect(try await field.status("M4T").stateHash == hash)
        disk.makeRoom()
        let second = try await field.addClient("Bilal", on: "M4T")
        _ = try await field["M4T"].detail(second)
        #expect(try await field["M4T"].check(readData: true).faults.isEmpty)
        try await field.close("M4T")
    }

    @Test func `a disk without a single free byte loses nothing that was acknowledged`() async throws {
        let field = try await Field("K7Q")
        let disk = try SmallDisk(at: field.home("M4T"), byteCount: 80 << 20)
        defer { disk.remove() }
        try await field.join("M4T")
        var acknowledged = [RecordID]()
        acknowledged.append(try await field.addClient("Before", on: "M4T"))
        try disk.fill(leaving: 0)
        for number in 0..<3 {
            if let record = try? await field.addClient("Full \(number)", on: "M4T") { acknowledged.append(record) }
        }
        for record in acknowledged { _ = try await field["M4T"].detail(record) }
        field.abandon("M4T")
        disk.makeRoom()
        try await field.open("M4T")
        for record in acknowledged { _ = try await field["M4T"].detail(record) }
        try await field.addClient("After", on: "M4T")
        #expect(try await field["M4T"].check(readData: true).faults.isEmpty)
        try await field.close("M4T")
    }

    @Test func `closing on a full disk is no failure: what it would write is only a cache`() async throws {
        let field = try await Field("K7Q")
        let disk = try SmallDisk(at: field.home("M4T"), byteCount: 80 << 20)
        defer { disk.remove() }
        try await field.join("M4T")
        let record = try await field.addClient("Amina", on: "M4T")
        for _ in 0..<Clinic.entriesPerImage { _ = try await field["M4T"].note(record, field: "notes", text: "She came.") }
        try disk.fill(leaving: 0)
        try await field.close("M4T")
        #expect(!FileManager.default.fileExists(atPath: field.home("M4T") + "/view.sealed"))
        disk.makeRoom()
        try await field.open("M4T")
        #expect(try await field["M4T"].detail(record).notes.count == Clinic.entriesPerImage)
        try await field.close("M4T")
        #expect(FileManager.default.fileExists(atPath: field.home("M4T") + "/view.sealed"))
    }

    @Test func `an approval that the disk has no room for changes nothing, and is accepted later`() async throws {
        let field = try await Field("K7Q")
        let disk = try SmallDisk(at: field.home("M4T"), byteCount: 80 << 20)
        defer { disk.remove() }
        let laptop = try await field.stranger("M4T")
        let request = try await laptop.joinRequest()
        let approval = try await field.headquarters.approve(request: request.bytes, code: "M4T", spaces: [(field.space, .write)])
        try disk.fill(leaving: 8 << 20)
        await #expect { _ = try await laptop.accept(approval.parcel) } throws: { ($0 as? any ExplainedFailure)?.kind == .storage }
        #expect(try await laptop.status().organisation == nil)
        disk.makeRoom()
        _ = try await laptop.accept(approval.parcel)
        #expect(try await laptop.spaces().map(\.id) == [field.space])
        try await field.close("M4T")
    }

    @Test func `a full stick is an error, counts as nothing written, and is left without a partial parcel`() async throws {
        let field = try await Field("K7Q")
        // More than the stick has room for, and nothing that could be deflated.
        for number in 0..<6 {
            let text = (0..<1900).map { _ in String(Int.random(in: 0..<16), radix: 16) }.joined()
            try await field.addClient("Client \(number)", on: "K7Q", fields: ["safety_note": .text(text)])
        }
        let stick = field.root + "/full"
        let disk = try SmallDisk(at: stick, byteCount: 1 << 20)
        defer { disk.remove() }
        try disk.fill(leaving: 4096)
        await #expect { _ = try await field["K7Q"].writeStick(stick, to: nil, resend: false) } throws: {
            ($0 as? any ExplainedFailure)?.kind == .storage
        }
        let status = try await field.status("K7Q")
        #expect(status.onStick == 0)
        #expect(status.onlyHere == 7)
        #expect(try await field["K7Q"].status().lastStickWrite == nil)
        #expect(((try? FileManager.default.contentsOfDirectory(atPath: stick + "/SATCHEL")) ?? []).isEmpty)
        // The store itself goes on.
        disk.makeRoom()
        _ = try await field["K7Q"].writeStick(stick, to: nil, resend: false)
        #expect(try await field.status("K7Q").onStick == 7)
        try await field.addClient("Bilal", on: "K7Q")
    }

    @Test func `a stick that cannot be written can be read, and writing says why not`() async throws {
        let field = try await Field("K7Q")
        let record = try await field.addClient("Amina", on: "K7Q")
        let stick = field.root + "/locked"
        let disk = try SmallDisk(at: stick, byteCount: 4 << 20)
        defer { disk.remove() }
        _ = try await field["K7Q"].writeStick(stick, to: nil, resend: false)
        try disk.lock()
        let before = try await field.headquarters.status().lastStickWrite
        _ = try await field.headquarters.readStick(stick)
        _ = try await field.headquarters.detail(record)
        await #expect { _ = try await field.headquarters.writeStick(stick, to: nil, resend: false) } throws: {
            ($0 as? any ExplainedFailure)?.kind == .storage
        }
        #expect(try await field.headquarters.status().lastStickWrite == before)
        #expect(try FileManager.default.contentsOfDirectory(atPath: stick + "/SATCHEL").count == 1)
    }

    @Test(arguments: ["nowhere", "a file"])
    func `a stick that is not there is an error with a next step`(what: String) async throws {
        let field = try await Field("K7Q")
        let path = field.root + "/stick"
        if what == "a file" { try field.write([1], to: path) }
        await #expect { _ = try await field["K7Q"].writeStick(path, to: nil, resend: false) } throws: {
            ($0 as? any ExplainedFailure)?.hint.isEmpty == false
        }
        if what == "nowhere" { await #expect(throws: (any Error).self) { _ = try await field["K7Q"].readStick(path) } }
        #expect(try await field.status("K7Q").onStick == 0)
    }
}
