import Foundation
import Records
import ReplicatedLog
import Synchronization
import Testing
import Vault

@testable import Clinic
@testable import Views

/// A save whose entry is on stable storage is saved, even when the view cannot follow.
@Suite struct BehindTests {
    /// A clock that does something the next time it is asked: a save asks it after all that could refuse the save.
    private final class Trap: Sendable {
        private let action = Mutex<(@Sendable () -> Void)?>(nil)

        func set(_ action: @escaping @Sendable () -> Void) { self.action.withLock { $0 = action } }

        var now: Int64 {
            let action = action.withLock { action in
                defer { action = nil }
                return action
            }
            action?()
            return 1_772_323_200
        }
    }

    private final class Store: Sendable {
        let trap = Trap()
        let home = NSTemporaryDirectory() + "satchel-behind-" + UUID().uuidString
        let clinic: Clinic
        let space: SpaceID
        private let options: Clinic.Options

        init() async throws {
            var options = Clinic.Options(home: home)
            options.scryptLogN = 10
            let trap = trap
            options.clock = { trap.now }
            self.options = options
            clinic = try await Clinic.found(options, deviceCode: "HQ1", personName: "Olena", passphrase: Field.passphrase).clinic
            space = try await clinic.createSpace(name: "Valley").id
        }

        deinit { try? FileManager.default.removeItem(atPath: home) }

        /// The view loses its numbers in the middle of the next save, so that it refuses what the save changes.
        func failViewDuringNextSave() {
            let clinic = clinic
            trap.set { clinic.assumeIsolated { $0.currentView.numbers = Numbers() } }
        }

        func reopened() async throws -> Clinic { try await Clinic.open(options, passphrase: Field.passphrase) }
    }

    @Test func `a save that the view cannot follow is reported as saved, once, and the next look shows it`() async throws {
        let store = try await Store()
        let clinic = store.clinic
        _ = try await clinic.add(kind: "client", in: store.space, fields: ["given_name": "Amina"])
        store.failViewDuringNextSave()
        let saved = try await clinic.add(kind: "client", in: store.space, fields: ["given_name": "Bilal"])
        #expect(saved.warnings.count == 1 && saved.warnings[0].hasPrefix("Saved."))
        #expect(await clinic.viewIsBehind)
        #expect(try await clinic.detail(saved.record).title == "Bilal")
        #expect(await !clinic.viewIsBehind)
        #expect(try await clinic.list(ListQuery(kind: "client")).total == 2)
        #expect(try await clinic.check(readData: true).faults.isEmpty)
        let next = try await clinic.add(kind: "client", in: store.space, fields: ["given_name": "Chen"])
        #expect(next.warnings.isEmpty && next.record.sequence == saved.record.sequence + 1)
        try await clinic.close()
    }

    @Test func `edits, notes and settlements are reported as saved too`() async throws {
        let store = try await Store()
        let clinic = store.clinic
        let record = try await clinic.add(kind: "client", in: store.space, fields: ["given_name": "Amina", "phone": "1"]).record
        let opened = try await clinic.form(record)
        store.failViewDuringNextSave()
        let edited = try await clinic.save(opened, fields: ["phone": "2"])
        #expect(edited.warnings.count == 1 && edited.conflictedFields.isEmpty && edited.replaced.map(\.value) == ["1"])
        store.failViewDuringNextSave()
        // The form showed "1", which "2" has replaced: nobody is overruled, and it is known without the view.
        let late = try await clinic.save(opened, fields: ["phone": "3"])
        #expect(late.warnings.count == 1 && late.conflictedFields == ["phone"])
        let conflict = try await clinic.conflict(record, field: "phone")
        store.failViewDuringNextSave()
        let settled = try await clinic.settle(conflict, .value("4"))
        #expect(settled.warnings.count == 1 && settled.conflictedFields.isEmpty)
        store.failViewDuringNextSave()
        #expect(try await clinic.note(record, field: "notes", text: "She came alone.").warnings.count == 1)
        let detail = try await clinic.detail(record)
        #expect(detail.fields["phone"] == "4" && detail.conflicts.isEmpty && detail.notes.count == 1)
        #expect(try await clinic.history(record, field: "phone").count == 4)
        try await clinic.close()
    }

    @Test func `while the view is behind no image is written, and the next opening shows everything`() async throws {
        let store = try await Store()
        let first = try await store.clinic.add(kind: "client", in: store.space, fields: ["given_name": "Amina"]).record
        try await store.clinic.fillView(with: first, count: 600, text: "Person", in: store.space)
        for _ in 0..<Clinic.entriesPerImage { _ = try await store.clinic.note(first, field: "notes", text: "She came.") }
        store.failViewDuringNextSave()
        let saved = try await store.clinic.add(kind: "client", in: store.space, fields: ["given_name": "Bilal"])
        #expect(await store.clinic.entriesSinceImage >= Clinic.entriesPerImage)
        try await store.clinic.close()
        #expect(!FileManager.default.fileExists(atPath: store.home + "/view.sealed"))
        let clinic = try await store.reopened()
        #expect(try await clinic.detail(saved.record).title == "Bilal")
        #expect(try await clinic.list(ListQuery(kind: "client")).total == 601)
        #expect(try await clinic.check(readData: true).faults.isEmpty)
        try await clinic.close()
        #expect(FileManager.default.fileExists(atPath: store.home + "/view.sealed"))
    }

    @Test func `when the view cannot be built again either, looking says so and the store has it all the same`() async throws {
        let store = try await Store()
        let clinic = store.clinic
        store.failViewDuringNextSave()
        let saved = try await clinic.add(kind: "client", in: store.space, fields: ["given_name": "Amina"])
        try await clinic.closeVault()
        await #expect { _ = try await clinic.list(ListQuery(kind: "client")) } throws: { ($0 as? ClinicError)?.code == .viewBehind }
        let reopened = try await store.reopened()
        #expect(try await reopened.detail(saved.record).title == "Amina")
        try await reopened.close()
    }

    @Test func `what a stick brought is taken even when the view cannot follow`() async throws {
        let field = try await Field("K7Q")
        let record = try await field.addClient("Amina", on: "K7Q")
        let parcel = try await field.parcel(from: "K7Q")
        let broken = await field.headquarters.forgetNumbers()
        let report = try await field.headquarters.readStick(parcel)
        #expect(report.parcels.first?.entryCount == 2)
        #expect(try await field.headquarters.detail(record).title == "Amina")
        #expect(await field.headquarters.isShowing(broken) == false)
        #expect(try await field.headquarters.check(readData: true).faults.isEmpty)
    }
}

extension Clinic {
    fileprivate func closeVault() throws { try vault.close() }

    fileprivate func forgetNumbers() -> ObjectIdentifier {
        currentView.numbers = Numbers()
        return ObjectIdentifier(currentView)
    }

    fileprivate func isShowing(_ view: ObjectIdentifier) -> Bool { ObjectIdentifier(currentView) == view }
}
