import Exchange
import Foundation
import Records
import ReplicatedLog
import Roster
import Sealing
import Testing

@testable import Clinic

@Suite struct BadParcelTests {
    /// A laptop with work that headquarters has not seen, and a parcel with it.
    private func field(clients: Int = 3) async throws -> (field: Field, records: [RecordID], parcel: String) {
        let field = try await Field("K7Q")
        var records = [RecordID]()
        for number in 0..<clients {
            records.append(
                try await field.addClient(
                    "Client \(number)", on: "K7Q", fields: ["address": .text(String(repeating: "\(number) ", count: 60))]))
        }
        return (field, records, try await field.parcel(from: "K7Q"))
    }

    @Test(arguments: [0.99, 0.9, 0.6, 0.3, 0.05, 0])
    func `a truncated parcel gives up what is intact, and a good copy completes it`(share: Double) async throws {
        let (field, records, parcel) = try await field()
        let cut = try field.altered(parcel) { $0.removeLast($0.count - Int(Double($0.count) * share)) }
        let report = try #require(try await field.headquarters.readStick(cut).parcels.first)
        #expect(report.state != .read)
        #expect(!report.isComplete)
        #expect(try await field.headquarters.check(readData: true).faults.isEmpty)
        let good = try #require(try await field.headquarters.readStick(parcel).parcels.first)
        #expect(good.state == .read && good.isComplete)
        for record in records { _ = try await field.headquarters.detail(record) }
        #expect(try await field.hashes("HQ1", "K7Q").count == 1)
    }

    @Test func `a parcel with any byte flipped is never read as intact, and a good copy completes it`() async throws {
        let (field, records, parcel) = try await field()
        let size = try field.bytes(parcel).count
        var salvaged = 0
        for step in 0..<40 {
            let offset = (size - 1) * step / 39
            let flipped = try field.altered(parcel) { $0[offset] ^= 0x21 }
            let report = try #require(try await field.headquarters.readStick(flipped).parcels.first)
            #expect(report.state != .read, "offset \(offset)")
            #expect(!report.isComplete, "offset \(offset)")
            salvaged += report.entryCount
        }
        #expect(salvaged > 0)
        #expect(try await field.headquarters.readStick(parcel).parcels.first?.state == .read)
        for record in records { _ = try await field.headquarters.detail(record) }
        #expect(try await field.hashes("HQ1", "K7Q").count == 1)
        #expect(try await field.headquarters.status().held.isEmpty)
        #expect(try await field.headquarters.check(readData: true).faults.isEmpty)
    }

    @Test func `parcels that come twice, in the wrong order or again much later change nothing`() async throws {
        let (field, _, first) = try await field()
        try await field.addClient("Later", on: "K7Q")
        // Nobody has confirmed the first parcel, so the second one would hold it all; only what is new is wanted here.
        let late = try await field.parcel(from: "K7Q")
        _ = try await field.headquarters.readStick(late)
        let hash = try await field.status("HQ1").stateHash
        for _ in 0..<2 {
            let report = try await field.headquarters.readStick(first)
            #expect(report.entries.isEmpty)
            #expect(report.parcels.first?.entryCount == 0)
            #expect(report.newConflictCount == 0)
        }
        #expect(try await field.status("HQ1").stateHash == hash)
        #expect(try await field.hashes("HQ1", "K7Q").count == 1)
    }

    @Test func `frames in another order give the same state, with gaps waited out`() async throws {
        let (field, records, _) = try await field(clients: 6)
        let reordered = try await field["K7Q"].parcelOfSegments(in: field.space, for: field.headquarters, root: field.root) {
            $0.reversed()
        }
        let result = try await field.headquarters.readStick(reordered)
        #expect(result.parcels.first?.state == .read)
        #expect(result.parcels.first?.held[.gap] ?? 0 > 0)
        for record in records { _ = try await field.headquarters.detail(record) }
        #expect(try await field.hashes("HQ1", "K7Q").count == 1)
        #expect(try await field.headquarters.status().held.isEmpty)
    }

    @Test func `a gap is kept and waits until what is missing arrives`() async throws {
        let (field, records, parcel) = try await field(clients: 4)
        let holed = try await field["K7Q"].parcelOfSegments(in: field.space, for: field.headquarters, root: field.root) {
            Array($0.enumerated().filter { $0.offset != 2 }.map(\.element))
        }
        let report = try #require(try await field.headquarters.readStick(holed).parcels.first)
        #expect(report.held[.gap] ?? 0 > 0)
        #expect(try await field.headquarters.status().held[.gap] ?? 0 > 0)
        await #expect(throws: ClinicError.self) { _ = try await field.headquarters.detail(records[3]) }
        // What waits is kept across a restart.
        try await field.reopen("HQ1")
        #expect(try await field.headquarters.status().held[.gap] ?? 0 > 0)
        let result = try await field.headquarters.readStick(parcel)
        #expect(result.parcels.first?.state == .read)
        for record in records { _ = try await field.headquarters.detail(record) }
        #expect(try await field.headquarters.status().held.isEmpty)
        #expect(try await field.hashes("HQ1", "K7Q").count == 1)
    }

    @Test(arguments: ["version", "magic", "empty", "text", "zeros"])
    func `what is no parcel is told apart and changes nothing`(what: String) async throws {
        let (field, _, parcel) = try await field(clients: 1)
        let hash = try await field.status("HQ1").stateHash
        let path = try field.altered(parcel) { bytes in
            switch what {
            case "version": bytes[7] = UInt8(ascii: "9")
            case "magic": bytes[0] = UInt8(ascii: "X")
            case "empty": bytes = []
            case "text": bytes = Array("Not a parcel, but a letter.".utf8)
            default: bytes = [UInt8](repeating: 0, count: 100_000)
            }
        }
        let report = try #require(try await field.headquarters.readStick(path).parcels.first)
        #expect([.notAParcel, .unreadable].contains(report.state))
        #expect(report.problem?.isEmpty == false)
        #expect(try await field.status("HQ1").stateHash == hash)
    }

    @Test func `a file larger than any parcel is refused before it is read`() async throws {
        let field = try await Field("K7Q")
        let path = field.root + "/HUGE.SPL"
        try field.write([], to: path)
        #expect(truncate(path, Int(StickLayout.parcelBytesMax) + 1) == 0)
        let report = try #require(try await field.headquarters.readStick(path).parcels.first)
        #expect(report.state != .read)
        #expect(report.problem?.isEmpty == false)
    }

    @Test func `links, folders and odd names on a stick are not followed`() async throws {
        let (field, _, parcel) = try await field(clients: 1)
        let stick = try field.stick("odd")
        let folder = stick + "/SATCHEL"
        try FileManager.default.createDirectory(atPath: folder + "/AAAAAAAA.SPL", withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(atPath: folder + "/BBBBBBBB.SPL", withDestinationPath: parcel)
        let reports = try await field.headquarters.readStick(stick).parcels
        #expect(reports.count == 2)
        #expect(reports.allSatisfy { $0.state == .unreadable && $0.entryCount == 0 })
    }

    @Test func `a parcel of another organisation is not for this device`() async throws {
        let (field, _, _) = try await field(clients: 1)
        let (elsewhere, _, foreign) = try await self.field(clients: 1)
        let report = try #require(try await field.headquarters.readStick(try elsewhere.altered(foreign) { _ in }).parcels.first)
        #expect(report.state == .notForThisDevice || report.state == .notAParcel)
        #expect(report.entryCount == 0)
    }

    @Test func `entries of a device that the reader does not know yet wait for the roster`() async throws {
        // The first laptop joined before the second, and no stick of headquarters has come since.
        let field = try await Field("K7Q")
        try await field.join("M4T")
        let record = try await field.addClient("Amina", on: "M4T")
        let report = try await field.carry(from: "M4T", to: "K7Q")
        // The roster travels in every parcel, so the reader learns of the writer at once.
        #expect(report.parcels.first?.state == .read)
        _ = try await field["K7Q"].detail(record)

        // Without the roster they wait.
        let other = try await Field("K7Q")
        try await other.join("M4T")
        let late = try await other.addClient("Amina", on: "M4T")
        let bare = try await other["M4T"].parcelOfSegments(in: other.space, for: other["K7Q"], root: other.root) { $0 }
        let held = try #require(try await other["K7Q"].readStick(bare).parcels.first)
        #expect(held.entryCount == 0)
        #expect(held.held[.unknownDevice] ?? 0 > 0)
        #expect(try await other["K7Q"].status().held[.unknownDevice] ?? 0 > 0)
        await #expect(throws: ClinicError.self) { _ = try await other["K7Q"].detail(late) }
        try await other.reopen("K7Q")
        let released = try await other.carry(from: "HQ1", to: "K7Q")
        #expect(released.releasedCount > 0)
        _ = try await other["K7Q"].detail(late)
        #expect(try await other["K7Q"].status().held.isEmpty)
    }

    @Test func `entries of a device without a grant are kept aside until it has one`() async throws {
        let field = try await Field("K7Q")
        try await field.join("M4T", spaces: [])
        // A laptop that believes it may write: it takes part in the space on its own word.
        let writing = try await field["M4T"].entryOnItsOwnWord(in: field.space)
        let parcel = try await field["M4T"].parcelOfSegments(in: field.space, for: field.headquarters, root: field.root, segments: writing)
        let report = try #require(try await field.headquarters.readStick(parcel).parcels.first)
        #expect(report.entryCount == 0)
        #expect(report.held[.notGranted] == 1)
        #expect(try await field.headquarters.status().held[.notGranted] == 1)
        let before = try await field.status("HQ1").entryCount
        try await field.headquarters.grant(deviceCode: "M4T", space: field.space, access: .write)
        _ = try await field.headquarters.readStick(parcel)
        #expect(try await field.status("HQ1").entryCount == before + 1)
        #expect(try await field.headquarters.status().held.isEmpty)
    }

    @Test func `an entry that a stranger signed in a laptop's name is refused`() async throws {
        let (field, records, _) = try await field(clients: 1)
        try await field.carry(from: "K7Q", to: "HQ1")
        let forged = field.root + "/FORGED.SPL"
        try await field["K7Q"].writeForgery(to: forged, in: field.space, for: field.headquarters)
        let hash = try await field.status("HQ1").stateHash
        let result = try await field.headquarters.readStick(forged)
        #expect(result.entries.isEmpty)
        #expect(result.parcels.first?.refused.values.reduce(0, +) == 1)
        #expect(try await field.status("HQ1").stateHash == hash)
        #expect(try await field.headquarters.detail(records[0]).title.contains("Client 0"))
        // The laptop's own chain goes on.
        try await field.addClient("Next", on: "K7Q")
        try await field.carry(from: "K7Q", to: "HQ1")
        #expect(try await field.hashes("HQ1", "K7Q").count == 1)
    }
}
