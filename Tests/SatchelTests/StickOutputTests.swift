import Clinic
import Records
import ReplicatedLog
import Testing

@testable import satchel

struct StickOutputTests {
    private func text(_ view: ReadView) -> String {
        var page = Page(terminal: .plain)
        view.write(to: &page)
        return page.text
    }

    @Test func `an empty stick says what to do`() {
        let view = ReadView(report: ReadReport(), spaces: [], isPreview: false)
        #expect(text(view) == "No parcels there. `satchel stick write` puts one on a stick, into a folder SATCHEL.\n")
        #expect(view.status == .done)
    }

    @Test func `a damaged parcel says what was saved from it, what is lost and what to do, and exits with 5`() {
        var parcel = ParcelReport(file: "A1B2C3D4.SPL", state: .damaged, byteCount: 120_000)
        parcel.entryCount = 31
        parcel.damagedByteCount = 65_536
        parcel.from = ["K7Q"]
        parcel.held = [.gap: 2]
        parcel.refused = ["brokenChain": 1]
        var report = ReadReport()
        report.parcels = [parcel]
        let view = ReadView(report: report, spaces: [], isPreview: false)
        #expect(
            text(view) == """
                A1B2C3D4.SPL from K7Q, 120.0 kB: damaged
                  brought 31 new entries
                  damaged: 65.5 kB cannot be used
                  its end is missing
                  kept aside: 2 segments, until the entries before them arrive
                  refused: 1, does not follow what is here, or the signature is false

                Nothing new came in.
                Everything intact was taken. For the rest, let the sender run `satchel stick write` again, on another stick if it happens twice.

                """)
        #expect(view.status == .damaged)
    }

    @Test func `a hostile file name cannot steer the terminal`() {
        var report = ReadReport()
        report.parcels = [ParcelReport(file: "\u{1B}]0;x\u{7}.SPL", state: .notAParcel, byteCount: 1)]
        #expect(!text(ReadView(report: report, spaces: [], isPreview: true)).contains("\u{1B}"))
    }

    @Test(
        arguments: [
            (ParcelReport.State.read, 0), (.own, 0), (.notForThisDevice, 0), (.damaged, 5), (.notAParcel, 5), (.unreadable, 5),
        ] as [(ParcelReport.State, Int32)])
    func `only damage ends with 5`(state: ParcelReport.State, status: Int32) {
        var parcel = ParcelReport(file: "A.SPL", state: state, byteCount: 10)
        parcel.isComplete = true
        var report = ReadReport()
        report.parcels = [parcel]
        #expect(ReadView(report: report, spaces: [], isPreview: false).status.rawValue == status)
        parcel.refused = ["unknownDevice": 2]
        report.parcels = [parcel]
        #expect(ReadView(report: report, spaces: [], isPreview: false).status.rawValue == status)
        parcel.refused = ["wrongOrigin": 1]
        report.parcels = [parcel]
        #expect(ReadView(report: report, spaces: [], isPreview: false).status == .damaged)
    }
}
