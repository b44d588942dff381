import Clinic
import Foundation
import Records
import Synchronization
import Testing

@testable import WebApp

/// A store with a client in it, and its pages served on the loopback of the test.
final class Laptop: Sendable {
    static let passphrase = "only for tests, never elsewhere"
    /// Stands in a record, and nowhere else.
    static let canary = "Zenobia"

    let root: String
    let desk: Desk
    let application: PageApplication
    let server: PageServer
    let socket: LoopbackSocket
    let client: RecordID
    let space: SpaceID
    let seconds: TestClock
    let locked: Locks

    init(idleSeconds: Int64 = Desk.idleSeconds) async throws {
        let root = NSTemporaryDirectory() + "satchel-pages-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
        self.root = root
        var options = Clinic.Options(home: root + "/hq")
        options.scryptLogN = 10
        options.clock = { 1_772_323_200 }
        let settled = options
        let founded = try await Clinic.found(settled, deviceCode: "HQ1", personName: "Olena", passphrase: Self.passphrase).clinic
        space = try await founded.createSpace(name: "Valley").id
        client = try await founded.add(
            kind: "client", in: space, fields: ["given_name": .text(Self.canary), "family_name": "Haddad", "phone": "0550 12"]
        ).record
        try await founded.close()
        let seconds = TestClock()
        self.seconds = seconds
        let locked = Locks()
        self.locked = locked
        var hooks = Desk.Hooks()
        hooks.locked = { end, secret in locked.add(end, secret) }
        desk = Desk(
            store: .init(exists: { true }, open: { try await Clinic.open(settled, passphrase: $0) }), hooks: hooks,
            idleSeconds: idleSeconds, clock: { seconds.now })
        socket = try LoopbackSocket()
        guard let zone = TimeZoneName("Asia/Beirut") else { throw CocoaError(.featureUnsupported) }
        application = try PageApplication(
            host: "satchel-test.localhost:\(socket.port)", desk: desk, zone: zone, isDevelopment: true, clock: { 1_772_323_200 })
        server = PageServer(socket: socket, application: application)
    }

    deinit { try? FileManager.default.removeItem(atPath: root) }

    /// Serves while `body` runs.
    func serving<Result: Sendable>(_ body: @Sendable () async throws -> Result) async throws -> Result {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { [server] in try? await server.run() }
            let result = try await body()
            group.cancelAll()
            return result
        }
    }

    /// A session of the open store.
    func unlocked() async throws -> Visitor {
        var visitor = try #require(await Visitor(launching: self))
        try await visitor.unlock()
        return visitor
    }
}

/// What a lock did.
final class Locks: Sendable {
    private let list = Mutex<[(Desk.End, Secret)]>([])
    var ends: [Desk.End] { list.withLock { $0.map(\.0) } }
    var session: Secret? { list.withLock { $0.last?.1 } }
    func add(_ end: Desk.End, _ secret: Secret) { list.withLock { $0.append((end, secret)) } }
}

final class TestClock: Sendable {
    private let time = Mutex<Int64>(1000)
    var now: Int64 { time.withLock { $0 } }
    func advance(_ seconds: Int64) { time.withLock { $0 += seconds } }
}
