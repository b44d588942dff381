import Clinic
import Records
import Synchronization

/// A clock that goes only when it is told to.
final class ModelClock: Sendable {
    private let seconds: Mutex<Int64>

    init(_ seconds: Int64) { self.seconds = Mutex(seconds) }

    var now: Int64 {
        get { seconds.withLock { $0 } }
        set { seconds.withLock { $0 = newValue } }
    }
}

/// One laptop, or headquarters: the real program on a disk in memory.
final class SimulatedDevice {
    static let home = "/store"
    static let stick = "/stick"
    static let outside = "/outside"
    static let parcels = stick + "/SATCHEL"
    static let passphrase = "only for simulations, never elsewhere"

    let code: String
    let disk: MemoryDisk
    let clock: ModelClock
    let options: Clinic.Options
    /// Who it meets: every device but headquarters has one that holds at least what it holds.
    let parent: Int?
    var spaces: [SpaceID]
    /// Caseloads that it had.
    var formerSpaces: Set<SpaceID> = []
    var clinic: Clinic?
    /// How wrong its clock goes, in seconds.
    var clockError: Int64 = 0
    var isRevoked = false
    /// Copies of the closed store, oldest first.
    var copies: [[String: [UInt8]]] = []
    /// Forms that somebody opened and has not saved yet.
    var openForms: [Form] = []
    /// What it last wrote to a stick and may find there again.
    var lastParcels: [String: [UInt8]] = [:]

    init(
        code: String, world: String, parent: Int?, spaces: [SpaceID], random: Randomness, clock: ModelClock
    ) {
        self.code = code
        self.parent = parent
        self.spaces = spaces
        self.clock = clock
        disk = MemoryDisk(name: "\(world)-\(code)")
        disk.look { $0.addFolder(Self.stick) }
        var options = Clinic.Options(home: Self.home)
        options.upkeep = .whenTold
        // Nobody counts the bytes here.
        options.deflatesCarefully = false
        options.scryptLogN = 10
        options.disk = disk
        options.random = random
        options.clock = { clock.now }
        self.options = options
    }

    deinit { MemoryFileSystem.unmount(disk.name) }

    var isShortOfRoom: Bool { disk.look { $0.room < DiskState.plenty / 2 } }
    var isDown: Bool { disk.look { $0.isDown } }
}
