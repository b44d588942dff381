import Records
import ReplicatedLog
import Roster
import Testing

@testable import Clinic

/// A client who was copied to another caseload has one consent, wherever it is looked at.
@Suite struct `Consent of a copied client` {
    private static let today = CalendarDate("2026-05-10")!
    private static let hospital = Recipient(name: "Hospital", type: "health_provider")

    private struct Scene {
        let field: Field
        let coast: SpaceID
        let client: RecordID
        let consent: RecordID

        func decision(on code: String) async throws -> ConsentDecision {
            try await field[code].consentDecision(
                client, purpose: "data_sharing", recipient: `Consent of a copied client`.hospital, on: `Consent of a copied client`.today)
        }
    }

    /// Amina has two cases in Valley, and a copy of her went to Coast with one of them. K7Q may write in both; R1D only in Coast.
    private func scene() async throws -> Scene {
        let field = try await Field("K7Q")
        field.clock.set(1_778_371_200)
        let hq = field.headquarters
        let coast = try await hq.createSpace(name: "Coast").id
        try await hq.grant(deviceCode: "K7Q", space: coast, access: .write)
        try await field.join("R1D", spaces: [(field.space, .read), (coast, .write)])
        try await field.carry(from: "HQ1", to: "K7Q", "R1D")
        let laptop = field["K7Q"]
        let client = try await field.addClient("Amina", on: "K7Q")
        var cases = [RecordID]()
        for title in ["Eviction", "Divorce"] {
            let fields: [String: JSONValue] = ["title": .text(title), "clients": [.text(client.description)]]
            cases.append(try await laptop.add(kind: "case", in: field.space, fields: fields).record)
        }
        let consent = try await laptop.giveConsent(
            client, fields: ["purposes": ["data_sharing"]], today: CalendarDate("2026-05-01")!
        ).record
        let transfer = try await laptop.transfer(cases[0], to: coast)
        #expect(transfer.copied.map(\.kind).sorted() == ["client", "consent"])
        try await laptop.carryOut(transfer)
        return Scene(field: field, coast: coast, client: client, consent: consent)
    }

    @Test func `is withdrawn in every caseload that holds it, and stops what would leave from any`() async throws {
        let scene = try await scene()
        let withdrawal = try await scene.field["K7Q"].withdrawConsent(scene.client, consent: nil, on: Self.today, reason: "afraid")
        #expect(Set(withdrawal.saved.map(\.space)) == [scene.field.space, scene.coast] && withdrawal.notWritten.isEmpty)
        #expect(try await scene.decision(on: "K7Q") == .refused(.withdrawn))
        try await scene.field.carry(from: "K7Q", to: "HQ1", "R1D")
        #expect(try await scene.decision(on: "R1D") == .refused(.withdrawn))
    }

    @Test func `that was withdrawn in one caseload alone is withdrawn for exports of the other, and it is said where it stands`()
        async throws
    {
        let scene = try await scene()
        try await scene.field.carry(from: "K7Q", to: "HQ1", "R1D")
        let reader = scene.field["R1D"]
        #expect(try await scene.decision(on: "R1D") == .allowed(consent: scene.consent, withheld: []))
        let withdrawal = try await reader.withdrawConsent(scene.client, consent: nil, on: Self.today, reason: nil)
        #expect(withdrawal.saved.map(\.space) == [scene.coast] && withdrawal.notWritten.map(\.name) == ["Valley"])
        #expect(try await scene.decision(on: "R1D") == .refused(.withdrawn))
        var job = ExportJob(purpose: "data_sharing", recipient: Self.hospital, reason: "asked", today: Self.today)
        for space in [scene.field.space, scene.coast] {
            job.space = space
            let report = try await reader.export(job, toFile: scene.field.root + "/out", force: false)
            #expect(report.recordCount == 0 && report.leftOut.map(\.reason) == [.withdrawn])
        }
        // What each copy says beside is the stricter of both.
        try await scene.field.carry(from: "R1D", to: "HQ1", "K7Q")
        #expect(try await scene.decision(on: "K7Q") == .refused(.withdrawn))
    }
}
