import Foundation
import Records
import Tables
import Testing

@testable import Clinic

struct ExportTests {
    private static let today = CalendarDate("2026-05-10")!
    /// The beginning of that day in UTC.
    private static let morning: Int64 = 1_778_371_200

    /// Two clients with a case each, of whom one agreed to sharing with health providers, without the telephone number.
    private struct Scene {
        let field: Field
        let mariam: RecordID
        let olena: RecordID
        let cases: [RecordID]

        init() async throws {
            field = try await Field()
            field.clock.set(ExportTests.morning)
            mariam = try await field.addClient("Mariam", on: "HQ1", fields: ["phone": "0550 12", "notes": "said this"])
            olena = try await field.addClient("Olena", on: "HQ1")
            let clinic = field.headquarters
            var cases = [RecordID]()
            for client in [mariam, olena] {
                cases.append(
                    try await clinic.add(
                        kind: "case", in: field.space, fields: ["title": "eviction", "clients": .array([.text(client.description)])]
                    ).record)
            }
            self.cases = cases
            _ = try await clinic.add(
                kind: "consultation", in: field.space, fields: ["case": .text(cases[0].description), "date": "2026-05-02"])
            _ = try await clinic.add(
                kind: "consultation", in: field.space, fields: ["case": .text(cases[1].description), "date": "2026-05-02"])
            _ = try await clinic.giveConsent(
                mariam, fields: ["purposes": ["data_sharing", "referral"], "recipient_types": ["health_provider"], "withhold": "phone"],
                today: CalendarDate("2026-05-01")!)
        }

        func job(_ purpose: String = "data_sharing", type: String? = "health_provider") -> ExportJob {
            ExportJob(
                purpose: purpose, recipient: Recipient(name: "Hospital", type: type), reason: "asked by the client",
                today: ExportTests.today)
        }

        func lines(_ job: ExportJob) async throws -> (report: ExportReport, records: [JSONValue]) {
            let path = field.root + "/" + UUID().uuidString
            let report = try await field.headquarters.export(job, toFile: path, force: false)
            guard report.recordCount > 0 else { return (report, []) }
            let text = try String(contentsOfFile: path, encoding: .utf8)
            return (report, try text.split(separator: "\n").map { try JSONValue(parsing: Array($0.utf8)) })
        }

        func disclosures() async throws -> Int { try await field.headquarters.list(ListQuery(kind: "disclosure")).total }
    }

    @Test func `only what a client agreed to leaves, without what is withheld, and it is written down`() async throws {
        let scene = try await Scene()
        let (report, records) = try await scene.lines(scene.job())
        #expect(Set(records.compactMap { $0["kind"]?.textValue }) == ["client", "case", "consultation"] && records.count == 3)
        let client = try #require(records.first { $0["kind"] == "client" })
        #expect(client["fields"]?["given_name"] == "Mariam" && client["fields"]?["phone"] == nil)
        #expect(report.withheldCount == 3 && report.leftOutCount == 3)
        let number = try #require(try await scene.field.headquarters.detail(scene.cases[1]).number)
        #expect(report.leftOut == [ExportReport.LeftOut(numbers: [number], reason: .noConsent)])
        let disclosure = try await scene.field.headquarters.detail(try #require(report.disclosures.first))
        #expect(disclosure.fields["client"] == .text(scene.mariam.description) && disclosure.fields["purpose"] == "data_sharing")
        #expect(disclosure.fields["consent"] != nil && disclosure.fields["on"] == "2026-05-10")
        #expect(try await scene.field.headquarters.disclosures(of: scene.mariam).count == 1)
    }

    @Test func `another purpose or recipient leaves nothing, writes no file and no disclosure`() async throws {
        let scene = try await Scene()
        for (job, reason) in [
            (scene.job("publication"), ConsentRefusal.purposeNotIncluded), (scene.job(type: "police"), .recipientNotIncluded),
            (scene.job(type: nil), .recipientNotIncluded),
        ] {
            let path = scene.field.root + "/none"
            let report = try await scene.field.headquarters.export(job, toFile: path, force: false)
            #expect(report.recordCount == 0 && Set(report.leftOut.map(\.reason)) == [reason, .noConsent])
            #expect(!FileManager.default.fileExists(atPath: path) && !FileManager.default.fileExists(atPath: path + ".new"))
        }
        #expect(try await scene.disclosures() == 0)
    }

    @Test func `a withdrawal stops what would leave later, and lists what has left`() async throws {
        let scene = try await Scene()
        _ = try await scene.lines(scene.job())
        let withdrawal = try await scene.field.headquarters.withdrawConsent(
            scene.mariam, consent: nil, on: Self.today, reason: "afraid")
        #expect(withdrawal.saved.count == 1 && withdrawal.notWritten.isEmpty)
        #expect(withdrawal.disclosures.map { $0.fields["recipient"] } == ["Hospital"])
        let (report, records) = try await scene.lines(scene.job())
        #expect(records.isEmpty && report.leftOut.map(\.reason).contains(.withdrawn))
        await #expect(throws: ClinicError.self) {
            try await scene.field.headquarters.withdrawConsent(scene.mariam, consent: nil, on: Self.today, reason: nil)
        }
        let overview = try await scene.field.headquarters.consentOverview(scene.mariam, on: Self.today)
        #expect(overview.consents.map(\.stopped) == [.withdrawn] && overview.disclosures.count == 1)
    }

    @Test func `of two hands that wrote differently the stricter counts`() async throws {
        let field = try await Field("K7Q")
        field.clock.set(Self.morning)
        let client = try await field.addClient("Mariam", on: "K7Q")
        let consent = try await field["K7Q"].giveConsent(client, fields: ["purposes": ["referral"]], today: CalendarDate("2026-05-01")!)
            .record
        try await field.carry(from: "K7Q", to: "HQ1")
        try await field.edit(consent, on: "K7Q", ["expires_on": "2026-12-31", "withhold": "phone"])
        try await field.edit(consent, on: "HQ1", ["expires_on": "2026-05-05", "withhold": "address"])
        try await field.carry(from: "K7Q", to: "HQ1")
        let hospital = Recipient(name: "Hospital")
        func decision(_ day: String) async throws -> ConsentDecision {
            try await field.headquarters.consentDecision(client, purpose: "referral", recipient: hospital, on: CalendarDate(day)!)
        }
        #expect(try await decision("2026-05-10") == .refused(.expired))
        #expect(try await decision("2026-05-04") == .allowed(consent: consent, withheld: ["phone", "address"]))
    }

    @Test func `a purpose that one takes out while another puts it in is out`() async throws {
        let field = try await Field("K7Q")
        field.clock.set(Self.morning)
        let client = try await field.addClient("Mariam", on: "K7Q")
        let consent = try await field["K7Q"].giveConsent(
            client, fields: ["purposes": ["referral", "research"], "recipient_types": ["ngo"]], today: CalendarDate("2026-05-01")!
        ).record
        try await field.carry(from: "K7Q", to: "HQ1")
        try await field.edit(consent, on: "K7Q", ["purposes": ["research"]])
        try await field.edit(consent, on: "HQ1", ["purposes": ["research"]])
        try await field.edit(consent, on: "HQ1", ["purposes": ["research", "referral"]])
        func decision(_ purpose: String, on code: String) async throws -> ConsentDecision {
            try await field[code].consentDecision(client, purpose: purpose, recipient: Recipient(name: "x", type: "ngo"), on: Self.today)
        }
        // Taken out and put in again by one hand it is in.
        #expect(try await decision("referral", on: "HQ1") == .allowed(consent: consent, withheld: []))
        try await field.carry(from: "K7Q", to: "HQ1")
        #expect(try await decision("referral", on: "HQ1") == .refused(.purposeNotIncluded))
        #expect(try await decision("research", on: "HQ1") == .allowed(consent: consent, withheld: []))
    }

    @Test func `a case of two clients leaves only when both agreed`() async throws {
        let scene = try await Scene()
        let both = try await scene.field.headquarters.add(
            kind: "case", in: scene.field.space,
            fields: ["title": "x", "clients": .array([.text(scene.mariam.description), .text(scene.olena.description)])])
        var job = scene.job()
        job.legalCase = both.record
        let (report, records) = try await scene.lines(job)
        #expect(records.map { $0["kind"] } == ["client"] && report.leftOutCount == 2)
    }

    @Test func `a case takes along everything that hangs on it, and nothing of another`() async throws {
        let scene = try await Scene()
        let clinic = scene.field.headquarters
        let text = JSONValue.text(scene.cases[0].description)
        let dispute = try await clinic.add(kind: "dispute", in: scene.field.space, fields: ["case": text, "title": "rent"]).record
        _ = try await clinic.add(
            kind: "obligation", in: scene.field.space, fields: ["dispute": .text(dispute.description), "act": "pay"])
        var job = scene.job("internal")
        job.legalCase = scene.cases[0]
        let (report, records) = try await scene.lines(job)
        #expect(report.leftOutCount == 0)
        #expect(
            records.compactMap { $0["kind"]?.textValue }.sorted() == ["case", "client", "consultation", "dispute", "obligation"])
    }

    @Test func `an export for the organisation takes everything, keys of lists too, and is written down`() async throws {
        let scene = try await Scene()
        let (report, records) = try await scene.lines(scene.job("internal"))
        #expect(records.count == report.recordCount && records.contains { $0["kind"] == "consent" })
        #expect(report.disclosures.count == 1 && report.leftOut.isEmpty)
    }

    @Test func `CSV and workbooks have a column for each field, and no formula`() async throws {
        let scene = try await Scene()
        _ = try await scene.field.addClient("=cmd()", on: "HQ1", fields: ["household_size": 5, "languages": ["ar", "uk"]])
        var job = scene.job("internal")
        job.kind = "client"
        job.format = .csv
        let csv = scene.field.root + "/clients.csv"
        #expect(try await scene.field.headquarters.export(job, toFile: csv, force: false).recordCount == 3)
        let rows = try CSVReader.readRows([UInt8](Data(contentsOf: URL(filePath: csv))))
        let names = rows[0].cells
        let last = try #require(rows.first { $0.cells.contains("'=cmd()") }).cells
        #expect(last[try #require(names.firstIndex(of: "household_size"))] == "5")
        #expect(last[try #require(names.firstIndex(of: "languages"))] == "ar, uk")
        let attributes = try FileManager.default.attributesOfItem(atPath: csv)
        #expect((attributes[.posixPermissions] as? Int) == 0o600)
        await #expect(throws: ClinicError.self) { try await scene.field.headquarters.export(job, toFile: csv, force: false) }
        job.format = .xlsx
        job.kind = nil
        let book = scene.field.root + "/all.xlsx"
        #expect(try await scene.field.headquarters.export(job, toFile: book, force: false).recordCount > 6)
        let sheets = try Workbook.read([UInt8](Data(contentsOf: URL(filePath: book))))
        let clients = try #require(sheets.first { $0.name == "client" })
        #expect(clients.rows.contains { $0.contains(.text("=cmd()")) && $0.contains(.number(5)) })
        _ = try await scene.field.headquarters.export(job, toFile: book, force: true)
    }

    @Test func `a purpose, a reason and a recipient have to be said`() async throws {
        let scene = try await Scene()
        var csv = scene.job("internal")
        csv.format = .csv
        var silent = scene.job()
        silent.reason = " "
        for job in [scene.job("curiosity"), scene.job(type: "aunt"), csv, silent] {
            await #expect(throws: ValidationFailure.self) {
                try await scene.field.headquarters.export(job, toFile: scene.field.root + "/x", force: false)
            }
        }
        #expect(try await scene.disclosures() == 0)
    }

    @Test func `a packet for a partner has what the partner needs, sealed, and asks for consent first`() async throws {
        let scene = try await Scene()
        let clinic = scene.field.headquarters
        let partner = try await clinic.add(kind: "partner", in: scene.field.space, fields: ["name": "Hospital", "type": "health_provider"])
            .record
        func referral(_ client: RecordID) async throws -> RecordID {
            try await clinic.add(
                kind: "referral", in: scene.field.space,
                fields: [
                    "client": .text(client.description), "partner": .text(partner.description), "service": "health",
                    "reason": "<needs> care",
                ]
            ).record
        }
        let path = scene.field.root + "/packet.html"
        let report = try await clinic.referralPacket(
            try await referral(scene.mariam), seal: .none, toFile: path, force: false, reason: "care", today: Self.today, language: "ar")
        let page = try String(contentsOfFile: path, encoding: .utf8)
        #expect(page.contains("dir=\"rtl\"") && page.contains("&lt;needs&gt; care") && page.contains("Mariam") && !page.contains("0550"))
        #expect(report.withheld == ["phone"] && report.disclosures.count == 1)
        let refused = await #expect(throws: ClinicError.self) {
            try await clinic.referralPacket(
                try await referral(scene.olena), seal: .none, toFile: path + "2", force: false, reason: "care", today: Self.today,
                language: "en")
        }
        #expect(refused?.code == .consentRefused && !FileManager.default.fileExists(atPath: path + "2"))
        _ = try await clinic.referralPacket(
            try await referral(scene.mariam), seal: .age(["age1sfrhljcr25vwd0kws0yxvyeyg9g97g3nn6zv6vg6lfnv9exjm3csajqx5y"]), toFile: path,
            force: true, reason: "care", today: Self.today, language: "en")
        let sealed = [UInt8](try Data(contentsOf: URL(filePath: path)))
        #expect(sealed.starts(with: Array("age-encryption.org/v1\n".utf8)) && sealed.firstRange(of: Array("Mariam".utf8)) == nil)
        #expect(try await clinic.disclosures(of: scene.mariam).map { $0.fields["format"] } == ["paper", "age_file"])
    }
}
