import Clinic
import Foundation
import Records
import Roster

/// One workload replayed: laptops save what their event files say, and headquarters hears of it by sticks or connections.
struct ReplayRun {
    static let headquartersCode = "HQ1"

    let folder: EventFolder
    let survey: Survey
    /// Everything of this run lies below it.
    let directory: String
    /// Ends the names of the stores and sticks of this course of events.
    private var course = ""
    private(set) var laptops: [Laptop] = []
    private var space: SpaceID?
    private(set) var records: [String: RecordID] = [:]
    private(set) var reference: LastWriter
    /// From calling a save until it was durable, and the bare commits made in between.
    private(set) var saves = Latencies()
    private(set) var bareCommits = Latencies()
    /// From there until the lists had it.
    private(set) var showings = Latencies()
    private(set) var savingSeconds = 0.0
    /// The workload's time, in milliseconds since 1970.
    private(set) var now: Int64 = 0
    private var readers: [SaveReader] = []
    private var pairs: ArraySlice<EventFolder.Pair>
    private let bare: BareCommit
    private var saveCount = 0
    private var transferCount = 0

    var schemas: String { directory + "/forms" }
    var headquarters: String { directory + "/hq" + course }
    /// Headquarters' store as it was before the first laptop came.
    var emptyHeadquarters: String { directory + "/hq-empty" }

    init(_ folder: EventFolder, _ survey: Survey, directory: String) throws {
        self.folder = folder
        self.survey = survey
        self.directory = directory
        reference = survey.reference
        pairs = (folder.concurrent ?? [])[...]
        bare = try BareCommit(path: directory + "/bare.sqlite")
        readers = try folder.devices.map { try SaveReader(path: $0.path) }
        now = readers.compactMap(\.nextMilliseconds).min() ?? 0
        try survey.forms.write(to: schemas)
    }

    // MARK: Enrolling

    /// Founds the organisation and enrols a laptop for each event file; all have met headquarters once.
    mutating func found() async throws {
        let time = now / 1000
        var options = Store.options(home: headquarters, schemas: schemas)
        options.clock = { time }
        let (clinic, _) = try await Clinic.found(
            options, deviceCode: Self.headquartersCode, personName: "Bench", passphrase: Store.passphrase)
        let space = try await clinic.createSpace(name: "Bench").id
        self.space = space
        for (index, device) in folder.devices.enumerated() {
            let laptop = try await Laptop(
                device: device.name, code: Self.code(index), options: Store.options(home: home(of: device.name), schemas: schemas),
                time: time)
            let request = try await laptop.clinic.joinRequest().bytes
            let approval = try await clinic.approve(request: request, code: laptop.code, spaces: [(space, .write)])
            _ = try await laptop.clinic.accept(approval.parcel)
            laptops.append(laptop)
        }
        let stick = try newFolder()
        _ = try await clinic.writeStick(stick, to: nil, resend: false)
        for laptop in laptops { _ = try await laptop.clinic.readStick(stick) }
        try await clinic.close()
        try FileManager.default.copyItem(atPath: headquarters, toPath: emptyHeadquarters)
    }

    /// Two to four letters and digits, one code for each of up to a thousand laptops.
    static func code(_ index: Int) -> String { "L" + String(index + 100, radix: 10) }

    // MARK: Two courses

    /// A copy of all stores, which goes on its own way: only one of the two meets headquarters before the last hundredth.
    ///
    /// The laptops of both are opened anew.
    mutating func fork(_ name: String) async throws -> ReplayRun {
        try await close()
        var other = self
        other.course = course + name
        for laptop in laptops {
            try FileManager.default.copyItem(atPath: home(of: laptop.device), toPath: other.home(of: laptop.device))
        }
        try FileManager.default.copyItem(atPath: headquarters, toPath: other.headquarters)
        try await open()
        try await other.open()
        return other
    }

    private func home(of device: String) -> String { directory + "/" + device + course }

    private mutating func open() async throws {
        for index in laptops.indices {
            let options = Store.options(home: home(of: laptops[index].device), schemas: schemas)
            laptops[index] = try await Laptop(opening: laptops[index], options: options)
        }
    }

    // MARK: Saving

    /// Replays, in the order of time, all saves before `end`, or all that are left.
    mutating func save(before end: Int64?) async throws {
        while let next = readers.indices.filter({ readers[$0].nextMilliseconds != nil }).min(by: earlier),
            let time = readers[next].nextMilliseconds, time < end ?? .max
        {
            while let pair = pairs.first, pair.milliseconds <= time {
                pairs.removeFirst()
                for device in pair.devices { try await provide(pair.record, to: device) }
            }
            guard let save = try readers[next].next() else { break }
            do {
                try await replay(save)
            } catch {
                throw BenchFault("\(folder.devices[next].path), line \(save.line): this save failed. \(error)")
            }
            saveCount += 1
            if saveCount % 1000 == 0 { talk("\(folder.path): \(saveCount) of \(survey.saveCount) saves") }
        }
    }

    private func earlier(_ one: Int, _ other: Int) -> Bool {
        (readers[one].nextMilliseconds ?? .max, one) < (readers[other].nextMilliseconds ?? .max, other)
    }

    private mutating func replay(_ save: ReferenceSave) async throws {
        now = max(now, save.milliseconds)
        guard let space, let laptop = laptops.first(where: { $0.device == save.device }) else {
            throw EventFault("there is no such device")
        }
        for event in save.events {
            for name in needed(by: event) { try await provide(name, to: laptop.device) }
        }
        let start = ContinuousClock.now
        var durations = [Laptop.SaveSeconds]()
        try await laptop.replay(save, in: space, forms: survey.forms, records: &records) { durations.append($0) }
        savingSeconds += seconds(since: start)
        for duration in durations {
            saves.record(seconds: duration.durable)
            showings.record(seconds: duration.shown)
            // One for one, because a disk has its moods.
            bareCommits.record(seconds: try bare.commit(byteCount: save.byteCount / durations.count))
        }
    }

    /// Records that a device has to hold to make an edit.
    private func needed(by event: ReferenceEvent) -> [String] {
        guard case .create(let fields) = event.edit else { return [event.record] }
        let kind = survey.forms.kinds[Forms.kind(event.kind)] ?? [:]
        return fields.compactMap { field, value in kind[Forms.field(field)]?.type == .reference ? value.textValue : nil }
    }

    /// Sees that a device holds a record of another: the two meet, and one stick goes from the owner to the other.
    private func provide(_ name: String, to device: String) async throws {
        guard let owner = survey.owners[name], owner != device, let record = records[name],
            let from = laptops.first(where: { $0.device == owner }), let to = laptops.first(where: { $0.device == device }),
            try await !to.holds(record)
        else { return }
        let stick = directory + "/meeting"
        try Files.makeFolder(stick)
        from.clock.seconds = now / 1000
        to.clock.seconds = now / 1000
        _ = try await from.clinic.writeStick(stick, to: [to.code], resend: false)
        _ = try await to.clinic.readStick(stick)
        try FileManager.default.removeItem(atPath: stick)
    }

    // MARK: Exchanging

    private mutating func newFolder() throws -> String {
        transferCount += 1
        let path = directory + "/transfers\(course)/\(transferCount)"
        try Files.makeFolder(path)
        return path
    }

    /// Every laptop brings headquarters a stick of what it lacks; at the end all have headquarters' answer.
    ///
    /// The next laptop has the answer to the one before, so that nothing goes to headquarters twice.
    mutating func exchangeSticks() async throws -> [Transfer] {
        var sent = [Transfer]()
        for (index, laptop) in laptops.enumerated() {
            let stick = try newFolder()
            laptop.clock.seconds = now / 1000
            _ = try await laptop.clinic.writeStick(stick, to: [Self.headquartersCode], resend: false)
            let answer = try newFolder()
            let next = index + 1 < laptops.count ? [laptops[index + 1]] : laptops
            var job = HeadquartersJob(home: headquarters, schemas: schemas, time: now / 1000)
            job.weighBeside = try Files.parcels(of: stick)
            job.read = [stick]
            job.write = [HeadquartersJob.Answer(folder: answer, codes: next.map(\.code))]
            let result = try Self.done(job)
            sent.append(Transfer(folder: stick, byStick: result.weightsBeside.reduce(ParcelWeight(), +)))
            for laptop in next { _ = try await laptop.clinic.readStick(answer) }
        }
        return sent
    }

    /// The same over connections: each laptop sends what headquarters lacks and gets what it lacks itself. What a stick would have held
    /// is weighed beside.
    mutating func exchangeParcels(_ chosen: [Laptop]? = nil) async throws -> [Transfer] {
        var sent = [Transfer]()
        for laptop in chosen ?? laptops {
            let (stick, folder, answer) = (try newFolder(), try newFolder(), try newFolder())
            laptop.clock.seconds = now / 1000
            _ = try await laptop.clinic.writeStick(stick, to: [Self.headquartersCode], resend: false)
            let parcel = try await laptop.clinic.writeParcel(to: [Self.headquartersCode])
            var job = HeadquartersJob(home: headquarters, schemas: schemas, time: now / 1000)
            job.receive = try Files.writeParts(parcel.parts, to: folder)
            job.weigh = job.receive
            job.weighBeside = try Files.parcels(of: stick)
            job.answer = [HeadquartersJob.Answer(folder: answer, codes: [laptop.code])]
            let result = try Self.done(job)
            sent.append(
                Transfer(
                    folder: folder, byStick: result.weightsBeside.reduce(ParcelWeight(), +),
                    byConnection: result.weights.reduce(ParcelWeight(), +)))
            for part in try Files.parts(in: answer) { _ = try await laptop.clinic.readParcel(part) }
        }
        return sent
    }

    private static func done(_ job: HeadquartersJob) throws -> HeadquartersResult {
        let result = try Headquarters.inOwnProcess(job)
        guard result.troubles.isEmpty else { throw BenchFault("Headquarters did not take everything: \(result.troubles)") }
        return result
    }

    /// The saves of one tiny file, made on its device and brought to headquarters.
    mutating func tiny(_ path: String) async throws -> Transfer {
        var reader = try SaveReader(path: path)
        var device = ""
        while let save = try reader.next() {
            device = save.device
            save.events.forEach { reference.take($0) }
            try await replay(save)
        }
        let laptop = laptops.filter { $0.device == device }
        return try await exchangeParcels(laptop).first ?? Transfer()
    }

    mutating func close() async throws {
        for laptop in laptops { try await laptop.clinic.close() }
    }
}

/// What one laptop, or several, brought to headquarters in one go.
struct Transfer {
    var folder = ""
    var byStick = ParcelWeight()
    /// Nothing when it went by stick only.
    var byConnection = ParcelWeight()

    static func + (one: Self, other: Self) -> Self {
        Transfer(folder: one.folder, byStick: one.byStick + other.byStick, byConnection: one.byConnection + other.byConnection)
    }
}

extension ParcelWeight {
    /// All of it.
    var total: UInt64 { counted + stanzas + padding }

    /// What is compared with others: all but the stanzas and the padding.
    var counted: UInt64 { header + statements + segments + roster + documents + framing + end }

    static func + (one: Self, other: Self) -> Self {
        var sum = one
        sum.header += other.header
        sum.stanzas += other.stanzas
        sum.statements += other.statements
        sum.segments += other.segments
        sum.roster += other.roster
        sum.documents += other.documents
        sum.framing += other.framing
        sum.end += other.end
        sum.padding += other.padding
        sum.statementCount += other.statementCount
        sum.segmentCount += other.segmentCount
        return sum
    }
}
