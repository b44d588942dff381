import Clinic
import Records
import Roster
import Trials

/// Headquarters and laptops with the real program on each, and everything around them under one seed: people, couriers, sticks,
/// disks, clocks and bad luck.
final class World {
    struct Settings: Sendable {
        var seed: UInt64
        var deviceCount = 12
        var stepCount = 200
        var scope = Simulator.Scope.everything
        var plant: Plant?
    }

    /// A parcel on its way: on a courier's stick, in a drawer. It may be read many times, or never.
    struct Parcel {
        let name: String
        let bytes: [UInt8]
        let sender: Int
        let sent: Int64
        let number: Int
    }

    let settings: Settings
    var dice: SeededGenerator
    var trace = Trace()
    var ledger = Ledger()
    var devices: [SimulatedDevice] = []
    var parcels: [Parcel] = []
    var relay: [Relayed] = []
    /// Parcels, and parts left with the relay, that there were so far.
    var parcelCount = 0
    var arrived: [Way: Set<Int>] = [:]
    var lastSent: [Way: Int64] = [:]
    var spaces: [SpaceID] = []
    /// Copies of headquarters' closed store, oldest first.
    var headquartersCopies: [[String: [UInt8]]] = []
    /// The true time; devices have their own idea of it.
    var time: Int64 = 1_772_323_200
    var counts = Counts()
    private let name: String

    /// How much of what happened: a run in which nothing failed has shown nothing.
    struct Counts: Sendable, Equatable {
        var saves = 0, parcels = 0, crashes = 0, restores = 0, fullDisks = 0, conflicts = 0, damagedParcels = 0, operations = 0
        /// Parts left with the relay, and given by it to whom they are not for.
        var relayed = 0, misdelivered = 0
        /// Parcels and parts that never arrived, arrived again, or arrived after what was sent later.
        var lost = 0, repeated = 0, overtaken = 0
        var longestDelayDays = 0
        /// Clients taken to other caseloads, values found there at the end, and entries erased.
        var transfers = 0, brought = 0, erasures = 0
        /// Of headquarters' store; counted among the restores, too.
        var headquartersRestores = 0
        var documents = 0, withdrawals = 0, revocations = 0, clockJumps = 0, refusedForRoom = 0
        /// Where the power failed: at an operation of a disk, before or after it was done, and at a sync; and writes that were torn by it.
        var disks = DiskState.Failures()
    }

    static let spaceCount = 3

    init(_ settings: Settings, name: String) {
        self.settings = settings
        self.name = name
        dice = SeededGenerator(seed: settings.seed)
    }

    var headquarters: SimulatedDevice { devices[0] }

    func say(_ line: String) { trace.note(line) }

    /// The whole run: founding, steps, healing, and what must then hold.
    func run() async throws {
        try await found()
        for step in 0..<settings.stepCount {
            time += Int64.random(in: 60...40_000, using: &dice)
            say("#\(step) day \((time - 1_772_323_200) / 86_400)")
            try await self.step()
        }
        try await heal()
    }

    // MARK: Beginning

    private func found() async throws {
        let device = newDevice(code: "HQ1", parent: nil, spaces: [])
        device.clinic = try await Clinic.found(
            device.options, deviceCode: device.code, personName: "Person of HQ1", passphrase: SimulatedDevice.passphrase
        ).clinic
        for number in 0..<Self.spaceCount {
            if let space = try await device.clinic?.createSpace(name: "Caseload \(number)").id { spaces.append(space) }
        }
        device.spaces = spaces
        while devices.count < settings.deviceCount { try await enrol() }
        // A laptop knows of those that joined after it only by the next stick of headquarters.
        say("headquarters introduces all to each other")
        let introduction = try await parcelsFrom(0, resend: false)
        for index in devices.indices.dropFirst() { _ = try await read(introduction, at: index) }
    }

    func newDevice(code: String, parent: Int?, spaces: [SpaceID]) -> SimulatedDevice {
        let generator = dice.branch()
        let random: Randomness =
            switch settings.plant {
            case .repeatedNumbers where !devices.isEmpty: generator.repeating()
            case .realRandomness where devices.count == 1: .system
            default: generator.randomness()
            }
        let device = SimulatedDevice(
            code: code, world: name, parent: parent, spaces: spaces, random: random, clock: ModelClock(time))
        if settings.plant == .lyingSync { device.disk.look { $0.liesAboutSync = true } }
        devices.append(device)
        return device
    }

    /// A new laptop joins: request, approval, acceptance.
    func enrol() async throws {
        let candidates = devices.indices.filter { !devices[$0].isRevoked && !devices[$0].spaces.isEmpty }
        guard let parent = candidates.randomElement(using: &dice), let headquarters = headquarters.clinic else { return }
        let granted = devices[parent].spaces.shuffled(using: &dice)
            .prefix(Int.random(in: 1...devices[parent].spaces.count, using: &dice)).sorted()
        let code = "D\(String(devices.count, radix: 36).uppercased())"
        let device = newDevice(code: code, parent: parent, spaces: granted)
        let clinic = try await Clinic.createDevice(
            device.options, personName: "Person of \(code)", passphrase: SimulatedDevice.passphrase)
        let approval = try await headquarters.approve(
            request: try await clinic.joinRequest().bytes, code: code, spaces: granted.map { ($0, .write) })
        _ = try await clinic.accept(approval.parcel)
        device.clinic = clinic
        say("\(code) joins below \(devices[parent].code) with caseloads \(names(granted))")
    }

    // MARK: Words

    func names(_ some: [SpaceID]) -> String { some.map(name).joined(separator: " and ") }

    func name(_ space: SpaceID) -> String { spaces.firstIndex(of: space).map { "S\($0)" } ?? "roster" }

    /// Whose program is to be spoken to; it is set to its own time first.
    func device(_ index: Int) -> SimulatedDevice {
        let device = devices[index]
        device.clock.now = time + device.clockError
        return device
    }
}
