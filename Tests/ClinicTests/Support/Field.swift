import Clinic
import Foundation
import Records
import ReplicatedLog
import Roster
import Synchronization

/// A headquarters and laptops with real stores in a folder of their own, all writing in one space.
final class Field {
    static let headquarters = "HQ1"
    static let passphrase = "only for tests, never elsewhere"

    let root: String
    let clock = FieldClock()
    private(set) var space = SpaceID(bytes: [UInt8](repeating: 1, count: 16))!
    private var clinics: [String: Clinic] = [:]

    /// - Parameter laptops: device codes; each laptop joins, may write in the space, and knows of the others.
    init(_ laptops: String...) async throws {
        root = NSTemporaryDirectory() + "satchel-field-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
        let founded = try await Clinic.found(
            options(Self.headquarters), deviceCode: Self.headquarters, personName: Self.person(Self.headquarters),
            passphrase: Self.passphrase)
        clinics[Self.headquarters] = founded.clinic
        space = try await founded.clinic.createSpace(name: "Valley").id
        for code in laptops { try await join(code) }
        // A laptop knows of those that joined after it only by the next stick of headquarters.
        guard !laptops.isEmpty else { return }
        let stick = try stick("introduction")
        _ = try await headquarters.writeStick(stick, to: nil, resend: false)
        for code in laptops { _ = try await self[code].readStick(stick) }
    }

    deinit { try? FileManager.default.removeItem(atPath: root) }

    subscript(code: String) -> Clinic {
        guard let clinic = clinics[code] else { fatalError("there is no open store \(code)") }
        return clinic
    }

    var headquarters: Clinic { self[Self.headquarters] }

    static func person(_ code: String) -> String { "Person of \(code)" }

    func home(_ code: String) -> String { root + "/" + code }

    func options(_ code: String) -> Clinic.Options {
        var options = Clinic.Options(home: home(code))
        options.scryptLogN = 10
        let clock = clock
        options.clock = { clock.now }
        return options
    }

    /// A laptop with a store of its own that belongs to nobody yet.
    func stranger(_ code: String) async throws -> Clinic {
        let clinic = try await Clinic.createDevice(options(code), personName: Self.person(code), passphrase: Self.passphrase)
        clinics[code] = clinic
        return clinic
    }

    /// - Parameter spaces: what is granted; `nil` for the field's own space.
    @discardableResult
    func join(_ code: String, spaces: [(SpaceID, Access)]? = nil) async throws -> Clinic {
        let laptop = try await stranger(code)
        let request = try await laptop.joinRequest()
        let approval = try await headquarters.approve(request: request.bytes, code: code, spaces: spaces ?? [(space, .write)])
        _ = try await laptop.accept(approval.parcel)
        return laptop
    }

    // MARK: Opening and closing

    func close(_ code: String) async throws { try await clinics.removeValue(forKey: code)?.close() }

    /// Lets go of a store without closing it, as a process that ends does.
    func abandon(_ code: String) { clinics[code] = nil }

    @discardableResult
    func open(_ code: String, passphrase: String = Field.passphrase) async throws -> Clinic {
        let clinic = try await Clinic.open(options(code), passphrase: passphrase)
        clinics[code] = clinic
        return clinic
    }

    @discardableResult
    func reopen(_ code: String) async throws -> Clinic {
        try await close(code)
        return try await open(code)
    }

    // MARK: Sticks

    /// An empty stick of its own.
    func stick(_ name: String = "stick") throws -> String {
        let path = root + "/" + name
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }

    /// Puts what `sender` has for the others on a fresh stick, which each of `readers` reads.
    @discardableResult
    func carry(from sender: String, to readers: String..., resend: Bool = false) async throws -> ReadReport {
        let stick = try stick(UUID().uuidString)
        clock.advance(60)
        _ = try await self[sender].writeStick(stick, to: nil, resend: resend)
        var last = ReadReport()
        for reader in readers { last = try await self[reader].readStick(stick) }
        return last
    }

    /// The only parcel that `sender` writes to a fresh stick, as a file.
    func parcel(from sender: String, to codes: [String]? = nil, resend: Bool = false) async throws -> String {
        clock.advance(60)
        return try await self[sender].writeStick(try stick(UUID().uuidString), to: codes, resend: resend).file
    }

    // MARK: State

    func status(_ code: String) async throws -> StatusReport.Space {
        let status = try await self[code].status()
        guard let space = status.spaces.first(where: { $0.space == space }) else { throw MissingSpace() }
        return space
    }

    /// The state hashes of the space, one for each device.
    func hashes(_ codes: String...) async throws -> Set<String> {
        var hashes = Set<String>()
        for code in codes { hashes.insert(try await status(code).stateHash.description) }
        return hashes
    }

    @discardableResult
    func addClient(_ name: String, on code: String, fields: [String: JSONValue] = [:]) async throws -> RecordID {
        clock.advance(60)
        return try await self[code].add(
            kind: "client", in: space, fields: fields.merging(["given_name": .text(name)]) { $1 }
        ).record
    }

    @discardableResult
    func edit(_ record: RecordID, on code: String, _ fields: [String: JSONValue]) async throws -> Saved {
        clock.advance(60)
        return try await self[code].save(try await self[code].form(record), fields: fields)
    }

    /// What a field of a record shows on a device.
    func value(_ field: String, of record: RecordID, on code: String) async throws -> JSONValue? {
        try await self[code].detail(record).fields[field]
    }

    private struct MissingSpace: Error {}
}

/// A clock that goes only when it is told to.
final class FieldClock: Sendable {
    private let time = Mutex<Int64>(1_772_323_200)

    var now: Int64 { time.withLock { $0 } }
    func advance(_ seconds: Int64) { time.withLock { $0 += seconds } }
    func set(_ seconds: Int64) { time.withLock { $0 = seconds } }
}
