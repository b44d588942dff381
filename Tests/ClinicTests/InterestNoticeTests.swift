import Clinic
import Records
import ReplicatedLog
import Testing
import Trials

/// After a change only the cases that it can concern are checked: that finds whatever a check of everything finds anew.
@Suite struct `Notices of conflicts of interest` {
    private struct Pair: Hashable {
        let matter: RecordID
        let party: RecordID
        let client: RecordID
        let field: String?
    }

    private func pairs(_ conflicts: [InterestConflict]) -> Set<Pair> {
        Set(conflicts.map { Pair(matter: $0.matter.id, party: $0.party.id, client: $0.client.id, field: $0.field) })
    }

    @Test(arguments: [1, 2, 3, 4, 5, 6] as [UInt64]) func `find what a check of everything finds`(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let field = try await Field("K7Q")
        let laptop = field["K7Q"]
        let given = ["Omar", "عمر", "Oleksandr", "Александр", "Mariam", "مريم", "Omar Bilal"]
        let family: [String?] = ["Khalil", "خليل", "Shevchenko", "Haddad", nil]
        let births: [String?] = [nil, nil, "1980", "1980-05-01", "1981~"]
        let phones: [String?] = [nil, nil, "+961 3 123 456", "03 123 456"]
        func person() -> [String: JSONValue] {
            var fields: [String: JSONValue] = ["given_name": .text(given.randomElement(using: &random)!)]
            if let family = family.randomElement(using: &random)! { fields["family_name"] = .text(family) }
            if let birth = births.randomElement(using: &random)! { fields["birth_date"] = .text(birth) }
            if let phone = phones.randomElement(using: &random)! { fields["phone"] = .text(phone) }
            return fields
        }
        var clients = [RecordID]()
        var matters = [RecordID]()
        var parties = [RecordID]()
        var found = 0
        for step in 0..<60 {
            let before = pairs(try await laptop.pendingInterestConflicts(limit: .max))
            let touched: RecordID
            switch step < 6 ? step % 3 : Int.random(in: 0..<7, using: &random) {
            case 0:
                touched = try await laptop.add(kind: "client", in: field.space, fields: person()).record
                clients.append(touched)
            case 1:
                let fields: [String: JSONValue] = [
                    "title": "Debt", "opposing_party": .text("\(given.randomElement(using: &random)!) Khalil; Haddad Trading"),
                ]
                touched = try await laptop.add(kind: "case", in: field.space, fields: fields).record
                matters.append(touched)
            case 2, 3:
                let role: JSONValue = Int.random(in: 0..<2, using: &random) == 0 ? "opposing" : "witness"
                var fields = person().merging(["case": .text(matters.randomElement(using: &random)!.description), "role": role]) { $1 }
                if Int.random(in: 0..<4, using: &random) == 0 {
                    fields["client"] = .text(clients.randomElement(using: &random)!.description)
                }
                touched = try await laptop.add(kind: "party", in: field.space, fields: fields).record
                parties.append(touched)
            case 4:
                touched = clients.randomElement(using: &random)!
                _ = try await laptop.save(try await laptop.form(touched), fields: person())
            case 5:
                touched = parties.randomElement(using: &random)!
                _ = try await laptop.save(try await laptop.form(touched), fields: person())
            default:
                touched = matters.randomElement(using: &random)!
                let fields: [String: JSONValue] = ["opposing_party": .text("\(given.randomElement(using: &random)!) Haddad")]
                _ = try await laptop.save(try await laptop.form(touched), fields: fields)
            }
            let after = pairs(try await laptop.pendingInterestConflicts(limit: .max))
            let told = pairs(try await laptop.pendingInterestConflicts(touching: [touched], limit: .max))
            #expect(told.isSubset(of: after) && after.subtracting(before).isSubset(of: told), "step \(step), SEED=\(seed)")
            found += after.subtracting(before).count
        }
        #expect(found > 10)
    }

    @Test func `name those of whom a stick brought something, and no others`() async throws {
        let field = try await Field("K7Q", "M4T")
        let client = try await field.addClient("Omar", on: "M4T", fields: ["family_name": "Khalil"])
        _ = try await field["M4T"].add(kind: "outreach", in: field.space, fields: ["type": "information_session", "date": "2026-02-01"])
        let report = try await field.carry(from: "M4T", to: "K7Q")
        #expect(report.touchedPersons == [client])
        #expect(try await field.carry(from: "M4T", to: "K7Q", resend: true).touchedPersons == [])
    }
}
