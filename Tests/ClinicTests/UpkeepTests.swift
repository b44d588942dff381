import Exchange
import Foundation
import Records
import ReplicatedLog
import Testing

@testable import Clinic
@testable import Vault
@testable import Views

/// What is done between saves, in steps, and may be left undone.
@Suite struct UpkeepTests {
    @Test func `a save is shown to whoever looks next, and not before it has to be`() async throws {
        let field = try await Field("K7Q")
        let clinic = field["K7Q"]
        let record = try await clinic.add(kind: "client", in: field.space, fields: ["given_name": "Amina"]).record
        #expect(try await clinic.list(ListQuery(kind: "client")).total == 1)
        #expect(await clinic.queue.isEmpty)
        let saved = try await clinic.savedAtOnce(["given_name": "Bilal"], about: record, in: field.space)
        #expect(saved.waiting > 0 && saved.total == 2 && saved.waitingAfterwards == 0)
    }

    @Test func `one step shows a bounded number of changes, and all steps show everything`() async throws {
        let field = try await Field("K7Q")
        let clinic = field["K7Q"]
        let first = try await clinic.add(kind: "client", in: field.space, fields: ["given_name": "Amina"]).record
        try await clinic.fillQueue(with: first, count: 3 * Clinic.changesPerStep, in: field.space)
        let counts = try await clinic.queueAfterEachStep()
        #expect(counts.count >= 6 && counts.last == 0)
        #expect(zip(counts, counts.dropFirst()).allSatisfy { $0 > $1 && $0 - $1 <= Clinic.changesPerStep })
        #expect(try await clinic.list(ListQuery(kind: "client")).total == 3 * Clinic.changesPerStep)
    }

    @Test func `small segments are joined one run at a time, and the state stays what it was`() async throws {
        let field = try await Field("K7Q")
        let clinic = field["K7Q"]
        let record = try await clinic.add(kind: "client", in: field.space, fields: ["given_name": "Amina"]).record
        for number in 0..<150 { _ = try await clinic.note(record, field: "notes", text: "Note \(number) of many.") }
        let before = try await clinic.status().spaces.map(\.stateHash)
        let rows = try await clinic.rowsAfterEachStep(in: field.space)
        #expect(rows.count > 2 && rows.last! < 40)
        #expect(try await clinic.status().spaces.map(\.stateHash) == before)
        #expect(try await clinic.detail(record).notes.count == 150)
        #expect(try await clinic.check(readData: true).faults.isEmpty)
        try await field.reopen("K7Q")
        #expect(try await field["K7Q"].detail(record).notes.count == 150)
        #expect(try await field["K7Q"].status().spaces.map(\.stateHash) == before)
    }

    @Test func `nobody has to ask: what waits is done while nobody saves`() async throws {
        let field = try await Field("K7Q")
        let clinic = field["K7Q"]
        let record = try await clinic.add(kind: "client", in: field.space, fields: ["given_name": "Amina"]).record
        for number in 0..<64 { _ = try await clinic.note(record, field: "notes", text: "Note \(number).") }
        await clinic.upkeepEnds()
        #expect(await clinic.queue.isEmpty)
        #expect(await clinic.rowCount(in: field.space) < 32)
    }

    @Test func `an image that is being written gives way to what is shown, and is written later`() async throws {
        let field = try await Field("K7Q")
        let clinic = field["K7Q"]
        let first = try await clinic.add(kind: "client", in: field.space, fields: ["given_name": "Amina"]).record
        try await clinic.fillView(with: first, count: 8000, text: "Person", in: field.space)
        let steps = try await clinic.imageInterruptedByASave(about: first, in: field.space)
        #expect(steps.before >= 1 && steps.gaveWay)
        #expect(!FileManager.default.fileExists(atPath: field.home("K7Q") + "/view.sealed.new"))
        try await clinic.writeImage()
        #expect(FileManager.default.fileExists(atPath: field.home("K7Q") + "/view.sealed"))
        try await field.reopen("K7Q")
        #expect(try await field["K7Q"].list(ListQuery(kind: "client")).total == 8000)
        #expect(try await field["K7Q"].detail(first).notes.count == 1)
    }

    @Test func `a store whose image cannot be written is closed all the same`() async throws {
        let field = try await Field("K7Q")
        let first = try await field["K7Q"].add(kind: "client", in: field.space, fields: ["given_name": "Amina"]).record
        for number in 0..<Clinic.entriesPerImage { _ = try await field["K7Q"].note(first, field: "notes", text: "Note \(number).") }
        // A folder stands where the image would be written.
        let blocked = field.home("K7Q") + "/view.sealed.new"
        try FileManager.default.createDirectory(atPath: blocked + "/x", withIntermediateDirectories: true)
        try? FileManager.default.removeItem(atPath: field.home("K7Q") + "/view.sealed")
        try await field.reopen("K7Q")
        #expect(!FileManager.default.fileExists(atPath: field.home("K7Q") + "/view.sealed"))
        #expect(try await field["K7Q"].detail(first).notes.count == Clinic.entriesPerImage)
        try FileManager.default.removeItem(atPath: blocked)
    }

    @Test func `a damaged part of the log is left off the stick, said, and not called delivered`() async throws {
        let field = try await Field("K7Q")
        let clinic = field["K7Q"]
        var records = [RecordID]()
        for name in ["Amina", "Bilal", "Chen"] {
            records.append(try await clinic.add(kind: "client", in: field.space, fields: ["given_name": .text(name)]).record)
        }
        try await clinic.damageLog(.content, of: records[1].chain, in: field.space, holding: records[1].sequence)
        let stick = try field.stick()
        let written = try await clinic.writeStick(stick, to: nil, resend: false)
        #expect(written.unreadableSegmentCount == 1)
        let report = try await field.headquarters.readStick(stick)
        #expect(report.parcels.first?.isComplete == true)
        // What comes before the damage is there, what comes behind it waits for it.
        #expect(try await field.headquarters.detail(records[0]).title == "Amina")
        #expect(report.parcels.first?.held[.gap] == 1)
        let space = try #require(try await clinic.status().spaces.first)
        #expect(space.onStick == records[1].sequence && space.onlyHere > 0)
    }

    @Test func `with nobody else in the organisation a stick says whom to approve`() async throws {
        let field = try await Field()
        let stick = try field.stick()
        await #expect {
            _ = try await field.headquarters.writeStick(stick, to: nil, resend: false)
        } throws: { ($0 as? ClinicError)?.code == .unknownDevice && "\($0)".contains("device approve") }
    }
}

extension Clinic {
    /// Saves and looks in one go, so that no upkeep comes between.
    fileprivate func savedAtOnce(
        _ fields: [String: JSONValue], about record: RecordID, in space: SpaceID
    ) throws -> (waiting: Int, total: Int, waitingAfterwards: Int) {
        _ = try add(kind: "client", in: space, fields: fields)
        let waiting = queue.changeCount
        let total = try list(ListQuery(kind: "client")).total
        return (waiting, total, queue.changeCount)
    }

    /// Changes that nobody has been shown, more than saves let wait.
    fileprivate func fillQueue(with first: RecordID, count: Int, in space: SpaceID) throws {
        showQueued()
        let held = queue
        try fillView(with: first, count: count, text: "Person", in: space)
        #expect(held.isEmpty)
        // As an import leaves it.
        try currentView.reset(space)
        queue = ViewQueue()
        var state = SpaceState(space: space)
        try verifiedSegments(of: space) { queue.append(state.fold($0), in: space) }
    }

    fileprivate func queueAfterEachStep() throws -> [Int] {
        var counts = [queue.changeCount]
        while !queue.isEmpty {
            #expect(upkeepStep())
            counts.append(queue.changeCount)
        }
        return counts
    }

    fileprivate func rowCount(in space: SpaceID) -> Int { vault.log.index.items(origin.chain(in: space), space).count }

    fileprivate func rowsAfterEachStep(in space: SpaceID) throws -> [Int] {
        showQueued()
        var rows = [rowCount(in: space)]
        while upkeepStep() { rows.append(rowCount(in: space)) }
        compactEverything()
        rows.append(rowCount(in: space))
        for (before, after) in zip(rows, rows.dropFirst()) { #expect(after <= before) }
        return rows
    }

    fileprivate func upkeepEnds() async {
        while let task = upkeep { await task.value }
    }

    fileprivate func imageInterruptedByASave(about record: RecordID, in space: SpaceID) throws -> (before: Int, gaveWay: Bool) {
        showQueued()
        while !compactable.isEmpty { _ = upkeepStep() }
        try beginImage()
        var steps = 0
        while steps < 1, upkeepStep() { steps += 1 }
        _ = try note(record, field: "notes", text: "She came.")
        // Somebody looks, so the view changes under the image.
        _ = try detail(record)
        while vault.isWritingImage { _ = upkeepStep() }
        return (steps, entriesSinceImage > 0)
    }
}
